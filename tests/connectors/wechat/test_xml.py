"""XML：读什么都不崩，写什么都读得回来；与 wechatpy 读得一样。"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wechatpy import parse_message

from connectors.wechat import xml
from connectors.wechat.refusals import Refusal, Refused

NAMES = st.text("ABCDEFGabcdefg", min_size=1, max_size=8)
# XML 会把回车换成换行，所以不拿回车来比
WRITABLE = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t"), max_size=200)


def refused(content: str | bytes) -> Refusal:
    with pytest.raises(Refused) as caught:
        xml.read(content)
    return caught.value.reason


@given(st.dictionaries(NAMES, WRITABLE, max_size=8))
def test_what_is_written_can_be_read(fields: dict[str, str]) -> None:
    back = xml.read(xml.write(fields))
    clean = {name: "".join(c if c not in "\ufffe\uffff" else " " for c in text) for name, text in fields.items()}
    assert back == clean


@pytest.mark.parametrize(("text", "read"), [
    ("]]>", "]]>"), ("a]]]]>b", "a]]]]>b"), ("<![CDATA[x]]>", "<![CDATA[x]]>"), ("a\0b\x0bc", "a b c"),
    ("\ud800", " "), ("<a href=\"https://x\">办</a>&amp;", "<a href=\"https://x\">办</a>&amp;"),
])
def test_awkward_text(text: str, read: str) -> None:
    assert xml.read(xml.write({"Content": text})) == {"Content": read}


def test_numbers_are_written_plainly() -> None:
    assert xml.write({"CreateTime": 12, "MsgType": "text"}) == (
        "<xml><CreateTime>12</CreateTime><MsgType><![CDATA[text]]></MsgType></xml>"
    )


@settings(deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300))
def test_anything_is_read_or_refused(content: bytes | str) -> None:
    try:
        assert isinstance(xml.read(content), dict)
    except Refused as refusal:
        assert refusal.reason in (Refusal.XML, Refusal.TOO_LARGE)


@settings(deadline=None)
@given(st.text("<>/!&;[]xml CDATA\"'=?-", max_size=120))
def test_almost_xml_is_read_or_refused(middle: str) -> None:
    try:
        xml.read(f"<xml>{middle}</xml>")
    except Refused as refusal:
        assert refusal.reason in (Refusal.XML, Refusal.TOO_LARGE)


BOMB = '<!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><xml><Content>&b;</Content></xml>'
FILE = '<!DOCTYPE xml [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Content>&f;</Content></xml>'


@pytest.mark.parametrize("content", [
    BOMB, FILE, '<!DOCTYPE xml SYSTEM "http://x/y.dtd"><xml/>', "", "<xml>", "<html/>", "<xml><a></xml>",
    b'<?xml version="1.0" encoding="utf-99"?><xml/>', b'<?xml version="1.0" encoding="shift_jis"?><xml>\x81</xml>',
    "<xml>&nbsp;</xml>", b"\xff\xfe\x00",
])
def test_hostile_or_broken_xml(content: str | bytes) -> None:
    assert refused(content) is Refusal.XML


def test_caps() -> None:
    """字节、字段数、层数都有上限。"""
    assert refused("<xml><Content>" + "a" * xml.MAX_BYTES + "</Content></xml>") is Refusal.TOO_LARGE
    assert refused("<xml>" + "<a/>" * xml.MAX_FIELDS + "</xml>") is Refusal.TOO_LARGE
    assert refused("<xml>" + "<a>" * 6 + "x" + "</a>" * 6 + "</xml>") is Refusal.TOO_LARGE
    deep = "<xml>" + "<a>" * 60 + "</a>" * 60 + "</xml>"
    assert refused(deep) is Refusal.TOO_LARGE


def test_fields() -> None:
    fields = xml.read("<xml><A> 甲 </A><B><C>1</C></B><N>12</N><M>-1</M><E/></xml>")
    assert xml.text_of(fields, "A") == "甲"
    assert xml.text_of(fields, "没有") == ""
    assert xml.number_of(fields, "N") == 12
    for name in ("B", "E", "没有"):
        with pytest.raises(Refused) as caught:
            xml.text_of(fields, name, required=True)
        assert caught.value.reason is Refusal.FIELD
    for name in ("A", "M", "E"):
        with pytest.raises(Refused):
            xml.number_of(fields, name)


def test_wechatpy_reads_the_same() -> None:
    fields: dict[str, str | int] = {
        "ToUserName": "gh_1", "FromUserName": "o1", "CreateTime": 1348831860, "MsgType": "text",
        "Content": "孩子出生了 <b>&", "MsgId": "1234567890123456",
    }
    message = parse_message(xml.write(fields))
    assert (message.content, message.source, message.target, message.id) == (
        fields["Content"], "o1", "gh_1", 1234567890123456,
    )
