"""对话状态存取的一套检查，在机器人自己的环境里跑：`python tests/bot/slot_scenes.py 数据库地址`（空是内存）。"""

from __future__ import annotations

import datetime as dt
import sys

import sqlalchemy as sa

from bot import slot_storage
from bot.slot_storage import TABLE, InDatabase, InMemory, open_storage

DAYS = 7


def stores_and_forgets(url: str) -> None:
    """存了取得回，再存是覆盖，擦了就没有；别的对话不受影响。"""
    storage = open_storage(url, 100, DAYS)
    assert storage.load("a") is None
    storage.save("a", '{"topic": "身份证"}')
    storage.save("b", "{}")
    storage.save("a", '{"topic": "护照"}')
    assert storage.load("a") == '{"topic": "护照"}'
    assert sorted(storage.ids()) == ["a", "b"]
    storage.erase("a")
    storage.erase("a")
    assert storage.load("a") is None
    assert storage.load("b") == "{}"


def forgets_in_memory_by_age_and_number() -> None:
    """七天没说话的丢，说过话的从那时重新算；超过个数丢最久没说话的。"""
    day, moment = 86400.0, [0.0]
    storage = InMemory(3, DAYS * day, lambda: moment[0])
    storage.save("old", "{}")
    storage.save("talking", "{}")
    moment[0] = 6 * day
    storage.save("talking", "{}")
    moment[0] = 8 * day
    assert storage.load("old") is None
    assert list(storage.ids()) == ["talking"]
    for name in ("a", "b", "c"):
        storage.save(name, "{}")
    assert list(storage.ids()) == ["a", "b", "c"]


def forgets_in_the_database_by_age(url: str) -> None:
    """过了保留期的行删掉；没过的留着。"""
    storage = InDatabase(url, 100, DAYS)
    storage.save("old", "{}")
    storage.save("new", "{}")
    engine = sa.create_engine(slot_storage._with_driver(url))
    long_ago = dt.datetime.utcnow() - dt.timedelta(days=DAYS + 1)
    with engine.begin() as connection:
        connection.execute(TABLE.update().where(TABLE.c.conversation_id == "old").values(updated=long_ago))
    engine.dispose()
    storage._next_forget = 0.0
    storage.save("new", "{}")
    assert storage.load("old") is None
    assert storage.load("new") == "{}"


def another_process_sees_it(url: str) -> None:
    """一个机器人存的，另一个取得到；两个同时第一次建表也不出错。"""
    first, second = InDatabase(url, 100, DAYS), InDatabase(url, 100, DAYS)
    first.save("shared", '{"region": "430100"}')
    assert second.load("shared") == '{"region": "430100"}'
    second.erase("shared")
    assert first.load("shared") is None


if __name__ == "__main__":
    address = sys.argv[1]
    stores_and_forgets(address)
    if address:
        forgets_in_the_database_by_age(address)
        another_process_sees_it(address)
    else:
        forgets_in_memory_by_age_and_number()
    print("ok")
