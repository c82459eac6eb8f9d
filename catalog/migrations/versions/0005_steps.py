"""发布与上一版之间变了哪些文字；按来源版本和地方的索引。

旧的发布没有比过，跟版的人从旧发布换到旧发布时整个重读一遍，与原来一样；旧记录不用补什么。
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """建表、建索引。"""
    op.create_table(
        "release_step",
        sa.Column("release_id", sa.Integer, sa.ForeignKey("release.id"), primary_key=True),
        sa.Column("previous_id", sa.Integer, sa.ForeignKey("release.id"), nullable=False),
    )
    op.create_table(
        "release_changed_text",
        sa.Column("release_id", sa.Integer, sa.ForeignKey("release.id"), primary_key=True),
        sa.Column("text_digest", sa.String(40), primary_key=True),
    )
    op.create_index("ix_record_region", "record", ["version_id", "region"])


def downgrade() -> None:
    """删掉。"""
    op.drop_index("ix_record_region", "record")
    op.drop_table("release_changed_text")
    op.drop_table("release_step")
