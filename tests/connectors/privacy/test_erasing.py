"""按编号擦除：各处都擦到才算；文件里不留痕；一处不行不影响别处，可以再来。"""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path

import pytest

from actions.erase import main as erase_guides
from actions.resume import SavedGuide, SavedGuides, StorageOff, Tries
from connectors.gateway.feedback import RatingStore
from connectors.privacy import places
from connectors.privacy.erasing import Erasers, NotErased
from connectors.privacy.retention import days
from connectors.wechat.inbox.database import Database
from connectors.wechat.inbox.inbox import Arrival, Inbox
from connectors.wechat.inbox.tables import Base

WORDS = "紫色大象执照"


def holds(folder: Path, words: str) -> list[str]:
    """哪些文件里有这段文字。"""
    return [file.name for file in folder.rglob("*") if file.is_file() and words.encode() in file.read_bytes()]


def ratings(folder: Path) -> RatingStore:
    return RatingStore(f"sqlite:///{folder / 'connectors.db'}")


def guides(folder: Path) -> SavedGuides:
    return SavedGuides.open(folder, 30, Tries(5, 50, 600))


@pytest.mark.promise("擦除之后，数据库文件（连同预写日志）里也找不到那次对话的评价")
def test_an_erased_rating_leaves_no_trace_in_the_files(tmp_path: Path) -> None:
    store = ratings(tmp_path)
    store.add("gone", None, 1, WORDS)
    store.add("kept", None, 5, "留着")
    assert holds(tmp_path, WORDS)
    assert store.erase("gone") == 1
    assert not holds(tmp_path, WORDS)
    assert not holds(tmp_path, "gone")
    assert holds(tmp_path, "留着")


@pytest.mark.promise("好差评过了保留期就删，文件里不留痕")
def test_old_ratings_are_forgotten(tmp_path: Path) -> None:
    store = ratings(tmp_path)
    store.add("old", None, 1, WORDS)
    assert store.forget_before(dt.datetime.now(dt.UTC) - dt.timedelta(days=1)) == 0
    assert store.forget_before(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)) == 1
    assert not holds(tmp_path, WORDS)


def test_the_shorter_retention_wins() -> None:
    assert days(365, None) == 365
    assert days(365, 30) == 30
    assert days(7, 30) == 7


@pytest.mark.promise("擦除一个对话，由它存下的指南也删掉；别的对话的不动")
def test_guides_saved_by_a_conversation_go_with_it(tmp_path: Path) -> None:
    saved = guides(tmp_path)
    mine = saved.save(SavedGuide("newborn"), conversation="mine")
    more = saved.save(SavedGuide("marriage"), conversation="mine")
    other = saved.save(SavedGuide("retirement"), conversation="other")
    assert not holds(tmp_path, "mine")
    assert saved.erase("mine") == 2
    assert saved.load(mine, "a") is None
    assert saved.load(more, "a") is None
    assert saved.load(other, "a") == SavedGuide("retirement")
    assert not holds(tmp_path, mine)


def test_guides_can_be_erased_while_nothing_is_running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZHILU_DATABASE_URL", raising=False)
    saved = guides(tmp_path)
    code = saved.save(SavedGuide("newborn"), conversation="mine")
    saved.close()
    assert erase_guides(["--state-dir", str(tmp_path), "mine"]) == 0
    assert guides(tmp_path).load(code, "a") is None


def test_the_wechat_inbox_forgets_a_person(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'connectors.db'}"
    inbox = Inbox(Database(url, Base))
    for person in ("wechat-official-a", "wechat-official-b"):
        inbox.receive(Arrival("wechat-official", f"key-{person}", person, 1, "sealed", "sealed"), 1.0, 5.0)
    places.erase_wechat(url)("wechat-official-a")
    assert inbox.claim("wechat-official-a", "w", 2.0) is None
    assert inbox.claim("wechat-official-b", "w", 2.0) is not None


def test_tables_that_were_never_made_are_not_a_problem(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    places.erase_shared_slots(url)("c")
    places.erase_wechat(url)("c")


@pytest.mark.promise("有一处没擦成就如实说没擦干净，别处照样擦")
def test_one_failing_place_is_reported_and_the_others_are_still_erased() -> None:
    done: list[str] = []

    async def works(conversation_id: str) -> None:
        done.append(conversation_id)

    async def fails(_: str) -> None:
        raise OSError

    async def hangs(_: str) -> None:
        await asyncio.sleep(60)

    erasers = Erasers(timeout_s=0.1)
    for place, erase in (("甲", works), ("乙", fails), ("丙", hangs), ("丁", works)):
        erasers.register(place, erase)
    with pytest.raises(NotErased) as caught:
        asyncio.run(erasers.erase("c"))
    assert caught.value.places == ["乙", "丙"]
    assert done == ["c", "c"]


def test_a_database_that_cannot_be_used_says_so_at_once(tmp_path: Path) -> None:
    (tmp_path / "guides.db").write_bytes(b"this is not a database, it only looks like a file" * 100)
    saved = guides(tmp_path)
    with pytest.raises(StorageOff):
        saved.save(SavedGuide("newborn"))
    with pytest.raises(StorageOff):
        saved.load("K57N4-G5B65", "a")
