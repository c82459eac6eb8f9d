"""微信的 XML：读的时候不信任何东西，写的时候什么文字都写得对。"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from connectors.wechat.refusals import Refusal, Refused

MAX_BYTES = 65536
MAX_FIELDS = 200
MAX_DEPTH = 5

Fields = dict[str, "str | Fields"]
"""一条消息的字段；同名的只留最后一个，嵌套的是下一层。"""

# XML 1.0 不允许的字符；孤立代理也写不进 UTF-8
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read(content: str | bytes) -> Fields:
    """返回根元素下的字段。太大、太深、有 DTD 或实体、不是 <xml> 都抛 Refused。"""
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    if len(raw) > MAX_BYTES:
        raise Refused(Refusal.TOO_LARGE)
    try:
        root = fromstring(raw, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as problem:
        # LookupError：声明了不存在的编码；ValueError：多字节编码等解析器不支持的写法
        raise Refused(Refusal.XML) from problem
    if root.tag != "xml":
        raise Refused(Refusal.XML)
    if sum(1 for _ in root.iter()) > MAX_FIELDS:
        raise Refused(Refusal.TOO_LARGE)
    return _fields(root, 1)


def _fields(element: Element, depth: int) -> Fields:
    if depth > MAX_DEPTH:
        raise Refused(Refusal.TOO_LARGE)
    return {child.tag: _fields(child, depth + 1) if len(child) else (child.text or "") for child in element}


def text_of(fields: Mapping[str, str | Fields], name: str, required: bool = False) -> str:
    """一个文字字段，去掉首尾空白；没有是空串，必有的没有就抛 Refused。"""
    value = fields.get(name, "")
    if not isinstance(value, str) or (required and not value.strip()):
        raise Refused(Refusal.FIELD, f"（{name}）")
    return value.strip()


def number_of(fields: Mapping[str, str | Fields], name: str) -> int:
    """一个非负整数字段；不是整数就抛 Refused。"""
    text = text_of(fields, name, required=True)
    if not (text.isascii() and text.isdigit() and len(text) <= 19):
        raise Refused(Refusal.FIELD, f"（{name}）")
    return int(text)


def write(fields: Mapping[str, str | int]) -> str:
    """返回 <xml>…</xml>：数字直接写，文字写在 CDATA 里。"""
    return "<xml>" + "".join(f"<{name}>{_value(value)}</{name}>" for name, value in fields.items()) + "</xml>"


def _value(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    # CDATA 里不能出现 ]]>，拆成两段；XML 里不能有的字符换成空格
    return "<![CDATA[" + _FORBIDDEN.sub(" ", value).replace("]]>", "]]]]><![CDATA[>") + "]]>"
