"""表里看不出是谁、说了什么。"""

import re

from connectors.conversation.masking import mask
from connectors.gateway.schemas import CONVERSATION_ID
from connectors.wechat.sealing import Sealing


def test_a_person_is_the_same_in_every_process_and_tells_nothing() -> None:
    one, two = Sealing("wechat-official", "token", "key"), Sealing("wechat-official", "token", "key")
    assert one.person("gh", "o123") == two.person("gh", "o123")
    assert re.fullmatch(r"wechat-official-[0-9a-f]{32}", one.person("gh", "o123"))
    assert CONVERSATION_ID.fullmatch(one.person("gh", "o123"))
    others = {
        one.person("gh", "o123"), one.person("gh", "o124"), one.person("gh2", "o123"),
        Sealing("wechat-kf", "token", "key").person("gh", "o123"),
        Sealing("wechat-official", "token2", "key").person("gh", "o123"),
    }
    assert len(others) == 5


def test_sealed_content_comes_back_only_with_the_same_secrets() -> None:
    sealing = Sealing("wechat-official", "token", "key")
    sealed = sealing.seal({"text": "身份证丢了", "n": [1, "二"]})
    assert "身份证" not in sealed and sealing.seal({"text": "身份证丢了", "n": [1, "二"]}) != sealed
    assert sealing.unseal(sealed) == {"text": "身份证丢了", "n": [1, "二"]}
    assert Sealing("wechat-official", "token", "other").unseal(sealed) is None
    assert sealing.unseal(None) is None and sealing.unseal("乱写") is None


def test_a_masked_id_number_is_still_masked_after_sealing() -> None:
    sealing = Sealing("wechat-official", "token", "key")
    assert sealing.unseal(sealing.seal(mask("身份证 11010519491231002X"))) == "身份证 〔身份证号〕"
