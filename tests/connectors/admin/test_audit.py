"""审计：改动、抽掉任何一条都验得出来。"""

import pytest
from sqlalchemy import text

from connectors.admin.audit import Audit
from connectors.admin.storage import open_admin


@pytest.mark.parametrize(
    "tamper",
    ["update admin_audit set who = 'wang' where id = 2", "delete from admin_audit where id = 2",
     "update admin_audit set detail = '' where id = 2"],
)
def test_tampering_is_seen(database_url: str, tamper: str) -> None:
    engine = open_admin(database_url)
    audit = Audit(engine)
    for number in range(4):
        audit.note("zhang", "改记录", f"basic/{number}", {"summary": {"old": "甲", "new": "乙"}}, "10.0.0.1")
    assert audit.broken_at() is None
    with engine.begin() as connection:
        connection.execute(text(tamper))
    assert audit.broken_at() in (2, 3)
    engine.dispose()


def test_entries_can_be_found(database_url: str) -> None:
    audit = Audit(open_admin(database_url))
    audit.note("zhang", "登录")
    audit.note("li", "回退", "发布 3")
    entries, total = audit.listed("回退")
    assert (total, entries[0].who, entries[0].subject) == (1, "li", "发布 3")
