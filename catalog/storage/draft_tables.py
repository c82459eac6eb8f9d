"""维护者改目录用的表：修改、送审单、发布里带着哪些修改。

修改只增不改：改了又改就再记一条，谁在什么时候把什么改成什么一直查得到。
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Boolean, DateTime, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from catalog.storage.tables import Base


class Proposal(Base):
    """一张送审单：一批修改和导入，一起审、一起发布。"""

    __tablename__ = "proposal"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(16), index=True)
    author: Mapped[str] = mapped_column(String(80), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    submitted_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True), nullable=True)
    reviewer: Mapped[str] = mapped_column(String(80), default="")
    reviewed_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True), nullable=True)
    review_note: Mapped[str] = mapped_column(Text, default="")
    release_id: Mapped[int | None] = mapped_column(ForeignKey("release.id"), nullable=True)
    trouble: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """上一次没能发布的原因：校验问题、答错的金标问题。"""


class Revision(Base):
    """一条记录的一次修改。`changes` 是 字段 → {old, new}；新增、删除时 old 或 new 是整条记录。"""

    __tablename__ = "revision"
    __table_args__ = (Index("ix_revision_record", "kind", "code", "region"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    source: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(16))
    code: Mapped[str] = mapped_column(String(80))
    region: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(400))
    action: Mapped[str] = mapped_column(String(8))
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(String(400), default="")
    withdrawn: Mapped[bool] = mapped_column(Boolean, default=False)
    """起草时又撤掉了：不再算数，但查得到。"""
    author: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))


class ProposalSource(Base):
    """送审单里的一次导入：哪个来源换成哪个版本，是在哪个版本上比较的。"""

    __tablename__ = "proposal_source"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    source: Mapped[str] = mapped_column(String(80), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("source_version.id"))
    against_id: Mapped[int | None] = mapped_column(ForeignKey("source_version.id"), nullable=True)


class ReleaseEdit(Base):
    """一个发布里带着的修改，按 position 依次套用。回退到它，修改也就回到它那时的样子。"""

    __tablename__ = "release_edit"

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
