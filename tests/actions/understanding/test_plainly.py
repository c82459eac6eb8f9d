"""委婉、口头的说法换成直白的，平常的话一个字不动。"""

from __future__ import annotations

import pytest

from actions.understanding.plainly import in_plain_words


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("我外婆昨晚没熬过去", "我外婆昨晚去世了"),
        ("公公上个月走了要办什么", "公公上个月去世了要办什么"),
        ("我被厂里炒了鱿鱼", "我被公司辞退失业了"),
        ("老板叫我卷铺盖了", "老板辞退我失业了"),
        ("准备再婚", "准备二婚领结婚证"),
        ("门面黄了", "门面不开了要注销"),
    ],
)
def test_said_plainly(said: str, plain: str) -> None:
    assert in_plain_words(said) == plain


@pytest.mark.parametrize(
    "said", ["他走了后门", "走了一趟派出所", "老公没了工作", "妈妈没了户口", "再婚家庭的孩子", "身份证没了", "这路黄了"]
)
def test_ordinary_words_are_kept(said: str) -> None:
    assert in_plain_words(said) == said
