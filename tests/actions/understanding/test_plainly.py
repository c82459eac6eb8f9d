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
        ("上个月厂里让我们走", "上个月厂里辞退我失业了"),
        ("公司把我裁了", "公司我被公司辞退失业了"),
        ("奶奶睡着了就没醒过来", "奶奶老死的"),
        ("他拿农村养老金的", "他参加城乡居民养老保险"),
        ("我和男朋友想去领证", "我和男朋友想去结婚登记"),
        ("我们要登记", "我们要结婚登记"),
        ("挖鱼塘挖出来几枚铜钱", "挖到古董文物"),
        ("主治医生向家属要红包", "主治医生索要红包贿赂"),
        ("开了个小卖部办的个体户亏得厉害下个月不干了", "开了个小卖部办的个体户亏得厉害下个月不开了要注销"),
    ],
)
def test_said_plainly(said: str, plain: str) -> None:
    assert in_plain_words(said) == plain


@pytest.mark.parametrize(
    "said",
    [
        "不对，我们领证了",
        "让我们走哪个门",
        "我们要去登记房子",
        "在店里上班不干了",
        "怎么登记",
        "过年给孩子红包",
        "他走了后门",
        "走了一趟派出所",
        "老公没了工作",
        "妈妈没了户口",
        "再婚家庭的孩子",
        "身份证没了",
        "这路黄了",
    ],
)
def test_ordinary_words_are_kept(said: str) -> None:
    assert in_plain_words(said) == said
