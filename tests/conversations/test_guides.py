"""人生事件的指南：顺序、情形、合并材料、进度、换地区。"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from actions.turn import Tools
from tests.conversations.language import Conversation
from tests.conversations.local import LocalConversation

Talk = Callable[..., Conversation]


def test_newborn_in_changsha(talk: Talk) -> None:
    """README 里的第一段对话。"""
    talk(region="430100").say("我刚生了孩子，要办什么手续？").expect_guide(
        "新生儿出生", "出生医学证明", "出生登记", "社会保障卡"
    ).expect("长沙市", "https://zwfw-new.hunan.gov.cn").say("要带什么材料").expect("身份证", "出生医学证明")


def test_region_said_in_words(talk: Talk) -> None:
    """没选地区，话里说了就算。"""
    talk().say("湖南长沙，宝宝刚出生，要跑哪些部门").expect_guide("新生儿出生").expect("长沙市")


def test_situation_answer_drops_steps(talk: Talk) -> None:
    """回答情形之后，用不着的步骤去掉。"""
    talk(region="430100").say("孩子刚出生都要办啥手续").expect_guide("新生儿出生", "助产机构外").expect_choices(
        "医院"
    ).say("在医院生的").expect_guide("新生儿出生").without_step("助产机构外")


def test_situation_by_number_and_unsure(talk: Talk) -> None:
    """可以回序号，也可以说不清楚。"""
    talk(region="510100").say("我们家宝宝上周出生了，手续怎么办").expect_guide("新生儿出生").say("1").expect_guide(
        "新生儿出生"
    ).without_step("助产机构外").say("不清楚").expect("两种情况")


def test_deadline_from_birthday(talk: Talk) -> None:
    """说了生日，期限换成具体日子：一个月内上户口。"""
    talk(region="430100").say("刚生完孩子要办哪些事").expect_guide("新生儿出生").say("11月3号出生的").expect(
        "12月3日前"
    )


def test_progress_and_what_is_left(talk: Talk) -> None:
    """办好一步，问下一步和还差什么。"""
    conversation = talk(region="430100").say("孩子出生了要办什么手续").expect_guide("新生儿出生")
    conversation.say("第一步办完了").expect("办好了", "下一步").say("接下来呢").expect("下一步")
    conversation.say("还剩哪些没办").expect("还差")


def test_guide_follows_the_region(talk: Talk) -> None:
    """换了地方，入口跟着换。"""
    talk(region="430100").say("孩子刚出生要办啥手续").expect("湖南政务服务网").say("要是在南京呢").expect(
        "南京市", "江苏政务服务网"
    ).forbid("湖南政务服务网")


def test_restaurant_steps_in_order(talk: Talk) -> None:
    """开饭店：先执照，后食品许可。"""
    talk(region="420100").say("想开一家面馆，都要办哪些证").expect_guide("餐饮", "设立登记", "食品经营许可").say(
        "这些先办哪个后办哪个"
    ).expect("顺序", "先办完第")


def test_death_of_a_parent(talk: Talk) -> None:
    """身后事。"""
    talk(region="320100").say("父亲刚过世，后面都要办哪些手续").expect_guide("身后", "死亡", "户口")


def test_losing_a_job(talk: Talk) -> None:
    """失业：失业登记、失业金。"""
    talk(region="440300").say("我被公司裁员了，接下来要办哪些手续").expect_guide("失业", "失业")


def test_retirement(talk: Talk) -> None:
    """退休。"""
    talk(region="370100").say("明年我就到退休年龄了，要提前办些什么手续").expect_guide("退休")


def test_simplify(talk: Talk) -> None:
    """说简单点：短句。"""
    talk(region="430100").say("刚生了娃要办什么手续").expect_guide("新生儿出生").say("太长了，说简单点").expect(
        "要办\\d+件事", "12345"
    )


def test_papers_for_maybe_steps_are_listed_apart(local: Tools) -> None:
    conversation = LocalConversation(local, "430100").say("孩子刚出生要办什么").expect_guide("新生儿")
    conversation.say("要带什么材料", "ask_materials").expect(r"看情况才要的：.*亲子鉴定意见（第\d、?\d?步用）")
    assert "亲子鉴定" not in conversation.text.split("看情况才要的")[0]


@pytest.mark.parametrize(
    ("event", "asked", "step"),
    [
        ("想开个奶茶店", "要健康证不", "健康证"),
        ("想开个奶茶店", "外卖也要办吗", "网络餐饮"),
        ("家里老人去世了", "公积金能取出来不", "公积金提取"),
        ("家里老人去世了", "存款呢", "存款"),
        ("家里老人去世了", "房子过户", "不动产继承"),
        ("孩子刚出生要办什么", "社保卡呢", "社会保障卡"),
    ],
)
def test_one_step_asked_by_name_is_answered_alone(local: Tools, event: str, asked: str, step: str) -> None:
    conversation = LocalConversation(local, "510100").say(event)
    conversation.say(asked, "nlu_fallback").expect(rf"^第\d+步【[^】]*{step}").forbid("去掉了", r"\n1\. ")


def test_refusing_a_step_is_not_an_answer_to_the_question_being_asked(local: Tools) -> None:
    conversation = LocalConversation(local, "430100").say("孩子刚出生要办什么").expect_guide("新生儿")
    conversation.say("医保不用办", "deny").expect("去掉了“新生儿城乡居民基本医疗保险").forbid("在家里或路上出生）更新")


def test_a_fee_asked_of_another_matter_is_not_answered_with_this_one(local: Tools) -> None:
    conversation = LocalConversation(local, "320500").say("失业保险金怎么领", "ask_service").expect_service("失业保险")
    conversation.say("打官司要钱不", "ask_fee").expect_guide("打官司").forbid("失业保险金申领】.*免费")
    conversation = LocalConversation(local, "320500").say("失业保险金怎么领", "ask_service").expect_service("失业保险")
    conversation.say("快递费多少", "ask_fee").forbid("快递服务申诉")
