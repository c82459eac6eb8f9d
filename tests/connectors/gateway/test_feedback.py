"""好差评的存取：存、列、按对话擦除、按期限清理。"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from catalog.storage.address import driver_url
from connectors.gateway.feedback import RatingStore


@pytest.fixture
def ratings(database_url: str) -> Iterator[RatingStore]:
    store = RatingStore(driver_url(database_url))
    yield store
    store.close()


def test_ratings_are_listed_in_order_without_the_conversation(ratings: RatingStore) -> None:
    ratings.add("c1", "id-card-lost", 5, "很快")
    ratings.add("c2", None, 1, "")
    assert [row[1:] for row in ratings.rows()] == [("id-card-lost", 5, "很快"), ("", 1, "")]


def test_erasing_takes_one_conversation(ratings: RatingStore) -> None:
    for conversation in ("c1", "c1", "c2"):
        ratings.add(conversation, "id-card-lost", 3, "", guide="newborn")
    assert ratings.erase("c1") == 2
    assert ratings.erase("c1") == 0
    assert len(ratings.rows()) == 1


def test_what_is_too_old_is_forgotten(ratings: RatingStore) -> None:
    ratings.add("c1", None, 3, "")
    now = dt.datetime.now(dt.UTC)
    assert ratings.forget_before(now - dt.timedelta(days=1)) == 0
    assert ratings.forget_before(now + dt.timedelta(days=1)) == 1
