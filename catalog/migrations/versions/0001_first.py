"""建立目录的表：来源版本、记录、匹配、发布、当前指针。"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """建表。"""
    op.create_table(
        "source_version",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("source", sa.String(80), nullable=False, index=True),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("file_name", sa.String(300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_count", sa.Integer, nullable=False),
        sa.Column("rejected", sa.Integer, nullable=False),
        sa.Column("problems", sa.JSON, nullable=False),
        sa.UniqueConstraint("source", "digest"),
    )
    op.create_table(
        "record",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version_id", sa.Integer, sa.ForeignKey("source_version.id"), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("code", sa.String(80), nullable=False),
        sa.Column("name", sa.String(400), nullable=False),
        sa.Column("catalog_code", sa.String(80), nullable=False),
        sa.Column("basic_code", sa.String(80), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("text_digest", sa.String(40), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("ix_record_code", "record", ["version_id", "code"])
    op.create_index("ix_record_text", "record", ["version_id", "text_digest", "region"])
    op.create_index("ix_record_kind", "record", ["version_id", "kind"])
    op.create_table(
        "record_match",
        sa.Column("national_version_id", sa.Integer, sa.ForeignKey("source_version.id"), primary_key=True),
        sa.Column("record_id", sa.Integer, sa.ForeignKey("record.id"), primary_key=True),
        sa.Column("version_id", sa.Integer, sa.ForeignKey("source_version.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("basic_code", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("rule", sa.String(40), nullable=False),
    )
    op.create_index("ix_match_basic", "record_match", ["national_version_id", "basic_code", "region"])
    op.create_table(
        "matched_pair",
        sa.Column("national_version_id", sa.Integer, sa.ForeignKey("source_version.id"), primary_key=True),
        sa.Column("version_id", sa.Integer, sa.ForeignKey("source_version.id"), primary_key=True),
    )
    op.create_table(
        "release",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False, index=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("previous_id", sa.Integer, sa.ForeignKey("release.id"), nullable=True),
        sa.Column("counts", sa.JSON, nullable=False),
    )
    op.create_table(
        "release_member",
        sa.Column("release_id", sa.Integer, sa.ForeignKey("release.id"), primary_key=True),
        sa.Column("source", sa.String(80), primary_key=True),
        sa.Column("version_id", sa.Integer, sa.ForeignKey("source_version.id"), nullable=False),
    )
    op.create_table(
        "published",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("release_id", sa.Integer, sa.ForeignKey("release.id"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """删表。"""
    for table in (
        "published",
        "release_member",
        "release",
        "matched_pair",
        "record_match",
        "record",
        "source_version",
    ):
        op.drop_table(table)
