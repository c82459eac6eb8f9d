"""拒收一个回调请求的全部原因：封闭的清单，每条都说得出问题在哪、怎么办。"""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """为什么不收这个请求。值是对外的稳定标识，括号里是微信官方示例代码的错误号。"""

    MISSING = "parameter-missing"
    """网址里缺少签名、时间戳或随机数。"""
    SIGNATURE = "signature-mismatch"
    """签名不对（-40001）。"""
    STALE = "timestamp-stale"
    """没有加密的消息，时间戳离现在太远。"""
    PLAIN = "not-encrypted"
    """要求加密，来的却是明文。"""
    TOO_LARGE = "xml-too-large"
    """XML 超过上限：字节、层数或字段数。"""
    XML = "xml-broken"
    """XML 解析不了，或含有实体、DTD（-40002）。"""
    FIELD = "field-missing"
    """XML 里缺少必有的字段，或字段不是该有的样子。"""
    KEY = "aes-key-wrong"
    """EncodingAESKey 不是 43 位（-40004）。"""
    RECEIVER = "receiver-mismatch"
    """密文里的 AppID 或 CorpID 不是本账号的（-40005）。"""
    CIPHER = "cipher-broken"
    """密文解不开：长度或填充不对（-40007）。"""
    BASE64 = "base64-broken"
    """密文不是 base64（-40010）。"""

    @property
    def forged(self) -> bool:
        """是不是“不像微信发来的”：这类以 403 拒绝，其余是 400。"""
        return self in (Refusal.MISSING, Refusal.SIGNATURE, Refusal.STALE, Refusal.PLAIN, Refusal.RECEIVER)


WORDS: dict[Refusal, str] = {
    Refusal.MISSING: "网址里缺少签名参数。请确认这个地址是由微信服务器来访问的。",
    Refusal.SIGNATURE: "签名不对。请核对微信后台与本系统设置的 Token 是否一致。",
    Refusal.STALE: "这条明文消息的时间戳离现在太远。请核对服务器时间。",
    Refusal.PLAIN: "要求加密，收到的却是明文。请在微信后台选安全模式，或改 ZHILU_WECHAT_MODE。",
    Refusal.TOO_LARGE: "消息太大，没有处理。",
    Refusal.XML: "消息不是完整的 XML。",
    Refusal.FIELD: "消息缺少必要的字段。",
    Refusal.KEY: "EncodingAESKey 应当是 43 位的字母和数字。请从微信后台重新复制。",
    Refusal.RECEIVER: "消息不是发给本账号的。请核对 AppID 或 CorpID。",
    Refusal.CIPHER: "密文解不开。请核对 EncodingAESKey。",
    Refusal.BASE64: "密文不是 base64 编码。",
}


class Refused(ValueError):
    """不收这个请求。说明里没有消息的内容。"""

    def __init__(self, reason: Refusal, more: str = "") -> None:
        """`more` 只写字段名之类，不写市民的话。"""
        super().__init__(WORDS[reason] + more)
        self.reason = reason
