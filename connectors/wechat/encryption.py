"""微信消息的加解密：AES-256-CBC，明文 = 16 字节随机数 + 4 字节长度 + XML + 接收者。

来源：微信公众平台《消息加解密说明》、企业微信《加解密方案说明》。填充是 PKCS#7，但按 32 字节一块。
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from connectors.wechat.refusals import Refusal, Refused

BLOCK = 32
RANDOM_BYTES = 16
HEAD_BYTES = RANDOM_BYTES + 4
KEY_CHARACTERS = 43


class MessageCrypt:
    """一个账号的加解密。`receiver` 是公众号的 AppID 或企业的 CorpID。"""

    def __init__(self, aes_key: str, receiver: str) -> None:
        if len(aes_key) != KEY_CHARACTERS or not aes_key.isalnum() or not aes_key.isascii():
            raise Refused(Refusal.KEY)
        # 43 个字符是 258 位，多出的 2 位丢掉；后台给的 key 末位不一定“规范”，所以不能用严格模式
        self._key = base64.b64decode(aes_key + "=")
        self._receiver = receiver.encode()

    def encrypt(self, text: str) -> str:
        """返回 base64 的密文。"""
        content = text.encode()
        plain = secrets.token_bytes(RANDOM_BYTES) + struct.pack(">I", len(content)) + content + self._receiver
        pad = BLOCK - len(plain) % BLOCK
        encryptor = self._cipher().encryptor()
        sealed = encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def decrypt(self, text: str) -> str:
        """返回明文 XML；密文有任何不对都抛 Refused。"""
        try:
            sealed = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as problem:
            raise Refused(Refusal.BASE64) from problem
        if not sealed or len(sealed) % BLOCK:
            raise Refused(Refusal.CIPHER)
        decryptor = self._cipher().decryptor()
        plain = decryptor.update(sealed) + decryptor.finalize()
        pad = plain[-1]
        if not 1 <= pad <= BLOCK or plain[-pad:] != bytes([pad]) * pad:
            raise Refused(Refusal.CIPHER)
        return self._content(plain[:-pad])

    def _content(self, plain: bytes) -> str:
        """去掉随机数、长度、接收者，取出正文，并核对接收者。"""
        if len(plain) < HEAD_BYTES:
            raise Refused(Refusal.CIPHER)
        (length,) = struct.unpack(">I", plain[RANDOM_BYTES:HEAD_BYTES])
        content, receiver = plain[HEAD_BYTES : HEAD_BYTES + length], plain[HEAD_BYTES + length :]
        if len(content) != length:
            raise Refused(Refusal.CIPHER)
        if not hmac.compare_digest(receiver, self._receiver):
            raise Refused(Refusal.RECEIVER)
        try:
            return content.decode()
        except UnicodeDecodeError as problem:
            raise Refused(Refusal.CIPHER) from problem

    def _cipher(self) -> Cipher[modes.CBC]:
        """密钥的前 16 字节兼作初始向量（协议如此）。"""
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))
