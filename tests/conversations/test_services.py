"""单个事项：找到它，问它的各个方面，地方有自己的就用地方的。"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conversations.language import Conversation

Talk = Callable[..., Conversation]


def test_district_has_its_own_item_and_link(talk: Talk) -> None:
    """广安区的事项给广安区自己的直达链接。"""
    talk().say("广安区办食品经营许可证").expect("广安区", "sczwfw\\.gov\\.cn.*511602")


def test_lost_identity_card_all_fields(talk: Talk) -> None:
    """身份证丢失补领：材料、费用、时限、异地、代办，都答当前这一件。"""
    conversation = talk(region="430100").say("身份证弄丢了怎么补").expect_service("身份证.*补领")
    conversation.say("要带什么").expect("身份证丢失补领").say("要花多少钱").expect("40元")
    conversation.say("几天能拿到").expect("60").say("不回老家办可以吗").expect("异地|就近|全国")
    conversation.say("咨询电话呢").expect("12345")


def test_follow_up_without_naming_the_service(talk: Talk) -> None:
    """追问不用再说事项名。"""
    talk(region="440100").say("社保卡丢失怎么补办").expect_service("社会保障卡.*补").say("网上能弄吗").expect(
        "https?://|App"
    ).say("那北京呢").expect("北京").say("谢谢啊").expect("不客气")


def test_switch_to_another_service(talk: Talk) -> None:
    """说了另一件事，就换过去。"""
    talk(region="330100").say("护照到期了怎么换").expect("护照").say("那居住证怎么办理呢").expect("居住证")


def test_choose_by_ordinal(talk: Talk) -> None:
    """只说名词给选项，回序号选中。"""
    conversation = talk(region="510100").say("身份证").expect_choices("身份证")
    second = conversation.replies[0]["choices"][1]["label"]
    assert second in conversation.say("第二个").text


def test_correction(talk: Talk) -> None:
    """不是换证，是补证。"""
    talk(region="420100").say("驾驶证到期换证怎么办").expect("驾驶证").say("不是换证，是驾驶证丢了要补").expect(
        "驾驶证.*(补|遗失)"
    )


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("想查一下我名下公积金有多少钱", "公积金"),
        ("老人满八十岁了，高龄补贴去哪申请", "高龄"),
        ("二手车过户要怎么办", "转移登记|过户"),
        ("公司要注销了，流程是啥", "注销"),
        ("想给孩子办港澳通行证", "港澳"),
        ("离婚要带什么", "离婚"),
        ("残疾证怎么申请", "残疾人证"),
        ("拖欠工资找谁", "欠薪|工资|劳动"),
    ],
)
def test_common_needs(talk: Talk, said: str, name: str) -> None:
    """常见的事一句话找到。"""
    talk(region="430100").say(said).expect(name).forbid("没有找到")


def test_every_answer_states_its_source_or_says_confirm_locally(talk: Talk) -> None:
    """有依据写依据，没依据说以办理地公布为准。"""
    talk(region="430100").say("居住证怎么办理").say("第一个").expect("依据|以办理地公布为准")
