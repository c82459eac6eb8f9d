"""一条地方记录可以对应几个全国事项（“居民身份证办理”含申领、换领、补领）。"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _table(name: str, several: bool) -> None:
    """匹配表；`several` 为真时主键含全国代码。"""
    op.create_table(
        name,
        sa.Column("national_version_id", sa.Integer, sa.ForeignKey("source_version.id"), primary_key=True),
        sa.Column("record_id", sa.Integer, sa.ForeignKey("record.id"), primary_key=True),
        sa.Column("basic_code", sa.String(80), primary_key=several, nullable=False),
        sa.Column("version_id", sa.Integer, sa.ForeignKey("source_version.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("rule", sa.String(40), nullable=False),
    )


_COLUMNS = "national_version_id, record_id, basic_code, version_id, region, kind, rule"


def _replace(several: bool, where: str = "") -> None:
    """换一张主键不同的表，内容照搬。"""
    _table("record_match_next", several)
    op.execute(f"insert into record_match_next ({_COLUMNS}) select {_COLUMNS} from record_match {where}")
    op.drop_index("ix_match_basic", "record_match")
    op.drop_table("record_match")
    op.rename_table("record_match_next", "record_match")
    op.create_index("ix_match_basic", "record_match", ["national_version_id", "basic_code", "region"])


def upgrade() -> None:
    """主键加上全国代码；声明的代码可以写几个。"""
    _replace(several=True)
    with op.batch_alter_table("record") as table:
        table.alter_column("basic_code", type_=sa.String(400), existing_type=sa.String(80), existing_nullable=False)


def downgrade() -> None:
    """退回一条记录只对应一个；对应几个的丢掉。"""
    _replace(several=False, where="where rule <> '映射文件写明（一项含几事）'")
    with op.batch_alter_table("record") as table:
        table.alter_column("basic_code", type_=sa.String(80), existing_type=sa.String(400), existing_nullable=False)
