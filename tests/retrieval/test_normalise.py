"""规范化：全角、繁体、粤语、方言、表情、寒暄、长句。"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.normalise import clean, informative_clauses, normalise, to_simplified, word_tables


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ＥＴＣ２０２４", "etc2024"),
        ("身份證過期", "身份证过期"),
        ("BB出世咗，點樣入戶", "宝宝出世了，怎样入户"),
        ("唔見咗身份證", "丢了身份证"),
        ("结婚证丢了咋整", "结婚证丢了怎么办"),
        ("😀身份证🆔丢了😭", "身份证丢了"),
        ("你好，请问社保怎么补缴？谢谢！", "社保怎么补缴"),
        ("您好请问怎么落户", "怎么落户"),
        ("尊敬的领导，我想办低保，望回复", "我想办低保"),
        ("老师资格证怎么考", "老师资格证怎么考"),
        ("那个体户执照", "那个体户执照"),
        ("急急急！！！身份证丢了", "急急急！身份证丢了"),
        ("哈哈哈哈 你 好", "哈你好"),
        ("社 保 卡", "社保卡"),
        ("你好", "你好"),
        ("abb公司注销", "abb公司注销"),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_simplified_text_is_left_alone() -> None:
    assert to_simplified("后天面试，发票里写错了") == "后天面试，发票里写错了"


def test_short_queries_have_no_clauses() -> None:
    assert normalise("身份证丢了").clauses == ()


def test_long_queries_keep_the_asking_parts() -> None:
    story = (
        "我家住在老小区，楼下有一棵大树，去年夏天还被雷劈过。我父亲今年七十二岁，腿脚不方便，"
        "上个月刚从医院出来，花了不少钱。他一直没有领过高龄津贴，请问怎么申请高龄津贴？"
        "我们街坊都说早就该领了，隔壁李大爷去年就领上了，每个月能买好几斤肉，他儿子还开车送他去的，"
        "那天下着小雨，路上堵了一个多小时，回来的时候天都黑了，我妈还给他家送了一碗饺子。"
    )
    query = normalise(story)
    assert 1 <= len(query.clauses) <= 3
    assert any("高龄津贴" in clause for clause in query.clauses)
    assert all("雷劈" not in clause for clause in query.clauses)


def test_clauses_stay_in_order() -> None:
    clauses = informative_clauses("我想问社保卡怎么办理。天气不错哈哈哈哈哈哈哈。身份证丢了去哪里补办呢？")
    assert clauses == ["我想问社保卡怎么办理", "身份证丢了去哪里补办呢？"]


@given(st.text(max_size=200))
def test_never_breaks_and_settles(text: str) -> None:
    once = clean(text)
    assert len(once) <= 20 * max(1, len(text))
    normalise(text)


def test_a_plain_word_that_holds_a_spoken_one_is_left_alone() -> None:
    assert clean("什么时候发") == "什么时候发"
    assert clean("么时候发") == "什么时候发"


def test_no_spoken_word_changes_its_own_plain_form() -> None:
    """换成的普通说法再看一遍，不会又被换。"""
    words = word_tables()
    for kind in ("shorthand", "taiwan_hong_kong", "dialect", "cantonese"):
        for spoken, plain in words[kind].items():
            if spoken in plain:
                assert clean(plain, keep_greetings=True) == plain
