"""维护者的修改、送审单；来源版本记下在谁的基础上改的；发布记下谁送审、谁批准。"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """加列、建表。"""
    with op.batch_alter_table("source_version") as table:
        table.add_column(sa.Column("base_id", sa.Integer, nullable=True))
        table.add_column(sa.Column("pending", sa.Boolean, nullable=False, server_default=sa.false()))
        table.create_foreign_key("fk_source_version_base", "source_version", ["base_id"], ["id"])
    with op.batch_alter_table("release") as table:
        table.add_column(sa.Column("author", sa.String(80), nullable=False, server_default=""))
        table.add_column(sa.Column("approver", sa.String(80), nullable=False, server_default=""))
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("author", sa.String(80), nullable=False, index=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewer", sa.String(80), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_note", sa.Text, nullable=False),
        sa.Column("release_id", sa.Integer, sa.ForeignKey("release.id"), nullable=True),
        sa.Column("trouble", sa.JSON, nullable=False),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("proposal_id", sa.Integer, sa.ForeignKey("proposal.id"), nullable=False, index=True),
        sa.Column("source", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("code", sa.String(80), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("name", sa.String(400), nullable=False),
        sa.Column("action", sa.String(8), nullable=False),
        sa.Column("changes", sa.JSON, nullable=False),
        sa.Column("note", sa.String(400), nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_revision_record", "revision", ["kind", "code", "region"])
    op.create_table(
        "proposal_source",
        sa.Column("proposal_id", sa.Integer, sa.ForeignKey("proposal.id"), primary_key=True),
        sa.Column("source", sa.String(80), primary_key=True),
        sa.Column("version_id", sa.Integer, sa.ForeignKey("source_version.id"), nullable=False),
        sa.Column("against_id", sa.Integer, sa.ForeignKey("source_version.id"), nullable=True),
    )
    op.create_table(
        "release_edit",
        sa.Column("release_id", sa.Integer, sa.ForeignKey("release.id"), primary_key=True),
        sa.Column("revision_id", sa.Integer, sa.ForeignKey("revision.id"), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """删掉修改和送审单。"""
    for name in ("release_edit", "proposal_source", "revision", "proposal"):
        op.drop_table(name)
    with op.batch_alter_table("release") as table:
        table.drop_column("author")
        table.drop_column("approver")
    with op.batch_alter_table("source_version") as table:
        table.drop_constraint("fk_source_version_base", type_="foreignkey")
        table.drop_column("base_id")
        table.drop_column("pending")
