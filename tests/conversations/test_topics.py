"""话题：接着说还是另说一件、换了个人、改口、回到说过的、用自己的话回答选项。

不起服务：真目录、真检索，意图由测试给出。期望写的是柜台上明白人会转到的那件事。
"""

from __future__ import annotations

import pytest

from actions.turn import Tools
from tests.conversations.local import LocalConversation

pytestmark = pytest.mark.slow


def current(conversation: LocalConversation) -> str:
    """正在说的事项或一件事的名字；没有是空串。"""
    state, store = conversation.state, conversation._tools.store
    if state.package:
        package = store.package(state.package)
        return package.name if package else ""
    item = store.basic(state.item) if state.item else None
    return item.name if item else ""


@pytest.mark.parametrize(
    ("first", "then", "name"),
    [
        ("失业金怎么领", "公积金能取吗", "公积金"),
        ("结婚登记去哪办", "离婚呢", "离婚"),
        ("护照第一次办", "港澳通行证呢", "往来港澳通行证"),
        ("残疾人证新办", "高龄补贴怎么领", "高龄"),
        ("驾驶证到期换证", "违章怎么处理", "违法"),
        ("工伤认定", "伤残鉴定去哪做", "劳动能力鉴定"),
    ],
)
def test_another_matter_is_looked_up(local: Tools, first: str, then: str, name: str) -> None:
    conversation = LocalConversation(local).say(first, "ask_service").say(then, "ask_service")
    assert name in current(conversation)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("身份证丢了怎么补", "急用有快的吗"),
        ("护照第一次办", "照片自己带还是现场拍"),
        ("企业年报怎么报", "填错了怎么改"),
        ("公租房申请", "单身可以吗"),
        ("失业金怎么领", "自己辞职的行不"),
        ("二手车过户", "旧牌照能留着吗"),
        ("养老金资格认证", "我奶奶呢 她走不动"),
        ("身份证丢了怎么补", "我媳妇的呢"),
    ],
)
def test_a_detail_stays_with_the_matter(local: Tools, first: str, then: str) -> None:
    conversation = LocalConversation(local).say(first, "ask_service")
    before = current(conversation)
    assert before
    assert current(conversation.say(then, "ask_service")) == before


@pytest.mark.parametrize(
    ("first", "then", "name"),
    [
        ("身份证第一次办", "小孩的呢", "未满16周岁"),
        ("企业年报怎么报", "个体户的呢", "个体工商户年度报告"),
        ("结婚登记", "对象是香港人呢", "港澳台"),
        ("个体户怎么注销", "公司的呢", "企业.*注销|企业简易注销"),
        ("小学入学", "外地户口的孩子呢", "随迁子女"),
    ],
)
def test_someone_else_gets_their_own_item(local: Tools, first: str, then: str, name: str) -> None:
    conversation = LocalConversation(local).say(first, "ask_service").say(then, "inform_situation")
    conversation.expect_service(name)


@pytest.mark.parametrize(
    ("first", "then", "wanted", "denied"),
    [
        ("驾驶证到期换证", "说错了 是丢了", "驾驶证遗失补证", "期满换证"),
        ("户口本补领", "不是丢了 是撕破了", "户口簿换领", "户口簿补领"),
        ("食品经营许可证怎么办", "不是新办 是到期了要续", "食品经营许可证延续", "新办"),
    ],
)
def test_what_is_denied_is_not_given(local: Tools, first: str, then: str, wanted: str, denied: str) -> None:
    conversation = LocalConversation(local).say(first, "ask_service").say(then, "correct")
    conversation.expect_service(wanted).without_service(denied)


def test_back_to_an_earlier_matter_by_part_of_its_name(local: Tools) -> None:
    conversation = LocalConversation(local, "430100").say("孩子刚出生要办什么").expect_guide("新生儿")
    conversation.say("社保卡丢了怎么补", "ask_service").expect_service("社会保障卡丢失补领")
    conversation.say("刚才孩子那个接着办", "nlu_fallback").expect_guide("新生儿")
    conversation.say("上一个要多少钱", "ask_service").expect("社会保障卡丢失补领.*费用")


