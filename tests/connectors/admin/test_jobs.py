"""后台任务：几个网关来领只有一个领到；同一种一个一个来；进程没了重新排上，不无休止。"""

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, update

from connectors.admin.jobs.store import DONE, FAILED, MOST_TRIES, RUNNING, STALE_S, WAITING, Jobs
from connectors.admin.storage import Job, now, open_admin


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_admin(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def jobs(engine: Engine) -> Jobs:
    return Jobs(engine)


def forget_to_beat(engine: Engine) -> None:
    long_ago = now() - dt.timedelta(seconds=STALE_S + 1)
    with engine.begin() as connection:
        connection.execute(update(Job).values(beat_at=long_ago))


def test_each_job_is_claimed_once(jobs: Jobs) -> None:
    number = jobs.add("compare", "比较", "zhang", upload=3)
    task = jobs.claim(2)
    assert task is not None and (task.id, task.params) == (number, {"upload": 3})
    assert jobs.claim(2) is None


def test_the_same_kind_waits_and_only_so_many_run(jobs: Jobs) -> None:
    for kind in ("compare", "compare", "publish", "train"):
        jobs.add(kind, kind, "zhang")
    claimed = [jobs.claim(2), jobs.claim(2), jobs.claim(2)]
    assert [task.kind if task else None for task in claimed] == ["compare", "publish", None]


def test_a_job_whose_process_is_gone_comes_back_but_not_for_ever(jobs: Jobs, engine: Engine) -> None:
    number = jobs.add("compare", "比较", "zhang")
    for _ in range(MOST_TRIES - 1):
        assert jobs.claim(2) is not None
        forget_to_beat(engine)
    assert jobs.claim(2) is not None
    forget_to_beat(engine)
    assert jobs.claim(2) is None
    task = jobs.read(number)
    assert task is not None and task.state == FAILED and task.over


def test_progress_is_kept(jobs: Jobs) -> None:
    number = jobs.add("compare", "比较", "zhang")
    assert jobs.listed()[0].state == WAITING
    jobs.claim(2)
    jobs.tell(number, "逐行核对", 500, 1000)
    task = jobs.read(number)
    assert task is not None and (task.state, task.done, task.total) == (RUNNING, 500, 1000)
    jobs.finish(number, DONE, "好了", {"release": 3})
    task = jobs.read(number)
    assert task is not None and task.over and task.result == {"release": 3}
