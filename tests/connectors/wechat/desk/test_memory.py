"""一个人的记忆。"""

import time

import pytest

from connectors.wechat.desk.memory import KEPT_PAGES, Memory, read, write
from connectors.wechat.sealing import Sealing
from connectors.wechat.text.rendering import Choice

SEALING = Sealing("wechat-official", "token", "key")


def test_kept_answers_come_before_the_rest() -> None:
    memory = Memory(rest=("二", "三")).keeping("没发出去的")
    shown = []
    while True:
        page, memory = memory.next_page()
        if not page:
            break
        shown.append(page)
    assert shown == ["没发出去的", "二", "三"]


def test_only_so_many_are_kept() -> None:
    memory = Memory()
    for number in range(KEPT_PAGES + 3):
        memory = memory.keeping(str(number))
    assert memory.kept[0] == "3" and len(memory.kept) == KEPT_PAGES


def test_it_is_sealed_and_read_back() -> None:
    memory = Memory((Choice("甲", "我选甲"),), ("二",), ("三",))
    sealed = write(SEALING, memory)
    assert "甲" not in sealed
    assert read(SEALING, sealed, 60) == memory


def test_old_unreadable_or_missing_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = write(SEALING, Memory(rest=("二",)))
    assert read(Sealing("wechat-official", "other", "key"), sealed, 60) == Memory()
    assert read(SEALING, None, 60) == Memory()
    later = time.time() + 61
    monkeypatch.setattr(time, "time", lambda: later)
    assert read(SEALING, sealed, 60) == Memory()
