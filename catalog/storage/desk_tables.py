"""维护者桌上的东西：金标问题、新例句、上传的文件和比较结果、冲突、链接检查。"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Boolean, DateTime, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from catalog.storage.tables import Base


class GoldenQuestion(Base):
    """一道金标问题：市民这么问，就该答这些事项之一。发布前要考。"""

    __tablename__ = "golden_question"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    query: Mapped[str] = mapped_column(String(500))
    region: Mapped[str] = mapped_column(String(12), default="")
    codes: Mapped[list[str]] = mapped_column(JSON)
    author: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))


class Example(Base):
    """一句新例句：哪个意图、关于哪个事项（可空）。下次训练机器人、重建检索时用上。"""

    __tablename__ = "nlu_example"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    text: Mapped[str] = mapped_column(String(500))
    intent: Mapped[str] = mapped_column(String(80))
    code: Mapped[str] = mapped_column(String(80), default="")
    author: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))


class Upload(Base):
    """一次上传：原文件、映射、比较到哪一步。放在库里，换一台机器也接着办。"""

    __tablename__ = "upload"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    file_name: Mapped[str] = mapped_column(String(300))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    source: Mapped[str] = mapped_column(String(80), default="")
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(16))
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    against_id: Mapped[int | None] = mapped_column(ForeignKey("source_version.id"), nullable=True)
    job_id: Mapped[int | None] = mapped_column(Integer, nullable=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), nullable=True)
    author: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))


class UploadChange(Base):
    """上传的文件与正在服务的相比，一条记录的变化。`fields` 是 字段 → {old, new}；`body` 是新内容。"""

    __tablename__ = "upload_change"
    __table_args__ = (Index("ix_upload_change", "upload_id", "what", "id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("upload.id"))
    what: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(16))
    code: Mapped[str] = mapped_column(String(80))
    region: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(400))
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    body: Mapped[str] = mapped_column(Text, default="")
    accepted: Mapped[bool] = mapped_column(Boolean, default=True)


class UploadProblem(Base):
    """上传的文件里的一个问题，按行。"""

    __tablename__ = "upload_problem"
    __table_args__ = (Index("ix_upload_problem", "upload_id", "id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("upload.id"))
    row: Mapped[int | None] = mapped_column(Integer, nullable=True)
    column: Mapped[str] = mapped_column(String(120), default="")
    type: Mapped[str] = mapped_column(String(40))
    message: Mapped[str] = mapped_column(Text)
    remedy: Mapped[str] = mapped_column(Text)
    severity: Mapped[str] = mapped_column(String(8))
    record: Mapped[str] = mapped_column(String(120), default="")


class Dispute(Base):
    """一处冲突（同一事项几个来源说法不一）和怎么处理的。`digest` 由事项、字段、各方说法算出。"""

    __tablename__ = "dispute"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    digest: Mapped[str] = mapped_column(String(40), unique=True)
    basic_code: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(400))
    field: Mapped[str] = mapped_column(String(40))
    harm: Mapped[int] = mapped_column(Integer)
    words: Mapped[str] = mapped_column(Text)
    advice: Mapped[str] = mapped_column(Text)
    sides: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(12), index=True)
    choice: Mapped[str] = mapped_column(String(300), default="")
    settled_by: Mapped[str] = mapped_column(String(80), default="")
    settled_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True), nullable=True)


class DisputeRule(Base):
    """记住的处理办法：这个来源的这个字段与另一来源不一时，听谁的。"""

    __tablename__ = "dispute_rule"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    field: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(80))
    other: Mapped[str] = mapped_column(String(80))
    prefer: Mapped[str] = mapped_column(String(80))
    author: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))


class LinkCheck(Base):
    """一个链接最近一次检查的结果。"""

    __tablename__ = "link_check"

    digest: Mapped[str] = mapped_column(String(40), primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(12), index=True)
    said: Mapped[str] = mapped_column(String(300))
    used: Mapped[int] = mapped_column(Integer, default=0)
    sample: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    checked_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    ignored_by: Mapped[str] = mapped_column(String(80), default="")
