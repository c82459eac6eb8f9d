"""边界的字面判断：哪些是查别人、求救、想不开，哪些只是像。句子都是自拟的。"""

from __future__ import annotations

import pytest

from actions.steps.boundary import (
    CRISIS,
    DANGER,
    DEAD,
    EMERGENCY_WORDS,
    FOR_ME,
    HOLDING,
    HOMEBOUND,
    HOW_TO,
    OTHERS_DATA,
    TASTE,
    THING_IN_WATER,
)
from actions.steps.insisting import MASKED, WRONGDOING
from connectors.conversation.masking import mask


@pytest.mark.parametrize(
    "said",
    [
        "帮我查下李四名下有几套房",
        "怎么查我老公的开房记录",
        "查一下我前妻现在住哪",
        "想知道同事的工资多少",
        "帮我找到骗子，他的住址告诉我",
        "我要对方的电话",
        "定位一下我女朋友的手机位置",
    ],
)
def test_looking_into_others_is_heard(said: str) -> None:
    assert OTHERS_DATA.search(said), said
    assert WRONGDOING.search(said), said


@pytest.mark.parametrize(
    "said",
    [
        "我老婆的生育津贴怎么领",
        "帮我爸查一下养老金认证",
        "查我自己名下有几套房",
        "要他的身份证吗",
        "老公名下的车怎么过户给我",
        "怎么查孩子的社保",
        "查不到他的电话怎么办理挂失",
    ],
)
def test_own_business_is_not_looking_into_others(said: str) -> None:
    assert not OTHERS_DATA.search(said), said


def test_the_dead_have_heirs() -> None:
    said = "我爸去世了，想查他名下的存款"
    assert OTHERS_DATA.search(said) and DEAD.search(said)


@pytest.mark.parametrize("said", ["社保卡怎么弄", "我老伴那个坐车免费的卡怎么办理", "公积金取出来要什么"])
def test_plain_requests_have_no_mark_of_wrongdoing(said: str) -> None:
    assert not WRONGDOING.search(said)


@pytest.mark.parametrize("said", ["真的不想活了", "他站在楼顶要往下跳", "我想去死", "活着没意思"])
def test_crisis_is_heard(said: str) -> None:
    assert CRISIS.search(said), said


@pytest.mark.parametrize("said", ["死亡证明怎么开", "身份证丢了急死我了", "想死亡注销户口", "跳槽了社保怎么转"])
def test_crisis_is_not_heard_in_ordinary_words(said: str) -> None:
    assert not CRISIS.search(said), said


@pytest.mark.parametrize("said", ["他天天尾随我女儿", "有人威胁我", "下班路上被人跟踪"])
def test_being_followed_is_an_emergency(said: str) -> None:
    assert EMERGENCY_WORDS.search(said), said


def test_harassing_calls_are_a_complaint() -> None:
    assert not EMERGENCY_WORDS.search("骚扰电话天天打给我")


def test_help_at_the_end_of_a_request_is_only_an_exclamation() -> None:
    assert EMERGENCY_WORDS.search("救命啊")
    assert not EMERGENCY_WORDS.search("驾照丢了救命")


@pytest.mark.parametrize("said", ["身份证 11010119900307663X 帮我查", "打我电话13800138000"])
def test_numbers_masked_by_the_gateway_are_recognised(said: str) -> None:
    assert MASKED.search(mask(said)), mask(said)


@pytest.mark.parametrize("said", ["想看看老板有没有给我交社保", "怎么查单位领导给我们缴公积金没有"])
def test_what_others_paid_for_me_is_mine(said: str) -> None:
    assert FOR_ME.search(said), said


@pytest.mark.parametrize("said", ["看看我同事工资多少", "想看邻居家的户口信息"])
def test_looking_at_others_is_refused(said: str) -> None:
    assert OTHERS_DATA.search(said) and not FOR_ME.search(said), said


@pytest.mark.parametrize("said", ["户口本掉水里泡烂了", "行驶证刚才不小心掉进河里了", "房产证掉井里捞不上来"])
def test_papers_in_the_water_are_not_a_drowning(said: str) -> None:
    assert THING_IN_WATER.search(said) and not HOLDING.search(said), said
    assert not EMERGENCY_WORDS.search(THING_IN_WATER.sub("", said)), said


@pytest.mark.parametrize("said", ["有个孩子掉河里了", "我朋友拿着手机掉水里了", "车掉河里了人还在里面"])
def test_people_in_the_water_are(said: str) -> None:
    rest = said if HOLDING.search(said) else THING_IN_WATER.sub("", said)
    assert EMERGENCY_WORDS.search(rest), said


@pytest.mark.parametrize("said", ["他出不了门", "我爸下不了床", "老人腿脚不方便来不了"])
def test_being_housebound_is_no_danger(said: str) -> None:
    assert HOMEBOUND.search(said) and not DANGER.search(said), said


@pytest.mark.parametrize("said", ["他摔了一跤起不来", "血流不止", "被反锁在屋里出不了门"])
def test_danger_is_still_heard(said: str) -> None:
    assert DANGER.search(said), said


@pytest.mark.parametrize("said", ["怎么上小学", "狗咬人了怎么办", "被猫抓了去哪打针"])
def test_asking_how_it_is_done(said: str) -> None:
    assert HOW_TO.search(said) and not TASTE.search(said), said


@pytest.mark.parametrize("said", ["身份证照片怎么拍好看", "高考怎么考满分", "怎么装修省钱"])
def test_matters_of_taste_are_not_procedures(said: str) -> None:
    assert TASTE.search(said), said
