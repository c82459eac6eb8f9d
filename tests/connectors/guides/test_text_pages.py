"""分段的纯文字：不超字节、不切断字、拼回来一字不少。"""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.guides.text_pages import WECHAT_BYTES, text_pages


def body(page: str) -> str:
    """去掉页码。"""
    return re.sub(r"^（\d+/\d+）\n", "", page)


def test_short_text_is_one_page_without_a_number() -> None:
    assert text_pages({"text": "一步就好"}) == ["一步就好"]
    assert text_pages("") == []


def test_exactly_the_limit_is_one_page_and_one_more_is_two() -> None:
    """2048 字节 = 682 个汉字（每个 3 字节）+ 2 个字母。"""
    full = "办" * 682 + "ab"
    assert len(full.encode()) == WECHAT_BYTES
    assert text_pages(full) == [full]
    assert len(text_pages(full + "c")) == 2


def test_pages_break_at_lines_and_are_numbered() -> None:
    """每行 300 字节，一段放得下 6 行（6×300+5=1805，再加一行就超了），20 行分 4 段。"""
    lines = [f"{n:03d}" + "步" * 99 for n in range(20)]
    pages = text_pages("\n".join(lines))
    assert [page.splitlines()[0] for page in pages] == ["（1/4）", "（2/4）", "（3/4）", "（4/4）"]
    assert [line for page in pages for line in page.splitlines()[1:]] == lines


def test_too_small_a_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="太少"):
        text_pages("办" * 10, 15)


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("办a；，\n😀é "), max_size=400), st.integers(30, 200))
def test_nothing_is_lost_and_no_page_is_too_long(text: str, limit: int) -> None:
    """除了换行（切在行尾时不重复写），拼回来一字不少；每段都不超过上限。"""
    pages = text_pages(text, limit)
    assert all(len(page.encode()) <= limit for page in pages)
    joined = "".join(body(page) if len(pages) > 1 else page for page in pages)
    assert joined.replace("\n", "") == text.replace("\n", "")
