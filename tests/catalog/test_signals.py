"""发布信号：真的 Redis，喊了就听见；Redis 没了不出错，回来了补看一次。"""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from catalog.signals import ReleaseSignals, announce
from tests.support.servers import RedisServer


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    server = RedisServer().start()
    yield server
    server.stop()


class Ear:
    """数听见几次。"""

    def __init__(self, url: str) -> None:
        self.heard = threading.Semaphore(0)
        self.signals = ReleaseSignals(url, self.heard.release, retry_s=0.05)

    def hears(self) -> bool:
        """等到听见一次为止。"""
        return self.heard.acquire(timeout=20)


def test_everyone_listening_hears_and_connecting_counts_as_hearing(redis: RedisServer) -> None:
    ears = [Ear(redis.url), Ear(redis.url)]
    try:
        assert all(ear.hears() for ear in ears), "连上时先看一次"
        assert announce(redis.url) == 2
        assert all(ear.hears() for ear in ears)
    finally:
        for ear in ears:
            ear.signals.close()
    assert announce(redis.url) == 0


def test_a_redis_that_goes_and_comes_back_is_heard_again(redis: RedisServer) -> None:
    ear = Ear(redis.url)
    try:
        assert ear.hears()
        redis.kill()
        assert announce(redis.url) is None
        redis.start()
        assert ear.hears(), "断着的时候可能错过了，连上先看一次"
        assert announce(redis.url) == 1
        assert ear.hears()
    finally:
        ear.signals.close()


def test_without_redis_nothing_is_sent() -> None:
    assert announce("") is None
