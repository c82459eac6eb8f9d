"""好差评按事项、按一件事里的每一步归拢，各周有走势；抹掉对话，步骤上的也抹掉。"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, update

from connectors.gateway.feedback import Rating, RatingStore
from connectors.learning import reading

MONDAY = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'c.db'}"


@pytest.fixture
def store(url: str) -> Iterator[RatingStore]:
    opened = RatingStore(url)
    yield opened
    opened.close()


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    opened = create_engine(url)
    yield opened
    opened.dispose()


def rate(store: RatingStore, engine: Engine, day: int, *rating: object, talk: str = "c") -> None:
    number = store.add(talk, *rating)  # type: ignore[arg-type]
    with engine.begin() as connection:
        made = update(Rating).where(Rating.id == number)
        connection.execute(made.values(created=MONDAY + dt.timedelta(days=day)))


def test_the_same_item_is_kept_apart_in_each_guide(store: RatingStore, engine: Engine) -> None:
    rate(store, engine, 0, "register", 1, "排队久", "newborn")
    rate(store, engine, 7, "register", 3, "", "newborn")
    rate(store, engine, 7, "register", 5, "", "moving")
    rate(store, engine, 7, "register", 5, "")
    steps = reading.step_ratings(engine)
    assert [(one.guide, one.code, one.count, one.average, one.low) for one in steps] == [
        ("newborn", "register", 2, 2.0, 1), ("moving", "register", 1, 5.0, 0)
    ]
    assert steps[0].weeks == {"2026-W45": (1.0, 1), "2026-W46": (3.0, 1)}
    [whole] = reading.ratings(engine)
    assert (whole.count, whole.average) == (4, (1 + 3 + 5 + 5) / 4), "评某一步的也算进那个事项"


def test_erasing_a_conversation_erases_its_steps(store: RatingStore, engine: Engine) -> None:
    rate(store, engine, 0, "register", 1, "", "newborn", talk="mine")
    rate(store, engine, 0, "register", 5, "", "newborn", talk="other")
    assert store.erase("mine") == 1
    assert [(one.guide, one.count) for one in reading.step_ratings(engine)] == [("newborn", 1)]