def test_none_of_them_brings_other_choices(local: Tools) -> None:
    conversation = LocalConversation(local).say("驾驶证", "ask_service").expect_choices()
    first = set(conversation._labels())
    conversation.say("都不是", "deny").expect_choices()
    assert not first & set(conversation._labels())


def test_never_more_than_two_questions_in_a_row(local: Tools) -> None:
    conversation = LocalConversation(local).say("补贴", "ask_service").expect_choices()
    conversation.say("就是补贴嘛", "ask_service")
    conversation.say("不好说", "inform_situation")
    assert current(conversation) or "说说" in conversation.text


def test_an_ordinal_out_of_range_says_how_many_there_are(local: Tools) -> None:
    conversation = LocalConversation(local).say("营业执照", "ask_service").expect_choices()
    conversation.say("第二十七个", "inform_situation").expect("没有这个序号").expect_no_card()
    label = conversation._labels()[0]
    assert label in conversation.say("那第一个吧", "inform_situation").text


def test_asking_about_one_field_of_an_open_list_says_what_was_assumed(local: Tools) -> None:
    conversation = LocalConversation(local).say("过户怎么办", "ask_service").expect_choices()
    assert current(conversation) == ""
    conversation.say("多少钱", "ask_fee").expect("先按")
    assert current(conversation)


def test_a_whole_name_is_that_matter_whatever_is_being_talked_about(local: Tools) -> None:
    conversation = LocalConversation(local).say("驾照到期了咋换", "ask_service").expect_service("期满换证")
    conversation.say("多少钱", "ask_fee").expect("费用")
    conversation.say("驾照到期换证一件事", "ask_service").expect_guide("驾照到期换证一件事")


def test_what_only_an_earlier_matter_mentions_goes_back_to_it(local: Tools) -> None:
    conversation = LocalConversation(local).say("驾驶证到期换证", "ask_service").say("社保卡补办多少钱", "ask_fee")
    assert "社会保障卡" in current(conversation)
    conversation.say("体检去哪做", "ask_place")
    assert "驾驶证" in current(conversation)
    assert "社会保障卡" not in conversation.replies[0]["text"]


def test_what_the_current_matter_mentions_stays(local: Tools) -> None:
    conversation = LocalConversation(local).say("补办身份证", "ask_service").say("结婚登记要带什么", "ask_materials")
    for asked, intent in (("照片要几寸", "ask_materials"), ("多久能办好", "ask_time"), ("去哪办", "ask_place")):
        conversation.say(asked, intent)
        assert "结婚" in current(conversation), asked


def test_papers_of_another_matter_are_not_those_of_the_current_one(local: Tools) -> None:
    conversation = LocalConversation(local).say("没钱请律师", "ask_service")
    conversation.say("我养的鸡就百把只，办养殖场要啥", "ask_materials").expect_guide("养殖场")
    conversation = LocalConversation(local).say("身份证丢了怎么补", "ask_service")
    conversation.say("办护照要带啥", "ask_materials").expect_service("普通护照首次申领")
    conversation = LocalConversation(local).say("身份证丢了怎么补", "ask_service")
    conversation.say("要带户口本不", "ask_materials").expect("身份证丢失补领")


@pytest.mark.parametrize("confidence_as", ["off_topic", "chitchat"])
def test_a_plan_or_another_case_is_never_small_talk(local: Tools, confidence_as: str) -> None:
    conversation = LocalConversation(local).say("食品经营许可证怎么办", "ask_service").expect_service("食品经营许可证")
    conversation.say("我还想加个凉菜档口", confidence_as).forbid("不是我能帮的范围", "我在呢")
    conversation.say("场地是租的话呢", confidence_as).forbid("不是我能帮的范围", "我在呢")


def test_what_touches_the_question_is_an_answer_however_chatty(local: Tools) -> None:
    conversation = LocalConversation(local).say("钱包掉了证件全丢了").expect_guide("证件").expect_choices("乘车乘机")
    conversation.say("对了我明天还得赶飞机哈", "chitchat").expect_guide("证件", "临时居民身份证")
