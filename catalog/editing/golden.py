"""金标问题：维护者留的“这么问就该答这个”，发布前要考一遍。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, delete, insert, select

from catalog.storage import releases
from catalog.storage.desk_tables import Example, GoldenQuestion
from catalog.storage.engine import writing


@dataclass(frozen=True)
class Golden:
    """一道金标问题。"""

    id: int
    query: str
    region: str
    codes: tuple[str, ...]
    author: str
    created_at: Any


def add_golden(engine: Engine, query: str, codes: list[str], author: str, region: str = "") -> int:
    """加一道，返回编号；同样的问法、同样的地区就换掉答案。"""
    with writing(engine) as connection:
        same = (GoldenQuestion.query == query, GoldenQuestion.region == region)
        connection.execute(delete(GoldenQuestion).where(*same))
        values = {"query": query[:500], "region": region, "codes": codes, "author": author}
        made = insert(GoldenQuestion).values(**values, created_at=releases.now()).returning(GoldenQuestion.id)
        return int(connection.execute(made).scalar_one())


def drop_golden(engine: Engine, number: int) -> None:
    """删一道。"""
    with writing(engine) as connection:
        connection.execute(delete(GoldenQuestion).where(GoldenQuestion.id == number))


def all_golden(engine: Engine) -> list[Golden]:
    """全部金标问题，新的在前。"""
    with engine.connect() as connection:
        rows = connection.execute(select(GoldenQuestion).order_by(GoldenQuestion.id.desc()))
        return [Golden(row.id, row.query, row.region, tuple(row.codes), row.author, row.created_at) for row in rows]


def add_example(engine: Engine, text: str, intent: str, code: str, author: str) -> None:
    """加一句例句；一样的不重复加。"""
    with writing(engine) as connection:
        if connection.execute(select(Example.id).where(Example.text == text, Example.intent == intent)).first():
            return
        values = {"text": text[:500], "intent": intent, "code": code, "author": author}
        connection.execute(insert(Example).values(**values, created_at=releases.now()))


def all_examples(engine: Engine) -> list[Any]:
    """全部新例句，新的在前。"""
    with engine.connect() as connection:
        return list(connection.execute(select(Example).order_by(Example.id.desc())).all())


def drop_example(engine: Engine, number: int) -> None:
    """删一句。"""
    with writing(engine) as connection:
        connection.execute(delete(Example).where(Example.id == number))
