"""微信回调的签名：sha1(字典序排好的各段)。"""

from __future__ import annotations

import hashlib
import hmac

from connectors.wechat.refusals import Refusal, Refused


def signature(*parts: str) -> str:
    """返回签名：40 位小写十六进制。来源：微信公众平台《接入指南》《消息加解密说明》。"""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def check(given: str, *parts: str) -> None:
    """签名不符就抛 Refused。比较用时与哪一位不同无关，量不出正确的签名。"""
    if not hmac.compare_digest(given.encode(), signature(*parts).encode()):
        raise Refused(Refusal.SIGNATURE)
