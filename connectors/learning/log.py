"""记下每一轮的结局。市民不等它：先放进队列，后台线程一批一批写库；写不进就丢，不影响作答。"""

from __future__ import annotations

import datetime as dt
import hashlib
import queue
import threading
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, create_engine, delete, event, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from catalog.storage.address import driver_url
from catalog.storage.engine import writing
from catalog.storage.scrub import leave_no_trace, scrub
from connectors.conversation.masking import mask
from connectors.conversation.outcomes import Outcome
from connectors.conversation.pipeline import Turn
from connectors.learning.tables import Asked, LearningBase, Question, Talk
from connectors.tables import create_tables
from connectors.tuning import Learning as LearningTuning

log = structlog.get_logger("learning")

ANSWERED, ASKED_BACK, UNSURE, UNANSWERED = "answered", "asked_back", "unsure", "unanswered"
KIND_WORDS = {ANSWERED: "答了", ASKED_BACK: "在反问、让人选", UNSURE: "没把握", UNANSWERED: "没答上"}
MOST_WAITING = 2000
GATHER_S = 0.5
"""收到第一句后再等这么久，凑成一批写一次：一句一写，忙的时候要占网关两成用时。"""
_SALT = "zhilu-learning"


@dataclass(frozen=True)
class Note:
    """一轮要记的。"""

    digest: str
    text: str
    region: str
    kind: str
    code: str
    at: dt.datetime


def open_learning(url: str) -> Engine:
    """连上数据库，没有的表建好。"""
    engine = connect(url)
    create_tables(engine, LearningBase)
    return engine


def connect(url: str) -> Engine:
    """备好连接，还不碰数据库。"""
    engine = create_engine(driver_url(url))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA journal_mode=WAL"))
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=15000"))
    leave_no_trace(engine)
    return engine


def talk_digest(conversation_id: str) -> str:
    """对话编号的摘要；按编号抹掉时也用它。"""
    return hashlib.sha256(f"{_SALT}:{conversation_id}".encode()).hexdigest()


def kind_of(replies: list[dict[str, Any]], outcome: Outcome | None, tuning: LearningTuning) -> tuple[str, str]:
    """一轮的结局和答的事项代码。"""
    body = next((reply for reply in replies if reply["type"] in ("service", "guide")), None)
    said = "\n".join(reply["text"] for reply in replies)
    if outcome is Outcome.CANNOT_ANSWER or any(mark in said for mark in tuning.unanswered_marks):
        return UNANSWERED, ""
    if body is not None:
        return ANSWERED, str(body[body["type"]].get("code", ""))
    if any(mark in said for mark in tuning.unsure_marks):
        return UNSURE, ""
    if any(reply["type"] == "choices" for reply in replies):
        return ASKED_BACK, ""
    return ANSWERED, ""


class NotScrubbed(RuntimeError):
    """删是删了，旧内容还在预写日志里；过一会儿再来一次。"""


