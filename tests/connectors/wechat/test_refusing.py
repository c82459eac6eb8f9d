"""不像微信发来的、读不懂的、没启用的：各有说得清的应答。"""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from connectors.gateway.wechat_opening import WechatFamily
from connectors.settings import WechatSettings, WecomSettings
from connectors.wechat import xml
from connectors.wechat.encryption import MessageCrypt
from connectors.wechat.signing import signature
from tests.support.gateway import gateway, until
from tests.support.wechat import AES_KEY, KF, OFFICIAL, WORK, family

NOBODY = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    settings = family(OFFICIAL, WORK, KF, api_base=NOBODY)
    with gateway(tmp_path_factory.mktemp("state"), searching=False, wait=False, family=settings) as running:
        yield running


def problem(answer: httpx.Response, status: int, words: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]


def signed(token: str = OFFICIAL.token, timestamp: str = "") -> dict[str, str]:
    timestamp = timestamp or str(int(time.time()))
    return {"signature": signature(token, timestamp, "n"), "timestamp": timestamp, "nonce": "n"}


def sealed(content: str, receiver: str = OFFICIAL.receiver) -> tuple[dict[str, str], str]:
    encrypted = MessageCrypt(AES_KEY, receiver).encrypt(content)
    query = signed()
    query["msg_signature"] = signature(OFFICIAL.token, query["timestamp"], "n", encrypted)
    return query, xml.write({"Encrypt": encrypted})


def test_forged_requests_are_403(client: httpx.Client) -> None:
    at = "/wechat/official"
    problem(client.get(at), 403, "签名参数")
    problem(client.get(at, params={**signed("other"), "echostr": "x"}), 403, "Token")
    problem(client.post(at, content=b"<xml/>"), 403, "要求加密")
    query, body = sealed("<xml/>")
    problem(client.post(at, params={**query, "nonce": "m"}, content=body), 403, "Token")
    query, body = sealed("<xml/>", "wx_other")
    problem(client.post(at, params=query, content=body), 403, "AppID")
    for name in ("work", "kf"):
        problem(client.get(f"/wechat/{name}", params={**signed(WORK.token), "echostr": "x"}), 403, "签名参数")


def test_old_plain_messages_are_refused_in_auto_mode(tmp_path: Path) -> None:
    settings = WechatFamily(WechatSettings(token="t", aes_key=AES_KEY, appid="wx1"))
    with gateway(tmp_path, searching=False, wait=False, family=settings) as client:
        answer = client.post("/wechat/official", params=signed("t", "1700000000"), content=b"<xml/>")
        problem(answer, 403, "时间戳")


def test_unreadable_messages_are_400(client: httpx.Client) -> None:
    at = "/wechat/official"
    for content, words in (("不是", "XML"), ("<xml><A>1</A></xml>", "缺少必要的字段"), ("<html/>", "XML")):
        query, body = sealed(content)
        problem(client.post(at, params=query, content=body), 400, words)
    query, body = sealed(xml.write({"MsgType": "text", "FromUserName": "o", "CreateTime": "x", "MsgId": "1"}))
    problem(client.post(at, params=query, content=body), 400, "CreateTime")


def test_a_body_over_the_cap_is_413(client: httpx.Client) -> None:
    assert client.post("/wechat/official", params=signed(), content=b"x" * 65_537).status_code == 413


def test_unknown_and_unused_channels(client: httpx.Client, tmp_path: Path) -> None:
    problem(client.get("/wechat/other"), 404, "/wechat/official")
    with gateway(tmp_path, searching=False, wait=False, family=WechatFamily(WechatSettings(token="t"))) as one:
        problem(one.get("/wechat/work"), 503, "未启用")


def test_a_wrong_setting_is_told_in_words(tmp_path: Path) -> None:
    settings = WechatFamily(WechatSettings(token="t", aes_key="太短"), WecomSettings(token="t", corpid="ww1"))
    with gateway(tmp_path, searching=False, wait=False, family=settings) as client:
        problem(client.get("/wechat/official"), 503, "EncodingAESKey")
        problem(client.post("/wechat/work"), 503, "EncodingAESKey")


def test_refusals_are_counted_by_reason(client: httpx.Client) -> None:
    client.get("/wechat/official", params={**signed("other"), "echostr": "x"})
    assert 'zhilu_wechat_refusals_total{channel="official",reason="signature-mismatch"}' in client.get("/metrics").text


def test_a_message_not_encrypted_is_refused_when_the_mode_says_safe(tmp_path: Path) -> None:
    settings = family(OFFICIAL, api_base=NOBODY)
    with gateway(tmp_path, searching=False, wait=False, family=settings) as client:
        until(lambda: client.get("/healthz").status_code == 200)
        problem(client.post("/wechat/official", params=signed(), content=b"<xml/>"), 403, "ZHILU_WECHAT_MODE")
