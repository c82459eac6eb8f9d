"""信封：公众号三种模式与企业微信；wechatpy 拆得开我们的回信。"""

import pytest
from wechatpy.crypto import WeChatCrypto
from wechatpy.enterprise.crypto import WeChatCrypto as WorkCrypto

from connectors.wechat import xml
from connectors.wechat.envelope import STALE_S, Envelope, Mode, WorkEnvelope
from connectors.wechat.refusals import Refusal, Refused
from connectors.wechat.signing import signature
from tests.support.wechat import AES_KEY

TOKEN, APPID, NOW = "token", "wx1234567890abcdef", 1_700_000_000
PLAIN_XML = xml.write({"FromUserName": "o1", "Content": "办事"})


def envelope(mode: Mode = Mode.AUTO, aes_key: str = AES_KEY) -> Envelope:
    return Envelope(TOKEN, aes_key, APPID, mode, clock=lambda: NOW)


def work() -> WorkEnvelope:
    return WorkEnvelope(TOKEN, AES_KEY, "ww1", clock=lambda: NOW)


def plain_query(timestamp: int = NOW) -> dict[str, str]:
    return {"signature": signature(TOKEN, str(timestamp), "n"), "timestamp": str(timestamp), "nonce": "n"}


def encrypted(content: str = PLAIN_XML, receiver: str = APPID) -> tuple[dict[str, str], bytes]:
    """wechatpy 加密的一条消息。"""
    wrapped = xml.read(WeChatCrypto(TOKEN, AES_KEY, receiver).encrypt_message(content, "n", str(NOW)))
    query = {**plain_query(), "msg_signature": str(wrapped["MsgSignature"]), "encrypt_type": "aes"}
    return query, xml.write({"ToUserName": "gh", "Encrypt": str(wrapped["Encrypt"])}).encode()


def refusal(box: Envelope, query: dict[str, str], body: bytes = PLAIN_XML.encode()) -> Refusal:
    with pytest.raises(Refused) as caught:
        box.open(query, body)
    return caught.value.reason


@pytest.mark.parametrize("mode", list(Mode))
def test_the_handshake_returns_echostr_in_every_mode(mode: Mode) -> None:
    assert envelope(mode).handshake({**plain_query(), "echostr": "回声<1>"}) == "回声<1>"


def test_the_handshake_without_or_with_a_wrong_signature() -> None:
    for query, reason in (
        ({"timestamp": "1", "nonce": "2", "echostr": "x"}, Refusal.MISSING),
        ({**plain_query(), "signature": "0" * 40, "echostr": "x"}, Refusal.SIGNATURE),
        ({"signature": "x", "echostr": "x"}, Refusal.MISSING),
        (plain_query(), Refusal.MISSING),
    ):
        with pytest.raises(Refused) as caught:
            envelope().handshake(query)
        assert caught.value.reason is reason


def test_plain_mode() -> None:
    for box in (envelope(Mode.PLAIN), envelope(aes_key="")):
        opened = box.open(plain_query(NOW - 99_999), PLAIN_XML.encode())
        assert (opened.fields["Content"], opened.encrypted) == ("办事", False)
        assert box.close("<xml/>", opened.encrypted) == "<xml/>"


def test_safe_mode() -> None:
    query, body = encrypted()
    opened = envelope(Mode.SAFE).open(query, body)
    assert (opened.fields["Content"], opened.encrypted) == ("办事", True)
    assert refusal(envelope(Mode.SAFE), plain_query()) is Refusal.PLAIN


def test_compatible_mode_trusts_only_the_encrypted_part() -> None:
    """明文字段谁都能改，只看密文里的。"""
    query, body = encrypted()
    both = xml.write({"FromUserName": "冒充的", "Content": "假的", "Encrypt": str(xml.read(body)["Encrypt"])}).encode()
    assert envelope(Mode.COMPATIBLE).open(query, both).fields["Content"] == "办事"
    assert refusal(envelope(Mode.COMPATIBLE), plain_query(), both) is Refusal.PLAIN


def test_auto_takes_both_but_plain_only_when_fresh() -> None:
    query, body = encrypted()
    assert envelope().open(query, body).encrypted
    assert not envelope().open(plain_query(NOW - STALE_S), PLAIN_XML.encode()).encrypted
    for timestamp in (NOW - STALE_S - 1, NOW + STALE_S + 1, -5):
        assert refusal(envelope(), plain_query(timestamp)) is Refusal.STALE


def test_the_reply_is_what_wechatpy_can_open() -> None:
    sealed = envelope().close(PLAIN_XML, True)
    fields = xml.read(sealed)
    back = WeChatCrypto(TOKEN, AES_KEY, APPID).decrypt_message(
        sealed, fields["MsgSignature"], fields["TimeStamp"], fields["Nonce"]
    )
    assert back == PLAIN_XML


def test_tampering_is_noticed_before_anything_is_decrypted() -> None:
    query, body = encrypted()
    assert refusal(envelope(), query, body.replace(b"<Encrypt><![CDATA[", b"<Encrypt><![CDATA[A")) is Refusal.SIGNATURE
    assert refusal(envelope(), {**query, "nonce": "m"}, body) is Refusal.SIGNATURE
    assert refusal(envelope(), {**query, "msg_signature": ""}, body) is Refusal.SIGNATURE
    assert refusal(envelope(), query, b"<xml><a>1</a></xml>") is Refusal.FIELD
    assert refusal(envelope(), query, b"not xml") is Refusal.XML
    assert refusal(envelope(), query, b"x" * (xml.MAX_BYTES + 1)) is Refusal.TOO_LARGE
    assert refusal(envelope(), {}, body) is Refusal.MISSING
    assert refusal(envelope(), *encrypted(receiver="wx_other")) is Refusal.RECEIVER


def test_work_decrypts_echostr_and_never_takes_plain() -> None:
    sealed = xml.read(WorkCrypto(TOKEN, AES_KEY, "ww1").encrypt_message("回声", "n", str(NOW)))
    query = {"msg_signature": str(sealed["MsgSignature"]), "timestamp": str(NOW), "nonce": "n"}
    assert work().handshake({**query, "echostr": str(sealed["Encrypt"])}) == "回声"
    with pytest.raises(Refused) as caught:
        work().handshake({**plain_query(), "echostr": "x"})
    assert caught.value.reason is Refusal.MISSING
    assert refusal(work(), plain_query()) is Refusal.MISSING


def test_a_mode_that_needs_a_key_says_so_without_one() -> None:
    for mode in (Mode.SAFE, Mode.COMPATIBLE):
        with pytest.raises(Refused) as caught:
            envelope(mode, aes_key="")
        assert caught.value.reason is Refusal.KEY
