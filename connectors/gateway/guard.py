"""连接层的防护：请求头迟迟发不完、或者大得离谱，就断开，不占着连接。

uvicorn 只管空闲的连接，不管“一个字一个字慢慢发请求头”的（slow loris），httptools 也不限请求头总长，所以在这里补上。
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from connectors.tuning import Limits

TOO_LATE = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class GuardedProtocol(HttpToolsProtocol):
    """一条连接。`limits` 由 `guarded()` 定下。"""

    limits: Limits
    _deadline: asyncio.TimerHandle | None = None
    _head_bytes = 0
    _in_head = True
    _too_large = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """连上就开始计时。"""
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """断开了就不用再计时。"""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """请求头还没收完就数着字节。"""
        super().data_received(data)
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > self.limits.head_bytes:
                self._refuse(TOO_LARGE)

    def on_message_begin(self) -> None:
        """同一条连接上的下一个请求重新计时。"""
        super().on_message_begin()
        self._in_head = True
        if self._deadline is None:
            self._wait_for_head()

    def on_headers_complete(self) -> None:
        """请求头收完了：总长合适就交给后面。"""
        self._stop_waiting()
        self._in_head, self._head_bytes = False, 0
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > self.limits.head_bytes:
            self._too_large = True
            raise ValueError("请求头太长")  # 解析到此为止，随后走到 send_400_response
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """读不懂的请求回 400；是因为头太长的回 431。"""
        if self._too_large:
            self._refuse(TOO_LARGE)
        else:
            super().send_400_response(msg)

    def _wait_for_head(self) -> None:
        self._deadline = self.loop.call_later(self.limits.head_timeout_s, self._refuse, TOO_LATE)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _refuse(self, answer: bytes) -> None:
        """写出应答并关掉连接。"""
        self._stop_waiting()
        if not self.transport.is_closing():
            self.transport.write(answer)
            self.transport.close()


def guarded(limits: Limits) -> type[GuardedProtocol]:
    """返回按这些限度防护的连接类，交给 uvicorn 的 `http`。"""
    return type("Guarded", (GuardedProtocol,), {"limits": limits})
