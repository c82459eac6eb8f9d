"""链接白名单：协议、主机名、账号、端口、怪字符。"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.links import is_allowed

HOSTS = frozenset({"www.gov.cn", "127.0.0.1"})


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://www.gov.cn/a?b=1#c", True),
        ("http://WWW.GOV.CN/", True),
        ("https://www.gov.cn:8443/", True),
        ("https://www.gov.cn:6379/", False),
        ("https://www.gov.cn.evil.com/", False),
        ("https://evil.com/?www.gov.cn", False),
        ("https://www.gov.cn@evil.com/", False),
        ("https://user:pass@www.gov.cn/", False),
        ("javascript:alert(1)//www.gov.cn", False),
        ("data:text/html,www.gov.cn", False),
        ("//www.gov.cn/", False),
        ("https://www.gov.cn/\nSet-Cookie: a", False),
        ('https://www.gov.cn/"onclick=1', False),
        ("https:\\\\www.gov.cn", False),
        ("http://127.0.0.1/", False),
        ("https://www.gov.cn:99999/", False),
        ("", False),
    ],
)
@pytest.mark.promise("给市民的链接只到登记过的官方网站")
def test_links(url: str, allowed: bool) -> None:
    assert is_allowed(url, HOSTS) is allowed


@given(st.text(max_size=60))
def test_any_text_is_judged_without_an_exception(text: str) -> None:
    assert is_allowed(text, HOSTS) in (True, False)
    assert not is_allowed(f"javascript:{text}", HOSTS)
