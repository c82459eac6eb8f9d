"""收件表的样子。时间都是 Unix 秒（各机器应当对时）。"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import BigInteger, Float, Index, Integer, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Number = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """微信渠道自己的表。"""


class State(StrEnum):
    """一条消息走到哪一步。"""

    WAITING = "waiting"
    """收下了，还没轮到。"""
    ASKING = "asking"
    """某个进程正在办。"""
    ANSWERED = "answered"
    """有了答复，还没到市民手里。"""
    SENDING = "sending"
    """某个进程正在用接口发。"""
    PASSIVE = "passive"
    """答复随回调带回去了；重试再来，照样再给一遍。"""
    SENT = "sent"
    """答复用接口发出了。"""
    KEPT = "kept"
    """发不出去，留着等市民说“更多”。"""


UNDONE = (State.WAITING, State.ASKING)


class Message(Base):
    """一条消息。"""

    __tablename__ = "wechat_message"
    __table_args__ = (
        UniqueConstraint("channel", "key"),
        Index("wechat_message_person", "person", "state"),
        Index("wechat_message_due", "state", "passive_until"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=True)
    channel: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(64))
    person: Mapped[str] = mapped_column(String(64))
    created: Mapped[int] = mapped_column(BigInteger)
    arrived: Mapped[float] = mapped_column(Float, index=True)
    arrivals: Mapped[int] = mapped_column(SmallInteger, default=1)
    passive_until: Mapped[float] = mapped_column(Float)
    state: Mapped[str] = mapped_column(String(10))
    owner: Mapped[str] = mapped_column(String(32), default="")
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    address: Mapped[str | None] = mapped_column(Text)
    content: Mapped[str | None] = mapped_column(Text)
    reply: Mapped[str | None] = mapped_column(Text)


class Person(Base):
    """一个用户：谁在办他的消息，上次给了哪些选项，还有哪些页没看。"""

    __tablename__ = "wechat_person"

    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    owner: Mapped[str] = mapped_column(String(32), default="")
    memory: Mapped[str | None] = mapped_column(Text)
    touched: Mapped[float] = mapped_column(Float, index=True)


class Worker(Base):
    """一个进程：到 alive_until 还没续，就当它死了。"""

    __tablename__ = "wechat_worker"

    owner: Mapped[str] = mapped_column(String(32), primary_key=True)
    alive_until: Mapped[float] = mapped_column(Float)


class Credential(Base):
    """一个账号的接口凭证（加密）、谁在刷新、接口停用到几时。"""

    __tablename__ = "wechat_credential"

    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    token: Mapped[str | None] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64), default="")
    expires: Mapped[float] = mapped_column(Float, default=0)
    refresher: Mapped[str] = mapped_column(String(32), default="")
    refreshing_until: Mapped[float] = mapped_column(Float, default=0)
    blocked_until: Mapped[float] = mapped_column(Float, default=0)
    blocked_code: Mapped[int] = mapped_column(Integer, default=0)


class Cursor(Base):
    """一个微信客服账号取到哪里了、谁在取、最近一次通知。"""

    __tablename__ = "wechat_cursor"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    cursor: Mapped[str] = mapped_column(String(128), default="")
    address: Mapped[str | None] = mapped_column(Text)
    asked: Mapped[int] = mapped_column(Integer, default=0)
    done: Mapped[int] = mapped_column(Integer, default=0)
    owner: Mapped[str] = mapped_column(String(32), default="")
