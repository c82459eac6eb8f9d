"""三个渠道的消息成为同一个样子；与 wechatpy 认得一样。"""

from typing import Any

import pytest
from wechatpy import parse_message

from connectors.wechat import xml
from connectors.wechat.incoming import Incoming, Kind, from_kf, from_xml, kf_notice, text_reply
from connectors.wechat.refusals import Refusal, Refused

HEAD: dict[str, str | int] = {"ToUserName": "gh", "FromUserName": "o1", "CreateTime": 1348831860}


def received(**more: str | int) -> Incoming:
    return from_xml(xml.read(xml.write({**HEAD, **more})))


@pytest.mark.parametrize(("more", "kind", "words"), [
    ({"MsgType": "text", "Content": " 办事 ", "MsgId": "1"}, Kind.TEXT, "办事"),
    ({"MsgType": "voice", "MediaId": "m", "Recognition": "身份证丢了。", "MsgId": "1"}, Kind.VOICE, "身份证丢了。"),
    ({"MsgType": "voice", "MediaId": "m", "MsgId": "1"}, Kind.VOICE, ""),
    ({"MsgType": "image", "PicUrl": "http://x", "MsgId": "1"}, Kind.IMAGE, ""),
    ({"MsgType": "shortvideo", "MediaId": "m", "MsgId": "1"}, Kind.VIDEO, ""),
    ({"MsgType": "location", "Location_X": "1", "Label": "长沙市岳麓区", "MsgId": "1"}, Kind.LOCATION, "长沙市岳麓区"),
    ({"MsgType": "link", "Url": "http://x", "MsgId": "1"}, Kind.LINK, ""),
    ({"MsgType": "music", "MsgId": "1"}, Kind.OTHER, ""),
    ({"MsgType": "event", "Event": "subscribe"}, Kind.JOINED, ""),
    ({"MsgType": "event", "Event": "SCAN", "EventKey": "7"}, Kind.JOINED, "7"),
    ({"MsgType": "event", "Event": "unsubscribe"}, Kind.LEFT, ""),
    ({"MsgType": "event", "Event": "CLICK", "EventKey": "身份证丢了"}, Kind.MENU, "身份证丢了"),
    ({"MsgType": "event", "Event": "VIEW", "EventKey": "http://x"}, Kind.QUIET, "http://x"),
    ({"MsgType": "event", "Event": "LOCATION", "Latitude": "28"}, Kind.QUIET, ""),
    ({"MsgType": "event", "Event": "TEMPLATESENDJOBFINISH", "MsgID": "9"}, Kind.QUIET, ""),
])
def test_kinds(more: dict[str, str | int], kind: Kind, words: str) -> None:
    incoming = received(**more)
    assert (incoming.kind, incoming.words, incoming.person, incoming.account) == (kind, words, "o1", "gh")
    assert incoming.created == 1348831860


def test_messages_are_told_apart_by_msgid_and_events_by_person_time_and_name() -> None:
    assert received(MsgType="text", Content="a", MsgId="12").key == "12"
    assert received(MsgType="event", Event="CLICK", EventKey="k").key == "o1/1348831860/click/k"
    assert received(MsgType="event", Event="subscribe").key != received(MsgType="event", Event="scan").key


@pytest.mark.parametrize("missing", ["FromUserName", "CreateTime", "MsgType", "MsgId"])
def test_a_missing_field_is_refused(missing: str) -> None:
    fields = {**HEAD, "MsgType": "text", "Content": "x", "MsgId": "1"}
    del fields[missing]
    with pytest.raises(Refused) as caught:
        from_xml(xml.read(xml.write(fields)))
    assert caught.value.reason is Refusal.FIELD
    assert missing in str(caught.value)


def test_the_menu_id_and_the_agent_are_kept() -> None:
    incoming = received(MsgType="text", Content="1. 甲", MsgId="1", bizmsgmenuid="1", AgentID="1000002")
    assert (incoming.menu_id, incoming.agent) == ("1", "1000002")


def test_wechatpy_reads_our_reply() -> None:
    text = "第一行\n]]> <a href=\"https://x\">办</a>"
    fields = xml.read(text_reply(received(MsgType="text", Content="x", MsgId="1"), text, 7))
    assert fields["Content"] == text
    assert parse_message(xml.write({**fields, "MsgId": "1"})).target == "o1"


def test_the_customer_service_notice() -> None:
    fields: dict[str, Any] = {"MsgType": "event", "Event": "kf_msg_or_event", "Token": "t", "OpenKfId": "wk1"}
    notice = kf_notice(fields)
    assert notice is not None
    assert (notice.open_kfid, notice.token) == ("wk1", "t")
    assert "t" not in repr(notice).replace("token", "").replace("Notice", "").replace("notice", "")
    assert kf_notice({**fields, "Event": "change_contact"}) is None
    with pytest.raises(Refused):
        kf_notice({**fields, "OpenKfId": ""})


def customer(kind: str, **more: Any) -> dict[str, Any]:
    return {"msgid": "m1", "open_kfid": "wk1", "external_userid": "wm1", "send_time": 7, "origin": 3,
            "msgtype": kind, **more}


def test_customer_service_messages() -> None:
    text = from_kf(customer("text", text={"content": "1. 甲", "menu_id": "1"}))
    assert text is not None
    assert (text.kind, text.words, text.menu_id, text.key, text.account) == (Kind.TEXT, "1. 甲", "1", "m1", "wk1")
    place = from_kf(customer("location", location={"name": "某小区", "address": "长沙市岳麓区某路"}))
    assert place is not None
    assert (place.kind, place.words) == (Kind.LOCATION, "长沙市岳麓区某路 某小区")
    for kind in ("image", "voice", "video", "file", "link"):
        found = from_kf(customer(kind, **{kind: {"media_id": "x"}}))
        assert found is not None and found.kind is Kind(kind)
    assert from_kf(customer("miniprogram")).kind is Kind.OTHER  # type: ignore[union-attr]


def test_entering_a_session() -> None:
    entered = {"event_type": "enter_session", "open_kfid": "wk1", "external_userid": "wm1", "welcome_code": "c"}
    event = {"msgid": "m1", "send_time": 7, "origin": 4, "msgtype": "event", "event": entered}
    incoming = from_kf(event)
    assert incoming is not None
    assert (incoming.kind, incoming.person, incoming.welcome_code) == (Kind.JOINED, "wm1", "c")
    without_code = {**event, "event": {**entered, "welcome_code": ""}}
    assert from_kf(without_code) is None


@pytest.mark.parametrize("message", [
    {}, customer("text") | {"origin": 5}, customer("text") | {"msgid": 5}, customer("text") | {"external_userid": None},
    customer("text") | {"send_time": "7"}, customer("event", event={"event_type": "msg_send_fail"}) | {"origin": 4},
])
def test_what_is_not_ours_to_answer(message: dict[str, Any]) -> None:
    """接待人员发的、发送失败的事件、缺字段的。"""
    assert from_kf(message) is None
