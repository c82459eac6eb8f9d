"""发布信号：发布的一方在 Redis 里喊一声，别的进程马上去看，不必等到下一次轮询。

信号只说“快去看”，不带内容：换成哪一版由各进程自己到数据库里读，所以信号丢了、重了、被人冒充都换不错，只是慢几秒。
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog
from redis import Redis
from redis.exceptions import RedisError

log = structlog.get_logger("catalog")

CHANNEL = "zhilu:catalog:release"
"""在 Redis 的哪个频道喊。"""
LOOK_S = 0.5
"""听的时候每隔多久看一次要不要停。"""


def announce(url: str) -> int | None:
    """说一声有新发布，返回几个进程在听；没设 Redis 或连不上返回 None，那些进程照样会轮询到。"""
    if not url:
        return None
    try:
        with Redis.from_url(url, socket_connect_timeout=0.5, socket_timeout=1.0) as client:
            return int(client.publish(CHANNEL, ""))  # type: ignore[arg-type]
    except (RedisError, OSError) as problem:
        log.warning("release_signal_not_sent", error=type(problem).__name__)
        return None


class ReleaseSignals:
    """在后台线程里听发布信号，听到就调 `heard`（在那个线程里）。

    Redis 断了隔 `retry_s` 秒再连；每次连上也调一次 `heard`，因为断着的时候可能错过了。
    """

    def __init__(self, url: str, heard: Callable[[], None], retry_s: float = 5.0) -> None:
        self._url, self._heard, self._retry_s = url, heard, retry_s
        self._stopping = threading.Event()
        self._down = False
        self._thread = threading.Thread(target=self._listen, daemon=True, name="release-signals")
        self._thread.start()

    def close(self) -> None:
        """不再听；返回之后不会再调 `heard`。"""
        self._stopping.set()
        self._thread.join()

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                self._until_cut()
            except (RedisError, OSError) as problem:
                if not self._down:
                    log.warning("release_signals_down", error=type(problem).__name__)
                self._down = True
                self._stopping.wait(self._retry_s)

    def _until_cut(self) -> None:
        """一直听，直到停下；断了抛 RedisError。`health_check_interval` 让没有声息的断线也发现得了。"""
        options = {"socket_connect_timeout": 0.5, "socket_timeout": 2.0, "health_check_interval": 10}
        with Redis.from_url(self._url, **options) as client, client.pubsub() as channel:
            channel.subscribe(CHANNEL)
            while not self._stopping.is_set():
                said = channel.get_message(timeout=LOOK_S)
                if said is None:
                    continue
                if said["type"] == "subscribe" and self._down:
                    self._down = False
                    log.info("release_signals_back")
                self._heard()
