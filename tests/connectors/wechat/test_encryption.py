"""加解密：与 wechatpy 互相解得开；什么坏密文都只有一种异常。"""

import base64
import struct

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given, settings
from hypothesis import strategies as st
from wechatpy.crypto import PrpCrypto

from connectors.wechat.encryption import MessageCrypt
from connectors.wechat.refusals import Refusal, Refused

KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
RECEIVER = "wx5823bf96d3bd56c7"
RAW_KEY = base64.b64decode(KEY + "=")
OURS, ORACLE = MessageCrypt(KEY, RECEIVER), PrpCrypto(RAW_KEY)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=600)


def sealed(plain: bytes) -> str:
    """按字节加密，不管里面对不对。"""
    encryptor = Cipher(algorithms.AES(RAW_KEY), modes.CBC(RAW_KEY[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


def padded(plain: bytes) -> bytes:
    pad = 32 - len(plain) % 32
    return plain + bytes([pad]) * pad


def refused(text: str) -> Refusal:
    with pytest.raises(Refused) as caught:
        OURS.decrypt(text)
    return caught.value.reason


def test_the_sample_of_the_official_documents() -> None:
    """企业微信《加解密方案说明》里的样例。"""
    text = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
    assert OURS.decrypt(text) == "1616140317555161061"


@settings(deadline=None)
@given(TEXT)
def test_wechatpy_reads_what_we_write_and_we_read_what_it_writes(text: str) -> None:
    assert ORACLE.decrypt(OURS.encrypt(text), RECEIVER) == text
    assert OURS.decrypt(ORACLE.encrypt(text, RECEIVER).decode()) == text


def test_the_same_text_is_never_encrypted_the_same_twice() -> None:
    assert OURS.encrypt("办事") != OURS.encrypt("办事")


def test_padding_is_a_whole_block_when_the_text_already_fits() -> None:
    """16 随机 + 4 长度 + 18 接收者 = 38；正文 26 字节正好 64，仍要再补 32。"""
    assert len(base64.b64decode(OURS.encrypt("x" * 26))) == 96
    assert OURS.decrypt(OURS.encrypt("x" * 26)) == "x" * 26


def test_a_message_for_someone_else_is_refused() -> None:
    assert refused(MessageCrypt(KEY, "wx0000000000000000").encrypt("办事")) is Refusal.RECEIVER
    assert refused(MessageCrypt(KEY, RECEIVER + "1").encrypt("办事")) is Refusal.RECEIVER
    assert refused(MessageCrypt(KEY, "").encrypt("办事")) is Refusal.RECEIVER


@pytest.mark.parametrize("text", ["不是", "====", "a", "YWJj*", "YWJj\n"])
def test_not_base64(text: str) -> None:
    assert refused(text) is Refusal.BASE64


@pytest.mark.parametrize("plain", [
    b"\0" * 32, b"\x21" * 64, b"\x01" * 31 + b"\x02", padded(b"short"),
    padded(b"r" * 16 + struct.pack(">I", 999_999) + b"x" + RECEIVER.encode()),
    padded(b"r" * 16 + struct.pack(">I", 2) + b"\xff\xfe" + RECEIVER.encode()),
])
def test_broken_plain_text(plain: bytes) -> None:
    """填充不对、太短、长度越界、不是 UTF-8。"""
    assert refused(sealed(plain)) is Refusal.CIPHER


@pytest.mark.parametrize("size", [0, 1, 16, 31, 33])
def test_broken_cipher_length(size: int) -> None:
    assert refused(base64.b64encode(b"x" * size).decode()) is Refusal.CIPHER


@settings(deadline=None)
@given(st.binary(max_size=320))
def test_garbage_is_only_ever_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        OURS.decrypt(base64.b64encode(content).decode())


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_only_ever_refused(text: str) -> None:
    with pytest.raises(Refused):
        OURS.decrypt(text)


@pytest.mark.parametrize("key", ["", "短", KEY[:-1], KEY + "a", KEY[:-1] + "+", KEY[:-1] + "钥"])
def test_a_wrong_key_is_said_at_once(key: str) -> None:
    with pytest.raises(Refused) as caught:
        MessageCrypt(key, RECEIVER)
    assert caught.value.reason is Refusal.KEY
    assert "EncodingAESKey" in str(caught.value)
