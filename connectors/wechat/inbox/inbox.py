"""收件表的操作。每个方法是一个事务；返回的都是普通的值。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update
from sqlalchemy.orm import aliased

from connectors.wechat.inbox.database import Database
from connectors.wechat.inbox.tables import UNDONE, Message, Person, State
from connectors.wechat.inbox.workers import alive, is_alive


@dataclass(frozen=True)
class Arrival:
    """送到的一条消息，内容已加密。"""

    channel: str
    key: str
    person: str
    created: int
    address: str
    content: str


@dataclass(frozen=True)
class Receipt:
    """收下之后的样子。`arrivals` 是第几次送到。"""

    id: int
    is_new: bool
    arrivals: int
    state: State
    reply: str | None


@dataclass(frozen=True)
class Claimed:
    """轮到办的一条消息。`interrupted` 表示上一个办它的进程死在半路，不知道机器人听到没有。"""

    id: int
    key: str
    channel: str
    content: str | None
    memory: str | None
    interrupted: bool


@dataclass(frozen=True)
class Delivery:
    """要用接口发的一条答复。"""

    id: int
    channel: str
    person: str
    address: str | None
    reply: str | None
    tries: int
    arrived: float


class Inbox:
    """收件表。"""

    def __init__(self, database: Database) -> None:
        self._database = database

    def receive(self, arrival: Arrival, now: float, patience_s: float) -> Receipt:
        """收下一条：第一次来就记下；重复的只记又来了一次，并把“还能随回调带回去”的时间往后推。"""
        with self._database.begin() as session:
            self._database.insert_new(
                session, Person, person=arrival.person, channel=arrival.channel, owner="", touched=now
            )
            # 锁住这个人：同一个人的消息编号先后就是提交先后
            session.execute(update(Person).where(Person.person == arrival.person).values(touched=now))
            is_new = self._database.insert_new(
                session, Message, channel=arrival.channel, key=arrival.key, person=arrival.person,
                created=arrival.created, arrived=now, arrivals=1, passive_until=now + patience_s,
                state=State.WAITING, owner="", tries=0, address=arrival.address, content=arrival.content,
            )
            same = and_(Message.channel == arrival.channel, Message.key == arrival.key)
            if not is_new:
                session.execute(
                    update(Message).where(same)
                    .values(arrivals=Message.arrivals + 1, passive_until=now + patience_s)
                )
            row = session.execute(select(Message.id, Message.arrivals, Message.state, Message.reply).where(same)).one()
            return Receipt(row.id, is_new, row.arrivals, State(row.state), row.reply)

    def claim(self, person: str, owner: str, now: float) -> Claimed | None:
        """这个人最早的一条没办的消息归 `owner` 办；别的进程正在办他的消息、或没有要办的，返回 None。"""
        with self._database.begin() as session:
            holder = session.execute(
                select(Person.owner, Person.memory).where(Person.person == person).with_for_update()
            ).one_or_none()
            if holder is None or (holder.owner not in ("", owner) and is_alive(session, holder.owner, now)):
                return None
            first = session.execute(
                select(Message.id, Message.key, Message.channel, Message.content, Message.state)
                .where(Message.person == person, Message.state.in_(UNDONE))
                .order_by(Message.created, Message.id).limit(1)
            ).one_or_none()
            session.execute(update(Person).where(Person.person == person).values(owner=owner if first else ""))
            if first is None:
                return None
            session.execute(update(Message).where(Message.id == first.id).values(state=State.ASKING, owner=owner))
            return Claimed(
                first.id, first.key, first.channel, first.content, holder.memory, first.state == State.ASKING
            )

    def finish(self, claimed: Claimed, person: str, owner: str, reply: str, memory: str, now: float) -> bool:
        """记下答复，清掉市民的话。已经被别的进程接手时什么也不改，返回 False。"""
        with self._database.begin() as session:
            mine = session.execute(
                update(Message)
                .where(Message.id == claimed.id, Message.state == State.ASKING, Message.owner == owner)
                .values(state=State.ANSWERED, reply=reply, content=None)
            )
            if not mine.rowcount:  # type: ignore[attr-defined]
                return False
            session.execute(update(Person).where(Person.person == person).values(memory=memory, touched=now))
            return True

    def answered_among(self, message_ids: list[int]) -> list[int]:
        """这些消息里已经有了答复的。"""
        with self._database.read() as session:
            found = select(Message.id).where(Message.id.in_(message_ids), Message.state.not_in(UNDONE))
            return list(session.scalars(found))

    def release(self, message_id: int, now: float) -> None:
        """不会再有回调来取了：有了答复马上用接口发。"""
        with self._database.begin() as session:
            session.execute(update(Message).where(Message.id == message_id).values(passive_until=now))

    def take(self, message_id: int) -> str | None:
        """随回调把答复带回去；已经用接口发了、或还没有答复，返回 None。重试再来，照样再给一遍。"""
        with self._database.begin() as session:
            session.execute(
                update(Message).where(Message.id == message_id, Message.state == State.ANSWERED)
                .values(state=State.PASSIVE)
            )
            row = session.execute(select(Message.state, Message.reply).where(Message.id == message_id)).one()
            return row.reply if row.state == State.PASSIVE else None

    def due(self, channels: list[str], now: float, limit: int) -> list[int]:
        """该用接口发的：有了答复、不会再有回调来取；或发的进程死在半路。"""
        with self._database.read() as session:
            ready = and_(Message.state == State.ANSWERED, Message.passive_until < now)
            stuck = and_(Message.state == State.SENDING, ~alive(Message.owner, now))
            found = select(Message.id).where(Message.channel.in_(channels), or_(ready, stuck))
            return list(session.scalars(found.order_by(Message.id).limit(limit)))

    def claim_delivery(self, message_id: int, owner: str, now: float, wait_s: float) -> Delivery | None:
        """这条答复归 `owner` 用接口发；被别人抢先、又有回调来取、或这个人前面还有一条该发没发完，返回 None。

        扫到它的进程和办它的进程可能各发各的，不等前面的，后一条就会先到。前面那条收到已过 `wait_s` 秒的不等。
        """
        with self._database.begin() as session:
            ready = and_(Message.state == State.ANSWERED, Message.passive_until < now)
            stuck = and_(Message.state == State.SENDING, ~alive(Message.owner, now))
            changed = session.execute(
                update(Message).where(Message.id == message_id, or_(ready, stuck), ~_behind(now, wait_s))
                .values(state=State.SENDING, owner=owner, tries=Message.tries + 1)
            )
            if not changed.rowcount:  # type: ignore[attr-defined]
                return None
            row = session.get_one(Message, message_id)
            return Delivery(row.id, row.channel, row.person, row.address, row.reply, row.tries, row.arrived)

    def following(self, person: str, now: float) -> int | None:
        """这个人接下来该用接口发的一条；没有返回 None。"""
        with self._database.read() as session:
            mine = select(Message.id).where(
                Message.person == person, Message.state == State.ANSWERED, Message.passive_until < now
            )
            return session.scalar(mine.order_by(Message.created, Message.id).limit(1))

    def delivered(self, message_id: int, owner: str) -> None:
        """用接口发到了：地址和答复都清掉。"""
        self._settle(message_id, owner, state=State.SENT, address=None, reply=None)

    def deliver_later(self, message_id: int, owner: str, when: float) -> None:
        """现在发不了，到 `when` 再试。"""
        self._settle(message_id, owner, state=State.ANSWERED, passive_until=when)

    def keep(self, message_id: int, owner: str) -> None:
        """发不出去：不再试。答复另由 `change_memory` 放进这个人的“更多”里。"""
        self._settle(message_id, owner, state=State.KEPT, address=None, reply=None)

    def _settle(self, message_id: int, owner: str, **values: object) -> None:
        with self._database.begin() as session:
            session.execute(
                update(Message)
                .where(Message.id == message_id, Message.state == State.SENDING, Message.owner == owner)
                .values(**values)
            )

    def change_memory(self, person: str, change: Callable[[str | None], str]) -> None:
        """改这个人的记忆（加密的）；锁着这一行，别的进程同时在改也不丢。"""
        with self._database.begin() as session:
            sealed = session.scalar(select(Person.memory).where(Person.person == person).with_for_update())
            session.execute(update(Person).where(Person.person == person).values(memory=change(sealed)))

    def orphans(self, channels: list[str], now: float, idle_s: float, limit: int) -> list[str]:
        """有消息没办、却没有活着的进程在办的人。"""
        with self._database.read() as session:
            found = (
                select(Message.person).distinct()
                .join(Person, Person.person == Message.person)
                .where(Message.state.in_(UNDONE), Message.channel.in_(channels), Message.arrived < now - idle_s)
                .where(~alive(Person.owner, now))
            )
            return list(session.scalars(found.limit(limit)))

    def forget(self, person: str) -> None:
        """这个人走了：没发的、记着的都删掉。"""
        with self._database.begin() as session:
            session.execute(delete(Message).where(Message.person == person, Message.state.not_in(UNDONE)))
            session.execute(update(Person).where(Person.person == person).values(memory=None))

    def purge(self, now: float, reply_s: float, keep_s: float) -> None:
        """过了重试时间的，地址和答复清空；过了保存期的，整行删掉。"""
        with self._database.begin() as session:
            session.execute(
                update(Message)
                .where(Message.state == State.PASSIVE, Message.passive_until < now - reply_s)
                .where(Message.reply.is_not(None))
                .values(address=None, reply=None)
            )
            done = (State.PASSIVE, State.SENT, State.KEPT)
            session.execute(delete(Message).where(Message.arrived < now - keep_s, Message.state.in_(done)))
            session.execute(delete(Person).where(Person.touched < now - keep_s, Person.owner == ""))


def _behind(now: float, wait_s: float) -> ColumnElement[bool]:
    """“同一个人前面还有一条正在发、或该发还没发”的条件。推迟了的（`deliver_later`）不等：那要几十秒、几分钟。"""
    first = aliased(Message)
    sooner = or_(first.created < Message.created, and_(first.created == Message.created, first.id < Message.id))
    due = and_(first.state == State.ANSWERED, first.passive_until < now)
    return exists(
        select(first.id)
        .where(first.person == Message.person, first.channel == Message.channel, sooner)
        .where(or_(first.state == State.SENDING, due), first.arrived > now - wait_s)
        .correlate(Message)
    )
