"""模拟的微信挑得出网关应答的毛病。"""

import dataclasses

import pytest

from connectors.wechat import xml
from connectors.wechat.envelope import Envelope, Mode
from connectors.wechat_simulator.account import Account
from connectors.wechat_simulator.checking import Unacceptable, read_answer
from tests.support.wechat import OFFICIAL

PLAIN = dataclasses.replace(OFFICIAL, mode=Mode.PLAIN)
GOOD: dict[str, str | int] = {
    "ToUserName": "o1", "FromUserName": OFFICIAL.name, "CreateTime": 1, "MsgType": "text", "Content": "答复",
}


def sealed(fields: dict[str, str | int], token: str = OFFICIAL.token) -> str:
    return Envelope(token, OFFICIAL.aes_key, OFFICIAL.receiver, Mode.SAFE).close(xml.write(fields), True)


def refused(account: Account, status: int, body: str) -> str:
    with pytest.raises(Unacceptable) as caught:
        read_answer(account, "o1", status, body)
    return str(caught.value)


def test_good_answers() -> None:
    assert read_answer(PLAIN, "o1", 200, xml.write(GOOD)).text == "答复"
    assert read_answer(OFFICIAL, "o1", 200, sealed(GOOD)).text == "答复"
    for empty in ("", "success"):
        assert read_answer(OFFICIAL, "o1", 200, empty).text is None


@pytest.mark.parametrize(("change", "words"), [
    ({"ToUserName": "o2"}, "双方"), ({"FromUserName": "gh_other"}, "双方"), ({"MsgType": "image"}, "类型"),
    ({"Content": " "}, "空"), ({"Content": "字" * 700}, "2048"), ({"CreateTime": "昨天"}, "CreateTime"),
])
def test_wrong_fields(change: dict[str, str | int], words: str) -> None:
    assert words in refused(PLAIN, 200, xml.write({**GOOD, **change}))


def test_wrong_envelopes() -> None:
    assert "500" in refused(OFFICIAL, 500, "")
    assert "读不懂" in refused(OFFICIAL, 200, "ok")
    assert "读不懂" in refused(OFFICIAL, 200, xml.write(GOOD))
    assert "加密" in refused(PLAIN, 200, sealed(GOOD))
    assert "签名" in refused(OFFICIAL, 200, sealed(GOOD, token="other"))
