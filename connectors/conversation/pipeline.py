"""一轮对话的步骤清单。每一步要么交给下一步，要么以一个结局收住。"""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from connectors.conversation import tracing
from connectors.conversation.bot import Bot, BotFailed
from connectors.conversation.fallback import Finder, FinderUnavailable, found_replies, not_found_reply, not_ready_reply
from connectors.conversation.masking import mask
from connectors.conversation.order import ConversationOrder
from connectors.conversation.outcomes import BotFailure, Outcome
from connectors.conversation.replies import Reply
from connectors.tuning import Chat as ChatTuning
from retrieval.normalise import clean


@dataclass
class Turn:
    """一轮对话：市民的一句话进来，回复与结局出去。`plain` 是给机器人听的：字形统一、方言和缩写换成普通说法。"""

    conversation_id: str
    message: str
    region: str | None = None
    elder: bool = False
    channel: str = "web"
    plain: str = ""
    draft: int = 0
    """维护者对着哪张送审单说的；市民的话永远是 0。"""
    key: str = ""
    """会重复投递的渠道给每条消息的编号；机器人凭它记得听过没有。"""
    replies: list[Reply] = field(default_factory=list)
    outcome: Outcome | None = None
    bot_failure: BotFailure | None = None
    stages: dict[str, float] = field(default_factory=dict)
    """各段用了多少秒：mask、bot、search。"""


Step = Callable[[Turn], Awaitable[Outcome | None]]
STAGES = {"tidy_words": "mask", "mask_personal_data": "mask", "say_plainly": "mask", "ask_bot": "bot",
          "answer_from_search": "search"}
"""各步的用时记在哪一段。"""


class ChatPipeline:
    """按次序走完各步，直到有一步给出结局。"""

    def __init__(self, bot: Bot | None, finder: Finder, order: ConversationOrder, tuning: ChatTuning) -> None:
        self._bot, self._finder, self._order, self._tuning = bot, finder, order, tuning
        self.learn: Callable[[Turn], None] | None = None
        """每一轮的结局交给谁记；None 是不记。"""
        self.steps: tuple[Step, ...] = (
            tidy_words,
            mask_personal_data,
            say_plainly,
            self.ask_bot,
            self.answer_from_search,
            self.say_cannot_answer,
        )

    async def run(self, turn: Turn) -> Turn:
        """走完一轮，返回带着回复和结局的同一个 Turn。"""
        async with self._order.turn(turn.conversation_id):
            for step in self.steps:
                started, stage = time.perf_counter(), STAGES.get(step.__name__)
                turn.outcome = await step(turn)
                if stage:
                    turn.stages[stage] = turn.stages.get(stage, 0.0) + time.perf_counter() - started
                if turn.outcome is not None:
                    break
        if self.learn is not None:
            self.learn(turn)
        return turn

    async def recall(self, key: str) -> list[Reply] | None:
        """机器人听过这条消息没有：听过返回当时的回复，没听过（或没有机器人）是 None；问不到抛 BotFailed。"""
        return await self._bot.recall(key) if self._bot else None

    async def ask_bot(self, turn: Turn) -> Outcome | None:
        """问机器人；没有作答就记下原因，交给检索。"""
        if self._bot is None:
            turn.bot_failure = BotFailure.NOT_READY
            return None
        metadata: dict[str, object] = {
            "region": turn.region, "elder": turn.elder, "channel": turn.channel, "said": turn.message
        }
        if turn.draft:
            metadata["draft"] = turn.draft
        if turn.key:
            metadata["message_key"] = turn.key
        if request_id := tracing.current():
            metadata["request_id"] = request_id
        try:
            turn.replies = await self._bot.ask(turn.conversation_id, turn.plain, metadata)
        except BotFailed as failure:
            turn.bot_failure = failure.reason
            return None
        return Outcome.BOT

    async def answer_from_search(self, turn: Turn) -> Outcome | None:
        """直接检索，给出最相关的服务；没把握就不硬答。"""
        try:
            found = await self._finder.find(turn.message, turn.region, self._tuning.fallback_hits)
        except FinderUnavailable:
            turn.replies = [not_ready_reply()]
            return Outcome.CANNOT_ANSWER
        if not found.hits or found.answerable < self._tuning.fallback_answerable:
            return None
        turn.replies = found_replies(found, self._finder)
        return Outcome.SEARCH

    async def say_cannot_answer(self, turn: Turn) -> Outcome | None:
        """如实说答不了，指给 12345。"""
        turn.replies = [not_found_reply()]
        return Outcome.CANNOT_ANSWER


async def tidy_words(turn: Turn) -> Outcome | None:
    """去掉控制字符（换行、制表符换成空格）与首尾空白，里外一致才好比对和检索。"""
    kept = (" " if char in "\r\n\t" else char for char in turn.message if char in "\r\n\t" or _is_visible(char))
    turn.message = re.sub(r" {2,}", " ", "".join(kept)).strip()
    return None


async def mask_personal_data(turn: Turn) -> Outcome | None:
    """遮盖个人信息。此后各步（包括机器人和日志）见到的都是遮盖后的话。"""
    turn.message = mask(turn.message)
    return None


async def say_plainly(turn: Turn) -> Outcome | None:
    """全角、繁体、表情、方言、拼音缩写换成机器人听得懂的写法；只有表情的留着原样。"""
    turn.plain = clean(turn.message, keep_greetings=True) or turn.message
    return None


def _is_visible(char: str) -> bool:
    """是否不是控制字符、孤立代理或未定义字符。"""
    return unicodedata.category(char) not in ("Cc", "Cs", "Cn", "Co")
