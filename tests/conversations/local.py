"""不起服务的对话：真目录、真检索、真计划，只是意图由测试给出，几十件人生事件也跑得快。"""

from __future__ import annotations

import os
from pathlib import Path

from actions.pipeline import ACTION_OF, run
from actions.resume import SavedGuides, Tries
from actions.server import open_tools
from actions.state import ConversationState
from actions.turn import Tools, Turn
from tests.conversations.language import Conversation

ROOT = Path(__file__).resolve().parents[2]


def open_local(folder: Path) -> Tools:
    """打开 make test 备好的状态目录；续办编号另存在 `folder`，不写进去。"""
    built = Path(os.environ.get("ZHILU_STATE_DIR") or ROOT / ".zhilu").resolve()
    tools = open_tools(built)
    if tools.saved:
        tools.saved.close()
    saved = SavedGuides.open(folder, 30, Tries(5, 120, 600))
    return Tools(tools.store, tools.searcher, tools.regions, tools.policy, saved=saved)


class LocalConversation(Conversation):
    """与 `Conversation` 同样的写法；`say` 直接走动作的流水线。"""

    def __init__(self, tools: Tools, region: str | None = None, sender: str = "test") -> None:
        self.state = ConversationState(region=region)
        self._tools, self._sender = tools, sender
        self._log: list[str] = []
        self.replies = []

    def say(self, message: str, intent: str | None = None) -> LocalConversation:
        """说一句话。不写意图时：正在问情形就当作回答，否则当作说一件事。"""
        waiting = self.state.pending.get("kind") == "situation"
        meant = intent or ("inform_situation" if waiting else "tell_event")
        turn = Turn(message, meant, 0.9, [], {}, self.state, self._tools, sender=self._sender)
        self.replies = run(ACTION_OF[meant], turn).messages
        self._log += [f"市民：{message}", *(f"指路[{r['type']}]：{r['text']}" for r in self.replies)]
        self._check(bool(self.replies) and all(r["text"].strip() for r in self.replies), "回复不应为空")
        return self
