"""给维护者看的统计：没答好的问题（按意思聚到一起）、问得最多的、停在哪里、好差评。"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sqlalchemy import Engine, func, select, update

from catalog.storage.engine import writing
from connectors.gateway.feedback import Rating, StepRating
from connectors.learning.log import ANSWERED
from connectors.learning.tables import Asked, Question, Talk

Encode = Callable[[Sequence[str]], np.ndarray]
ALIKE = 0.9
"""两句话的意思像到什么程度（余弦）算一类。"""
MOST = 200
"""一次最多聚多少句，问得多的在前。"""
ENDED_S = 1800
"""这么久没有下一句，就算对话结束了。"""


@dataclass
class Cluster:
    """意思相近的一组问题；第一句问得最多。"""

    questions: list[Any] = field(default_factory=list)

    @property
    def count(self) -> int:
        """一共问过几次。"""
        return sum(one.count for one in self.questions)


def open_questions(engine: Engine, limit: int = MOST) -> list[Any]:
    """还没处理的问题，问得多的在前。"""
    wanted = select(Question).where(Question.state == "open").order_by(Question.count.desc(), Question.last_at.desc())
    with engine.connect() as connection:
        return list(connection.execute(wanted.limit(limit)).all())


def clustered(questions: Sequence[Any], encode: Encode, alike: float = ALIKE) -> list[Cluster]:
    """把意思相近的聚到一起：依次看，像某一组的第一句就归进去，否则自成一组。"""
    if not questions:
        return []
    vectors = encode([one.text for one in questions])
    heads: list[np.ndarray] = []
    made: list[Cluster] = []
    for one, vector in zip(questions, vectors, strict=True):
        near = [float(head @ vector) for head in heads]
        best = int(np.argmax(near)) if near else -1
        if best >= 0 and near[best] >= alike:
            made[best].questions.append(one)
        else:
            heads.append(vector)
            made.append(Cluster([one]))
    return sorted(made, key=lambda cluster: -cluster.count)


def handle(engine: Engine, digests: Sequence[str], said: str) -> None:
    """这几句处理过了。"""
    with writing(engine) as connection:
        mine = update(Question).where(Question.digest.in_(list(digests)))
        connection.execute(mine.values(state="handled", handled=said[:200]))


def most_asked(engine: Engine, region: str = "", days: int = 30, limit: int = 30) -> list[tuple[str, str, int]]:
    """最近这些天问得最多的（地区，代码，次数）。"""
    since = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=days)
    total = func.sum(Asked.count)
    wanted = select(Asked.region, Asked.code, total.label("total")).where(Asked.day >= since)
    if region:
        wanted = wanted.where(Asked.region == region)
    wanted = wanted.group_by(Asked.region, Asked.code).order_by(total.desc()).limit(limit)
    with engine.connect() as connection:
        return [(row.region, row.code, int(row.total)) for row in connection.execute(wanted)]


def endings(engine: Engine) -> dict[str, int]:
    """已经结束的对话，停在哪种结局上各有多少。"""
    before = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=ENDED_S)
    wanted = select(Talk.kind, func.count()).where(Talk.last_at < before).group_by(Talk.kind)
    with engine.connect() as connection:
        return {row[0]: int(row[1]) for row in connection.execute(wanted)}


def unhappy_endings(engine: Engine, limit: int = 30) -> list[tuple[str, str, str, int]]:
    """没有答案就结束的对话，最后在谈什么：（事项代码，地区，结局，多少段）。"""
    before = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=ENDED_S)
    columns = (Talk.code, Talk.region, Talk.kind)
    total = func.count()
    wanted = select(*columns, total.label("total")).where(Talk.last_at < before, Talk.kind != ANSWERED)
    with engine.connect() as connection:
        rows = connection.execute(wanted.group_by(*columns).order_by(total.desc()).limit(limit))
        return [(row.code, row.region, row.kind, int(row.total)) for row in rows]


def unanswered_places(engine: Engine, least: int = 1, limit: int = 30) -> list[tuple[str, int, int]]:
    """各地的人说完了有没有得到答案：（地区代码，没得到的几段，共几段），没得到的份额大的在前。

    只算说完了的对话；没说地区的代码是空；不到 `least` 段的不列。
    """
    before = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=ENDED_S)
    total, missed = func.count(), func.count().filter(Talk.kind != ANSWERED)
    wanted = select(Talk.region, missed.label("missed"), total.label("total")).where(Talk.last_at < before)
    with engine.connect() as connection:
        rows = connection.execute(wanted.group_by(Talk.region).having(total >= least))
        found = [(row.region, int(row.missed), int(row.total)) for row in rows]
    return sorted(found, key=lambda one: (-one[1] / one[2], -one[2], one[0]))[:limit]


@dataclass
class Rated:
    """一个事项，或一件事里的一步（`guide` 是哪件事）的好差评。`weeks` 是 周 → （平均，几条）。"""

    code: str
    count: int
    average: float
    low: int
    weeks: dict[str, tuple[float, int]]
    guide: str = ""


def ratings(engine: Engine, limit: int = 100) -> list[Rated]:
    """各事项、各件事的好差评，评得最低的在前；评某一步的也算进那个事项。"""
    with engine.connect() as connection:
        rows = connection.execute(select(Rating.code, Rating.created, Rating.rating))
        return _rated((("", row.code or ""), row.created, row.rating) for row in rows)[:limit]


def step_ratings(engine: Engine, limit: int = 100) -> list[Rated]:
    """一件事里各步的好差评，评得最低的在前：同一个事项在不同的事里分开算，看得出卡在哪一步。"""
    wanted = select(StepRating.guide, Rating.code, Rating.created, Rating.rating)
    with engine.connect() as connection:
        rows = connection.execute(wanted.join(Rating, Rating.id == StepRating.rating_id))
        return _rated(((row.guide, row.code or ""), row.created, row.rating) for row in rows)[:limit]


def _rated(given: Iterable[tuple[tuple[str, str], dt.datetime, int]]) -> list[Rated]:
    """按（哪件事，事项）归拢，算平均和各周走势。"""
    stars: dict[tuple[str, str], list[tuple[dt.datetime, int]]] = defaultdict(list)
    for key, moment, star in given:
        stars[key].append((moment, star))
    made = []
    for (guide, code), listed in stars.items():
        weeks: dict[str, list[int]] = defaultdict(list)
        for moment, star in listed:
            weeks[f"{moment.isocalendar().year}-W{moment.isocalendar().week:02d}"].append(star)
        values = [star for _, star in listed]
        trend = {week: (sum(few) / len(few), len(few)) for week, few in sorted(weeks.items())}
        low = sum(star <= 2 for star in values)
        made.append(Rated(code, len(values), sum(values) / len(values), low, trend, guide))
    return sorted(made, key=lambda one: (one.average, -one.count))
