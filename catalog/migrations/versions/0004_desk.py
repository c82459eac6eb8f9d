"""金标问题、新例句、上传与比较、冲突与处理办法、链接检查。"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _key() -> sa.Column:
    """自增主键。"""
    return sa.Column("id", sa.Integer, primary_key=True)


def _words(name: str, size: int, **more: bool) -> sa.Column:
    """必填的短文字。"""
    return sa.Column(name, sa.String(size), nullable=False, unique=more.get("unique"), index=more.get("index"))


def _when(name: str, nullable: bool = False) -> sa.Column:
    """时间。"""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """建表。"""
    op.create_table(
        "golden_question", _key(), _words("query", 500), _words("region", 12),
        sa.Column("codes", sa.JSON, nullable=False), _words("author", 80), _when("created_at"),
    )
    op.create_table(
        "nlu_example", _key(), _words("text", 500), _words("intent", 80), _words("code", 80), _words("author", 80),
        _when("created_at"),
    )
    op.create_table(
        "upload", _key(), _words("file_name", 300), sa.Column("content", sa.LargeBinary, nullable=False),
        _words("source", 80), sa.Column("mapping", sa.JSON, nullable=False), _words("state", 16),
        sa.Column("counts", sa.JSON, nullable=False),
        sa.Column("against_id", sa.Integer, sa.ForeignKey("source_version.id"), nullable=True),
        sa.Column("job_id", sa.Integer, nullable=True),
        sa.Column("proposal_id", sa.Integer, sa.ForeignKey("proposal.id"), nullable=True), _words("author", 80),
        _when("created_at"),
    )
    op.create_table(
        "upload_change", _key(), sa.Column("upload_id", sa.Integer, sa.ForeignKey("upload.id"), nullable=False),
        _words("what", 8), _words("kind", 16), _words("code", 80), _words("region", 12), _words("name", 400),
        sa.Column("fields", sa.JSON, nullable=False), sa.Column("body", sa.Text, nullable=False),
        sa.Column("accepted", sa.Boolean, nullable=False),
    )
    op.create_index("ix_upload_change", "upload_change", ["upload_id", "what", "id"])
    op.create_table(
        "upload_problem", _key(), sa.Column("upload_id", sa.Integer, sa.ForeignKey("upload.id"), nullable=False),
        sa.Column("row", sa.Integer, nullable=True), _words("column", 120), _words("type", 40),
        sa.Column("message", sa.Text, nullable=False), sa.Column("remedy", sa.Text, nullable=False),
        _words("severity", 8), _words("record", 120),
    )
    op.create_index("ix_upload_problem", "upload_problem", ["upload_id", "id"])
    op.create_table(
        "dispute", _key(), _words("digest", 40, unique=True), _words("basic_code", 80), _words("name", 400),
        _words("field", 40), sa.Column("harm", sa.Integer, nullable=False), sa.Column("words", sa.Text, nullable=False),
        sa.Column("advice", sa.Text, nullable=False), sa.Column("sides", sa.JSON, nullable=False),
        _words("state", 12, index=True), _words("choice", 300), _words("settled_by", 80), _when("settled_at", True),
    )
    op.create_table(
        "dispute_rule", _key(), _words("field", 40), _words("source", 80), _words("other", 80), _words("prefer", 80),
        _words("author", 80), _when("created_at"),
    )
    op.create_table(
        "link_check", sa.Column("digest", sa.String(40), primary_key=True), sa.Column("url", sa.Text, nullable=False),
        _words("state", 12, index=True), _words("said", 300), sa.Column("used", sa.Integer, nullable=False),
        sa.Column("sample", sa.JSON, nullable=False), _when("checked_at"), _words("ignored_by", 80),
    )


def downgrade() -> None:
    """删表。"""
    for name in (
        "link_check", "dispute_rule", "dispute", "upload_problem", "upload_change", "upload", "nlu_example",
        "golden_question",
    ):
        op.drop_table(name)
