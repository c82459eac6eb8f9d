"""目录数据库的表（SQLAlchemy 2）。默认 SQLite，类型只用各家都有的，PostgreSQL 可直接用。"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Boolean, DateTime, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NATIONAL_SOURCE = "national"
"""全国基本目录在各来源里的名字。"""


class Base(DeclarativeBase):
    """所有表的基类。"""


class SourceVersion(Base):
    """一个来源的一次导入：写完就不再改。同一来源内容不变不会有第二份。"""

    __tablename__ = "source_version"
    __table_args__ = (UniqueConstraint("source", "digest"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    source: Mapped[str] = mapped_column(String(80), index=True)
    title: Mapped[str] = mapped_column(String(300), default="")
    digest: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    row_count: Mapped[int] = mapped_column(Integer)
    rejected: Mapped[int] = mapped_column(Integer, default=0)
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    base_id: Mapped[int | None] = mapped_column(ForeignKey("source_version.id"), nullable=True)
    """在哪个版本上加了维护者的修改；自己导入的原件为空。"""
    pending: Mapped[bool] = mapped_column(Boolean, default=False)
    """还没有人审过的导入：不会被别的发布顺手带出去。"""


class StoredRecord(Base):
    """一条记录的正文（JSON）和查找要用的列。`text_digest` 相同的记录文字相同，检索时只算一条。"""

    __tablename__ = "record"
    __table_args__ = (
        Index("ix_record_code", "version_id", "code"),
        Index("ix_record_text", "version_id", "text_digest", "region"),
        Index("ix_record_kind", "version_id", "kind"),
        Index("ix_record_region", "version_id", "region"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("source_version.id"))
    kind: Mapped[str] = mapped_column(String(16))
    code: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(400))
    catalog_code: Mapped[str] = mapped_column(String(80), default="")
    basic_code: Mapped[str] = mapped_column(String(400), default="")
    region: Mapped[str] = mapped_column(String(12))
    text_digest: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)


class Match(Base):
    """地方记录对应全国基本目录的哪个事项，以及按哪条规则认定的。由（全国版本，来源版本）决定，算一次。"""

    __tablename__ = "record_match"
    __table_args__ = (Index("ix_match_basic", "national_version_id", "basic_code", "region"),)

    national_version_id: Mapped[int] = mapped_column(ForeignKey("source_version.id"), primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    basic_code: Mapped[str] = mapped_column(String(80), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("source_version.id"))
    region: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(16))
    rule: Mapped[str] = mapped_column(String(40))


class Matched(Base):
    """哪些（全国版本，来源版本）已经算过匹配；没有这一行就要算。"""

    __tablename__ = "matched_pair"

    national_version_id: Mapped[int] = mapped_column(ForeignKey("source_version.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("source_version.id"), primary_key=True)


class Release(Base):
    """一次发布：一组来源版本。不可变。"""

    __tablename__ = "release"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    note: Mapped[str] = mapped_column(String(300), default="")
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("release.id"), nullable=True)
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    author: Mapped[str] = mapped_column(String(80), default="")
    approver: Mapped[str] = mapped_column(String(80), default="")


class ReleaseMember(Base):
    """发布包含哪个来源的哪个版本。"""

    __tablename__ = "release_member"

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    source: Mapped[str] = mapped_column(String(80), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("source_version.id"))


class ReleaseStep(Base):
    """一个发布与发布时正在服务的那一版比过，变了的文字记在 `ChangedText`；没有这一行就是没比过，或变得太多。"""

    __tablename__ = "release_step"

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    previous_id: Mapped[int] = mapped_column(ForeignKey("release.id"))


class ChangedText(Base):
    """一个发布相对 `ReleaseStep.previous_id` 变了的一段地方文字：增、删、改、换地方、换了对应的全国事项。"""

    __tablename__ = "release_changed_text"

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    text_digest: Mapped[str] = mapped_column(String(40), primary_key=True)


class Pointer(Base):
    """唯一一行：当前发布是哪个。发布和回退只改这一行。"""

    __tablename__ = "published"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    changed_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
