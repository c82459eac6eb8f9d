"""签名：官方示例与 wechatpy 算得一样。"""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.utils import check_signature

from connectors.wechat.refusals import Refusal, Refused
from connectors.wechat.signing import check, signature

OFFICIAL_SAMPLE = (
    "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
)


def test_the_sample_of_the_official_documents() -> None:
    """企业微信《加解密方案说明》里的样例。"""
    parts = ("QDG6eK", "1409659589", "263014780", OFFICIAL_SAMPLE)
    assert signature(*parts) == "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"
    check("5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", *parts)


def test_it_is_sha1_of_the_sorted_parts() -> None:
    assert signature("b", "a", "c") == hashlib.sha1(b"abc").hexdigest()


@given(st.text(max_size=30), st.text(max_size=12), st.text(max_size=12))
def test_wechatpy_accepts_it(token: str, timestamp: str, nonce: str) -> None:
    check_signature(token, signature(token, timestamp, nonce), timestamp, nonce)


@pytest.mark.parametrize("given_signature", ["", "0" * 40, "签名", "5C45FF5E21C57E6AD56BAC8758B79B1D9AC89FD3", "a\0b"])
def test_anything_else_is_refused(given_signature: str) -> None:
    with pytest.raises(Refused) as refused:
        check(given_signature, "token", "1", "2")
    assert refused.value.reason is Refusal.SIGNATURE
