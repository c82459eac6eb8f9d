"""学习用的三张表。"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Date, DateTime, Integer, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class LearningBase(DeclarativeBase):
    """学习用的表的基类。"""


class Question(LearningBase):
    """没答好的一句话（已遮盖），问过几次。`digest` 由地区和话算出。"""

    __tablename__ = "learn_question"

    digest: Mapped[str] = mapped_column(String(40), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    region: Mapped[str] = mapped_column(String(12), default="")
    kind: Mapped[str] = mapped_column(String(12), index=True)
    count: Mapped[int] = mapped_column(Integer)
    first_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    last_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    state: Mapped[str] = mapped_column(String(12), default="open")
    handled: Mapped[str] = mapped_column(String(200), default="")


class Asked(LearningBase):
    """某天、某地、某个事项答了几次。"""

    __tablename__ = "learn_asked"

    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    region: Mapped[str] = mapped_column(String(12), primary_key=True)
    code: Mapped[str] = mapped_column(String(128), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)


class Talk(LearningBase):
    """一段对话最后停在哪里。`digest` 是对话编号加盐的摘要，查不回是谁。"""

    __tablename__ = "learn_talk"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    last_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(String(128), default="")
    region: Mapped[str] = mapped_column(String(12), default="")
    turns: Mapped[int] = mapped_column(Integer, default=1)
    questions: Mapped[str] = mapped_column(Text, default="")
    """这段对话里没答好的问题（摘要，空格隔开）：按编号抹掉时，问题的次数也要减。"""