class LearningLog:
    """收下、写库。"""

    def __init__(self, url: str, tuning: LearningTuning) -> None:
        self._tuning = tuning
        self._waiting: queue.Queue[tuple[Turn, dt.datetime] | None] = queue.Queue(MOST_WAITING)
        # 数据库坏了、锁着也要能启动：用到时才建表
        self._engine, self._made = connect(url), False
        self._thread = threading.Thread(target=self._run, daemon=True, name="learning")
        self._thread.start()

    def note(self, turn: Turn) -> None:
        """收下一轮；队列满了就不记。市民还在等答复，所以遮盖、算摘要都留给后台线程。"""
        try:
            self._waiting.put_nowait((turn, dt.datetime.now(dt.UTC)))
        except queue.Full:
            log.warning("learning_full")

    def _noted(self, turn: Turn, moment: dt.datetime) -> Note:
        """一轮里要记下的：话再遮盖一遍，对话编号只留摘要。"""
        kind, code = kind_of(turn.replies, turn.outcome, self._tuning)
        return Note(talk_digest(turn.conversation_id), mask(turn.message)[:500], turn.region or "", kind, code, moment)

    def erase(self, conversation_id: str) -> None:
        """抹掉一段对话：停在哪里、问过的没答好的话（只有这一段问过的整句删掉，别人也问过的次数减一）。"""
        digest = talk_digest(conversation_id)
        self._waiting.join()  # 等刚收下的写完，免得抹完又写进去
        with self._writing() as connection:
            asked = connection.execute(select(Talk.questions).where(Talk.digest == digest)).scalar() or ""
            for question in asked.split():
                mine = update(Question).where(Question.digest == question)
                connection.execute(mine.values(count=Question.count - 1))
            connection.execute(delete(Question).where(Question.count <= 0))
            connection.execute(delete(Talk).where(Talk.digest == digest))
        if not scrub(self._engine):
            raise NotScrubbed

    def _writing(self) -> AbstractContextManager[Connection]:
        """一个写事务；第一次先建表。"""
        if not self._made:
            create_tables(self._engine, LearningBase)
            self._made = True
        return writing(self._engine)

    def close(self) -> None:
        """把收下的写完再走。"""
        self._waiting.put(None)
        self._thread.join(10)
        self._engine.dispose()

    def _run(self) -> None:
        """一批一批写。"""
        while True:
            batch = self._gathered()
            notes = [self._noted(*one) for one in batch if one is not None]
            try:
                if notes:
                    self._write(notes)
            except SQLAlchemyError as problem:
                log.error("learning_not_written", error=type(problem).__name__, lost=len(notes))
            finally:
                for _ in batch:
                    self._waiting.task_done()
            if len(notes) < len(batch):
                return

    def _gathered(self) -> list[tuple[Turn, dt.datetime] | None]:
        """等到一句，再凑一会儿；None 是叫停，不再等。"""
        batch = [self._waiting.get()]
        until = time.monotonic() + GATHER_S
        while batch[-1] is not None and len(batch) < 200:
            try:
                batch.append(self._waiting.get(timeout=max(0.0, until - time.monotonic())))
            except queue.Empty:
                break
        return batch

    def _write(self, notes: list[Note]) -> None:
        """写一批，顺便清掉过期的。"""
        with self._writing() as connection:
            for note in notes:
                question = ""
                if note.kind in (UNANSWERED, UNSURE) and note.text:
                    question = _count_question(connection, note)
                if note.code:
                    _count_asked(connection, note)
                _last(connection, note, question)
            old = notes[-1].at - dt.timedelta(days=self._tuning.keep_days)
            connection.execute(delete(Talk).where(Talk.last_at < old))
            connection.execute(delete(Question).where(Question.last_at < old))


def _count_question(connection: Connection, note: Note) -> str:
    """没答好的一句，次数加一，返回它的摘要。"""
    digest = hashlib.sha1(f"{note.region}|{note.text}".encode(), usedforsecurity=False).hexdigest()
    seen = update(Question).where(Question.digest == digest)
    if not connection.execute(seen.values(count=Question.count + 1, last_at=note.at, kind=note.kind)).rowcount:
        values = {"digest": digest, "text": note.text, "region": note.region, "kind": note.kind, "state": "open"}
        connection.execute(insert(Question).values(**values, count=1, first_at=note.at, last_at=note.at, handled=""))
    return digest


def _count_asked(connection: Connection, note: Note) -> None:
    """答了的事项，次数加一。"""
    key = (Asked.day == note.at.date(), Asked.region == note.region, Asked.code == note.code)
    if not connection.execute(update(Asked).where(*key).values(count=Asked.count + 1)).rowcount:
        connection.execute(insert(Asked).values(day=note.at.date(), region=note.region, code=note.code, count=1))


def _last(connection: Connection, note: Note, question: str) -> None:
    """对话停在哪里：问过的事项留着，结局换成最新的。"""
    mine = select(Talk.code, Talk.turns, Talk.questions).where(Talk.digest == note.digest)
    row = connection.execute(mine).one_or_none()
    values = {"last_at": note.at, "kind": note.kind, "region": note.region}
    if row is None:
        values |= {"digest": note.digest, "code": note.code, "turns": 1, "questions": question}
        connection.execute(insert(Talk).values(**values))
    else:
        asked = f"{row.questions} {question}".strip()
        values |= {"code": note.code or row.code, "turns": row.turns + 1, "questions": asked}
        connection.execute(update(Talk).where(Talk.digest == note.digest).values(**values))
