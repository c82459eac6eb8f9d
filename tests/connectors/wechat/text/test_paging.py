"""分页：不超字节、不切断字、不切断超链接、一字不少，问题总在第一页。"""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.wechat.text.links import ANCHOR
from connectors.wechat.text.paging import FOOTER_BYTES, TEXT_BYTES, Pages, pages

FOOTER = re.compile(r"\n…… 回复“更多”看下一页（还有\d+页）$")


def every(paged: Pages) -> list[str]:
    return [paged.text, *paged.rest]


def bare(page: str) -> str:
    return FOOTER.sub("", page)


def test_short_text_is_one_page_without_a_footer() -> None:
    assert pages(["一步就好"]) == Pages("一步就好", "一步就好", ())
    assert pages([]) == Pages()
    assert pages(["", "甲", ""], "选哪个？") == Pages("甲\n\n选哪个？", "甲", ())
    assert pages([], "选哪个？") == Pages("选哪个？", "", ())


def test_exactly_the_limit_is_one_page_and_one_more_is_two() -> None:
    """2048 字节 = 682 个汉字（每个 3 字节）+ 2 个字母。"""
    full = "办" * 682 + "ab"
    assert len(full.encode()) == TEXT_BYTES
    assert every(pages([full])) == [full]
    assert len(every(pages([full + "c"]))) == 2


def test_blocks_are_kept_whole_and_the_footer_counts_down() -> None:
    """每段 900 字节，一页放得下两段（900+1+900+页脚），五段分三页。"""
    blocks = [f"{n}" + "步" * 299 + "xx" for n in range(5)]
    assert 1801 + FOOTER_BYTES <= TEXT_BYTES < 2702
    paged = every(pages(blocks))
    assert [bare(page).split("\n") for page in paged] == [blocks[0:2], blocks[2:4], blocks[4:]]
    assert [re.findall(r"还有(\d+)页", page) for page in paged] == [["2"], ["1"], []]


def test_the_question_is_always_on_the_first_page() -> None:
    question = "孩子是在医院出生的吗？\n1. 是\n2. 不是"
    paged = pages(["步" * 300, "骤" * 300, "材" * 300], question)
    assert bare(paged.text).endswith(question)
    assert question not in "".join(paged.rest) + paged.body
    assert bare(paged.body) + "\n\n" + question == bare(paged.text)


def test_a_question_too_long_to_pin_comes_first() -> None:
    question = "问" * 600
    paged = pages(["答" * 600], question)
    assert paged.text.startswith("问")
    assert "".join(map(bare, every(paged))).replace("\n", "") == question + "答" * 600


def test_a_long_line_is_cut_after_a_sentence() -> None:
    line = "甲" * 500 + "。" + "乙" * 500
    first, second = (bare(page) for page in every(pages([line])))
    assert (first, second) == ("甲" * 500 + "。", "乙" * 500)


def test_a_link_is_never_cut() -> None:
    anchor = '<a href="https://zwfw.example.gov.cn/' + "p" * 80 + '">政务服务网</a>'
    for before in range(560, 680, 7):
        for page in every(pages(["字" * before + anchor + "尾" * 300])):
            assert page.count("<a ") == page.count("</a>") == len(ANCHOR.findall(page))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.text(st.sampled_from("办a；，。\n😀é "), max_size=300), max_size=6),
    st.text("问？1. \n", max_size=40), st.integers(200, 500),
)
def test_nothing_is_lost_and_no_page_is_too_long(blocks: list[str], question: str, limit: int) -> None:
    """除了换行，拼回来一字不少；每页都不超过上限，除最后一页都有页脚。"""
    paged = pages(blocks, question, limit)
    assert all(len(page.encode()) <= limit for page in [paged.body, *every(paged)])
    told = "".join(map(bare, every(paged))).replace("\n", "")
    assert sorted(told) == sorted(("".join(blocks) + question).replace("\n", ""))
    assert all(FOOTER.search(page) for page in every(paged)[:-1])


@pytest.mark.parametrize("limit", [120, 2048])
def test_limits_hold_for_text_without_any_place_to_cut(limit: int) -> None:
    assert all(len(page.encode()) <= limit for page in every(pages(["办" * 3000], limit=limit)))
