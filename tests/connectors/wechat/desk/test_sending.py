"""用接口发的请求：三个渠道各自的写法与限度。"""

from typing import Any

from connectors.wechat.desk.sending import HEAD_BYTES, LABEL_BYTES, MAX_CHOICES, kf, numbered, official, work

TO = {"person": "o1", "account": "wk1", "agent": "1000002", "key": "k", "welcome_code": ""}
PLAIN: dict[str, Any] = {"text": "答复", "body": "答复", "question": "", "choices": []}
ASKING: dict[str, Any] = {"text": "正文\n\n选？\n1. 甲", "body": "正文", "question": "选？", "choices": ["甲", "乙"]}


def test_official_text_and_menu() -> None:
    path = "/cgi-bin/message/custom/send"
    assert official(TO, PLAIN, True) == [(path, {"touser": "o1", "msgtype": "text", "text": {"content": "答复"}})]
    lead, menu = official(TO, ASKING, True)
    assert lead == (path, {"touser": "o1", "msgtype": "text", "text": {"content": "正文"}})
    assert menu[1]["msgmenu"] == {
        "head_content": "选？", "list": [{"id": "1", "content": "1. 甲"}, {"id": "2", "content": "2. 乙"}],
        "tail_content": "",
    }
    assert official(TO, ASKING, False)[0][1]["text"]["content"] == ASKING["text"]
    assert len(official(TO, {**ASKING, "body": ""}, True)) == 1


def test_work_sends_numbered_text_to_the_agent() -> None:
    assert work(TO, ASKING, True) == [("/cgi-bin/message/send", {
        "touser": "o1", "msgtype": "text", "agentid": 1000002, "text": {"content": ASKING["text"]}})]


def test_kf_menu_and_message_ids() -> None:
    lead, menu = kf(TO, ASKING, True)
    assert lead[1]["open_kfid"] == menu[1]["open_kfid"] == "wk1"
    assert menu[1]["msgmenu"]["list"][1] == {"type": "click", "click": {"id": "2", "content": "2. 乙"}}
    ids = {lead[1]["msgid"], menu[1]["msgid"]}
    assert len(ids) == 2 and all(len(one) == 32 for one in ids)
    assert kf(TO, ASKING, True)[1][1]["msgid"] in ids, "重发时编号不变，微信才认得出"


def test_kf_welcome_uses_its_code() -> None:
    assert kf({**TO, "welcome_code": "c"}, PLAIN, True) == [
        ("/cgi-bin/kf/send_msg_on_event", {"code": "c", "msgtype": "text", "text": {"content": "答复"}})]


def test_a_menu_that_would_be_refused_is_sent_as_text() -> None:
    many = {**ASKING, "choices": ["甲"] * (MAX_CHOICES + 1)}
    long = {**ASKING, "question": "问" * (HEAD_BYTES // 3 + 1)}
    for reply in (many, long, {**ASKING, "question": ""}):
        assert [body["msgtype"] for _, body in official(TO, reply, True)] == ["text"]
        assert [body["msgtype"] for _, body in kf(TO, reply, True)] == ["text"]


def test_labels_are_cut_at_128_bytes_on_a_character() -> None:
    """“1. ”3 字节，之后 41 个汉字 123 字节，共 126。"""
    ((_, label),) = numbered(["字" * 60])
    assert label == "1. " + "字" * 41
    assert len(label.encode()) <= LABEL_BYTES
