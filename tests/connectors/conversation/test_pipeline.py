"""一轮对话的各步和三种结局。"""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest

from connectors.conversation.bot import BotFailed
from connectors.conversation.fallback import FinderUnavailable
from connectors.conversation.order import ConversationOrder
from connectors.conversation.outcomes import BotFailure, Outcome
from connectors.conversation.pipeline import ChatPipeline, Turn
from connectors.tuning import tuning


@dataclass
class EchoBot:
    """说什么回什么。"""

    heard: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    async def ask(self, conversation_id: str, message: str, metadata: dict[str, Any]) -> list[dict[str, Any]]:
        self.heard.append((conversation_id, message, metadata))
        return [{"type": "text", "text": message}]


class SilentBot:
    async def ask(self, conversation_id: str, message: str, metadata: dict[str, Any]) -> list[dict[str, Any]]:
        raise BotFailed(BotFailure.EMPTY)


@dataclass
class Hit:
    code: str = "birth-registration"
    name: str = "出生登记"
    kind: str = "item"
    department: str = "公安"
    summary: str = "新生儿上户口"
    url: str = "https://www.gjzwfw.gov.cn/"


@dataclass
class Found:
    hits: list[Hit]
    answerable: float = 0.9
    region: Any = None


@dataclass
class Finder:
    found: Found | None

    async def find(self, text: str, region: str | None, k: int) -> Found:
        if self.found is None:
            raise FinderUnavailable
        return self.found

    def card(self, code: str, region: str | None) -> dict[str, Any] | None:
        return {"code": code, "name": "出生登记"}


def run(bot: Any, found: Found | None, message: str = "上户口") -> Turn:
    pipeline = ChatPipeline(bot, Finder(found), ConversationOrder(10), tuning().chat)
    return asyncio.run(pipeline.run(Turn("c", message, region="510000", elder=True)))


def test_the_bot_answers() -> None:
    turn = run(EchoBot(), None)
    assert turn.outcome is Outcome.BOT
    assert turn.outcome.handled_by == "bot"
    assert turn.replies == [{"type": "text", "text": "上户口"}]


def test_the_bot_hears_only_masked_and_tidied_words() -> None:
    bot = EchoBot()
    run(bot, None, "  我的电话\n13800138000\x00 \ud800 要改 ")
    about = {"region": "510000", "elder": True, "channel": "web", "said": "我的电话 〔电话号码〕 要改"}
    assert bot.heard == [("c", "我的电话〔电话号码〕要改", about)]


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("ｓｆｚ丢了咋办😭", "身份证丢了怎么办"),
        ("請問護照點樣辦理", "请问护照怎样办理"),
        ("好的，谢谢", "好的，谢谢"),
        ("👍", "👍"),
    ],
)
def test_the_bot_hears_plain_words(said: str, heard: str) -> None:
    """全角、缩写、繁体、方言、表情都换成普通说法；寒暄留着，只有表情的原样。"""
    bot = EchoBot()
    run(bot, None, said)
    assert bot.heard[0][1] == heard


def test_search_answers_when_the_bot_is_silent() -> None:
    turn = run(SilentBot(), Found([Hit()]))
    assert (turn.outcome, turn.bot_failure) == (Outcome.SEARCH, BotFailure.EMPTY)
    assert turn.outcome.handled_by == "fallback"
    text, card = turn.replies
    assert text["type"] == "text"
    for word in ("机器人暂时不可用", "出生登记（公安）", "https://www.gjzwfw.gov.cn/", "12345"):
        assert word in text["text"]
    assert card == {"type": "service", "text": "出生登记：新生儿上户口",
                    "service": {"code": "birth-registration", "name": "出生登记"}}


@pytest.mark.parametrize(
    ("found", "word"),
    [(None, "正在启动"), (Found([]), "没有找到"), (Found([Hit()], answerable=0.0), "没有找到")],
)
@pytest.mark.promise("没有把握就如实说，不硬答")
def test_without_a_confident_hit_it_says_so(found: Found | None, word: str) -> None:
    turn = run(None, found)
    assert word in turn.replies[0]["text"]
    assert (turn.outcome, turn.bot_failure) == (Outcome.CANNOT_ANSWER, BotFailure.NOT_READY)
    assert turn.outcome.handled_by == "fallback"
    assert "12345" in turn.replies[0]["text"]


def test_the_steps_are_a_readable_list() -> None:
    pipeline = ChatPipeline(None, Finder(None), ConversationOrder(10), tuning().chat)
    assert [step.__name__ for step in pipeline.steps] == [
        "tidy_words", "mask_personal_data", "say_plainly", "ask_bot", "answer_from_search", "say_cannot_answer",
    ]
