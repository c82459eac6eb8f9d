"""指南的走法：一句话几件事、藏在故事里的事、换地区、续办、打勾。目录和检索是真的，不起服务。"""

from __future__ import annotations

import pytest

from actions.turn import Tools
from tests.conversations.local import LocalConversation


@pytest.mark.parametrize(
    ("said", "package", "steps"),
    [
        ("公司倒闭我失业了，正好想自己开个小吃店", "job-loss+open-restaurant", ["失业保险金", "小餐饮|食品经营许可"]),
        ("买了新车要上牌，旧车要报废", "buy-new-car+scrap-and-renew-car", ["注册登记", "报废"]),
        ("大学毕业了要落户，还想创业开公司", "graduate-settle+open-company", ["落户|毕业", "公司.*设立"]),
        ("我退休了，想去国外旅游", "retirement+travel-abroad", ["退休", "护照"]),
        ("我换了城市工作，还想租房提公积金", "change-city-job+hf-rent-buy-withdraw", ["转移", "支付房租"]),
        ("我当兵退伍回来了，准备开个养殖场", "veteran-return+open-farm", ["报到", "养殖|防疫"]),
        ("领养了一个孩子，还要改名字", "adopt-child+rename", ["收养登记", "姓名变更|变更姓名|姓名"]),
        ("要办居住证，孩子要转学", "newcomer-residence+school-transfer-package", ["居住证", "转学"]),
    ],
)
def test_several_events_share_one_guide(local: Tools, said: str, package: str, steps: list[str]) -> None:
    """两件事合成一份：各自的步骤都在，没有哪一步、哪份材料列两遍，情形问题两边都问。"""
    talk = LocalConversation(local, region="510100").say(said)
    assert talk.state.package == package
    guide = next(reply["guide"] for reply in talk.replies if reply["type"] == "guide")
    for step in steps:
        talk.expect_guide("、", step)
    codes = [step["code"] for step in guide["steps"]]
    names = [material["name"] for material in guide["materials"]]
    assert len(codes) == len(set(codes)) and len(names) == len(set(names))
    one, two = (local.store.package(code) for code in package.split("+"))
    assert one and two
    asked = {step.item for step in one.steps} | {step.item for step in two.steps}
    assert len(codes) <= len(asked)


@pytest.mark.parametrize(
    ("said", "package"),
    [
        ("我结婚了还要把户口迁过去", "marriage-settle"),
        ("我刚生了孩子，要办什么手续？", "newborn"),
        ("我想给孩子报名上小学，我们是外地户口，房子是租的", "school-entry"),
        ("我爸在工地干活把腿摔断了，老板不管，怎么办", "work-injury"),
        ("父亲去世了，留下一套房子要过户", "inherit-house"),
        ("老板拖欠我三个月工资，我该去哪里投诉", "wage-arrears"),
    ],
)
def test_one_event_in_a_story_is_one_guide(local: Tools, said: str, package: str) -> None:
    """交代背景的话不算另一件事。"""
    assert LocalConversation(local, region="510100").say(said).state.package == package


def test_situation_already_said_is_not_asked_again(local: Tools) -> None:
    """话里说了没领证、在医院生的，就直接去掉用不着的步骤；说反了的不当真。"""
    talk = LocalConversation(local, region="430100").say("孩子刚出生，在医院生的，我们没领证，户口怎么上")
    assert talk.state.situation == {"place": ["hospital"], "married": ["unmarried"]}
    talk.expect("已按您说的", "没领结婚证").without_step("助产机构外", "新生儿户口登记").expect_choices("生育")


def test_nearly_the_same_words_answer_and_a_correction_is_not_a_no(local: Tools) -> None:
    """“医院里生的”差一个字也认；“不对，我们领证了”是改口，不是对正在问的保险答“没有”。"""
    talk = LocalConversation(local, region="430100").say("孩子刚出生，我们没领证，户口怎么上").say("医院里生的")
    assert talk.state.situation == {"married": ["unmarried"], "place": ["hospital"]}
    talk.say("不对，我们领证了", "correct").expect_guide("新生儿出生", "新生儿户口登记").without_step("非婚生")
    assert "insurance" not in talk.state.situation


def test_another_event_is_added_to_the_guide(local: Tools) -> None:
    """办着一件又说一件：加进来，已回答的情形留着。"""
    talk = LocalConversation(local, region="430100").say("我刚生了孩子").say("在医院生的")
    talk.say("还准备买新房", "tell_event")
    assert talk.state.package == "newborn+buy-new-house"
    assert talk.state.situation["place"] == ["hospital"]
    talk.expect("加进来").expect_guide("新生儿出生、买新房", "出生医学证明").without_step("助产机构外")


def test_other_city_says_what_changes(local: Tools) -> None:
    """“如果在苏州呢”：说出入口换成了什么，进度还在。"""
    talk = LocalConversation(local, region="430100").say("我刚生了孩子").say("第1步办好了")
    talk.say("如果在苏州呢", "inform_region").expect("和长沙市比", "入口换成江苏政务服务网")
    guide = next(reply["guide"] for reply in talk.replies if reply["type"] == "guide")
    assert guide["region"]["name"] == "苏州市"
    assert guide["steps"][0]["done"]


@pytest.mark.promise("换一个渠道凭编号接着办")
def test_resume_on_another_channel(local: Tools) -> None:
    """换一个对话发编号：地区、情形、进度、日期都回来；编号在文字里只说一次。"""
    first = LocalConversation(local, region="430100").say("我刚生了孩子")
    first.expect("继续 [2-9B-Z]{5}-[2-9B-Z]{5}").say("在医院生的").forbid("继续 [2-9B-Z]{5}")
    first.say("11月3号出生的").say("第一步办好了")
    code = first.state.resume_code
    assert code
    other = LocalConversation(local, sender="other").say(f"继续 {code.lower()}", "ask_service")
    other.expect("找到您的指南", "长沙市").expect_guide("新生儿出生", "出生医学证明").without_step("助产机构外")
    guide = next(reply["guide"] for reply in other.replies if reply["type"] == "guide")
    assert guide["resume_code"] == code
    assert guide["steps"][0]["done"] and not guide["steps"][1]["done"]
    assert {"2026-12-03"} == {s["deadline_date"] for s in guide["steps"] if s["deadline_date"]}


def test_wrong_code_is_refused_and_guessing_is_stopped(local: Tools) -> None:
    """输错说清楚；同一个对话输错五次就要等，正确的编号也不行。"""
    code = LocalConversation(local).say("我刚生了孩子").state.resume_code
    guess = LocalConversation(local, sender="guesser")
    for _ in range(5):
        guess.say("继续 22222-BBBBB").expect("没有找到这个编号").expect_no_card()
    guess.say(f"继续 {code}").expect("次数太多").expect_no_card()


def test_ticking_and_unticking(local: Tools) -> None:
    """打勾、去掉勾，十以上的步骤也认。"""
    talk = LocalConversation(local).say("我刚生了孩子").say("第十一步办好了").expect("第11步.*办好了")
    assert talk.state.done_steps == ["id-card-first-minor"]
    talk.say("第11步还没办").expect("改回还没办")
    assert talk.state.done_steps == []


def test_nothing_to_do_is_said_plainly(local: Tools) -> None:
    """护照在有效期内、没带孩子：如实说没有必须办的。"""
    talk = LocalConversation(local).say("想出国旅游，要办哪些证").say("出国").say("有护照").say("就大人")
    talk.expect("没有必须办的手续")
