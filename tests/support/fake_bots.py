"""真的监听端口的假机器人：应声的、卡住的、答空的、胡说的、报 500 的。"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[dict[str, Any]], tuple[int, bytes]]


class FakeBot(ThreadingHTTPServer):
    """像 Rasa 一样有 /status 和 /webhooks/rest/webhook；`asked` 记下收到的每一句。"""

    daemon_threads = True

    def __init__(self, answer: Answer, rasa_status: bool = True) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer, self.rasa_status = answer, rasa_status
        self.asked: list[dict[str, Any]] = []
        self.tokens: list[str] = []
        self.stopping = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: FakeBot

    def do_GET(self) -> None:
        if self.server.rasa_status and self.path.startswith("/status"):
            self._send(200, json.dumps({"model_file": "fake.tar.gz", "model_id": "fake"}).encode())
        else:
            self._send(404, b"{}")

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if body.get("sender") != "zhilu-warm-up":
            self.server.asked.append(body)
            self.server.tokens.append(self.path.partition("token=")[2])
        self._send(*self.server.answer(body))

    def _send(self, status: int, content: bytes) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """测试里不打印访问日志。"""


def saying(*messages: dict[str, Any]) -> Answer:
    return lambda _: (200, json.dumps(list(messages), ensure_ascii=False).encode())


def echoing(body: dict[str, Any]) -> tuple[int, bytes]:
    """把收到的话原样说回去。"""
    return saying({"recipient_id": body["sender"], "text": body["message"]})(body)


def empty(_: dict[str, Any]) -> tuple[int, bytes]:
    """Rasa 吞掉异常时就是 200 加空列表。"""
    return 200, b"[]"


def failing(_: dict[str, Any]) -> tuple[int, bytes]:
    return 500, b"Traceback (most recent call last)"


def hanging(_: dict[str, Any]) -> tuple[int, bytes]:
    """收下话，一直不答。"""
    threading.Event().wait(30)
    return 200, b"[]"


@contextmanager
def fake_bot(answer: Answer, rasa_status: bool = True) -> Iterator[FakeBot]:
    """在后台线程里运行一个假机器人。"""
    bot = FakeBot(answer, rasa_status)
    thread = threading.Thread(target=bot.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield bot
    finally:
        bot.shutdown()
        bot.server_close()
