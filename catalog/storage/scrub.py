"""删掉的行不留痕：SQLite 默认只把页标成空闲，内容还在文件里。"""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Engine, event

TRIES = 5
WAIT_S = 0.2


def leave_no_trace(engine: Engine) -> None:
    """此后删掉的内容当场用零盖掉。别的数据库不用（它们自己回收）。"""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _secure)


def _secure(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA secure_delete=ON")


def scrub(engine: Engine) -> bool:
    """把预写日志并进主文件再清空，日志里的旧内容也就没了；别的连接一直占着读时返回假，下次清理再来。"""
    if engine.dialect.name != "sqlite":
        return True
    for left in range(TRIES - 1, -1, -1):
        with engine.connect() as connection:
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
        if not busy:
            return True
        if left:
            time.sleep(WAIT_S)
    return False
