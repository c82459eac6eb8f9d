"""超链接。"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.wechat.text.links import ANCHOR, linked


@pytest.mark.parametrize(("text", "shown"), [
    ("去哪办：湖南政务网 https://h.gov.cn/", '去哪办：<a href="https://h.gov.cn/">湖南政务网</a>'),
    ("见 https://a.gov.cn/x?y=1&z=2。", '见 <a href="https://a.gov.cn/x?y=1&z=2">a.gov.cn</a>。'),
    ("https://a.gov.cn/x", '<a href="https://a.gov.cn/x">a.gov.cn</a>'),
    ("网址：https://a.gov.cn；电话", '网址：<a href="https://a.gov.cn">a.gov.cn</a>；电话'),
    ("平台（试运行） http://b.gov.cn/,", '<a href="http://b.gov.cn/">平台（试运行）</a>,'),
    ("（https://a.gov.cn）", '（<a href="https://a.gov.cn">a.gov.cn</a>）'),
    ("没有网址", "没有网址"),
    ("javascript:alert(1) ftp://x", "javascript:alert(1) ftp://x"),
])
def test_links(text: str, shown: str) -> None:
    assert linked(text) == shown


def test_text_cannot_smuggle_a_link_of_its_own() -> None:
    assert linked('<a href="https://evil">办</a>') == '＜a href="<a href="https://evil">evil</a>"＞办＜/a＞'


@given(st.text(st.sampled_from("甲 ：<>\"'/ahttps:.（）。"), max_size=60))
def test_every_angle_bracket_belongs_to_a_whole_anchor(text: str) -> None:
    rest = ANCHOR.sub("", linked(text))
    assert "<" not in rest and ">" not in rest
