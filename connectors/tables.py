"""几个进程共用一个数据库时怎么建表。"""

from __future__ import annotations

import time

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.orm import DeclarativeBase

CREATE_TRIES = 5


def create_tables(engine: Engine, base: type[DeclarativeBase]) -> None:
    """建好 `base` 的表；几个进程同时第一次启动时，别人刚建好同一张，再看一次就都有了。"""
    for left in range(CREATE_TRIES - 1, -1, -1):
        try:
            base.metadata.create_all(engine)
            return
        except (OperationalError, ProgrammingError, IntegrityError):
            if not left:
                raise
            time.sleep(0.2)
