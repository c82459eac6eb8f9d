"""续办编号的存取：存什么、过期、输错次数。"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import create_engine, inspect

from actions.resume import SavedGuide, SavedGuides, TooManyTries, Tries
from catalog.storage.address import driver_url

GUIDE = SavedGuide("newborn", "430100", {"place": ["hospital"]}, ["birth-certificate-first"], "2026-11-03")


class Clock:
    """可以拨动的钟。"""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 11, 23)

    def __call__(self) -> dt.datetime:
        return self.now


def opened(url: str, clock: Callable[[], dt.datetime], each: int = 3, total: int = 5) -> SavedGuides:
    seconds = lambda: clock().timestamp()  # noqa: E731
    return SavedGuides(driver_url(url), 30, Tries(each, total, 600, seconds), clock)


def test_saved_guide_comes_back_the_same(database_url: str) -> None:
    saved = opened(database_url, Clock())
    code = saved.save(GUIDE)
    assert saved.load(code, "a") == GUIDE
    assert saved.load(code.lower().replace("-", ""), "a") == GUIDE


@pytest.mark.promise("续办编号后面只存计划要用的，没有个人信息")
def test_only_what_the_plan_needs_is_stored(database_url: str) -> None:
    """表里只有计划要用的列：没有原话、对话编号、姓名、号码。"""
    opened(database_url, Clock()).save(GUIDE)
    table = inspect(create_engine(driver_url(database_url))).get_columns("saved_guide")
    columns = {column["name"] for column in table}
    assert columns == {"code", "package", "region", "situation", "done_steps", "event_date", "expires"}


def test_saving_again_keeps_the_code_and_the_progress(database_url: str) -> None:
    saved = opened(database_url, Clock())
    code = saved.save(GUIDE)
    more = SavedGuide("newborn", "320500", {}, ["birth-certificate-first", "birth-registration"])
    assert saved.save(more, code) == code
    assert saved.load(code, "a") == more


@pytest.mark.promise("续办编号过期作废")
def test_expired_code_is_gone(database_url: str) -> None:
    """30 天后过期；用过一次从那天重新算。"""
    clock = Clock()
    saved = opened(database_url, clock)
    code = saved.save(GUIDE)
    clock.now += dt.timedelta(days=29)
    saved.save(GUIDE, code)
    clock.now += dt.timedelta(days=29)
    assert saved.load(code, "a") == GUIDE
    clock.now += dt.timedelta(days=2)
    assert saved.load(code, "a") is None
    assert saved.forget_expired() == 1


@pytest.mark.promise("续办编号试不出来")
def test_guessing_is_stopped_for_one_conversation_and_for_all(database_url: str) -> None:
    """同一个对话错 3 次、全部合起来错 5 次就停；过了 600 秒又可以。"""
    clock = Clock()
    saved = opened(database_url, clock)
    code = saved.save(GUIDE)
    for _ in range(3):
        assert saved.load("22222-BBBBB", "a") is None
    with pytest.raises(TooManyTries):
        saved.load(code, "a")
    assert saved.load(code, "b") == GUIDE
    for _ in range(2):
        assert saved.load("22222-BBBBB", "b") is None
    with pytest.raises(TooManyTries):
        saved.load(code, "c")
    clock.now += dt.timedelta(seconds=601)
    assert saved.load(code, "a") == GUIDE


def test_code_survives_a_restart(database_url: str) -> None:
    code = opened(database_url, Clock()).save(GUIDE)
    assert opened(database_url, Clock()).load(code, "a") == GUIDE
