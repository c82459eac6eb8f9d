"""会捣乱的代理：真的 TCP，一头接调用方，一头接真的进程；可以随时换成某种毛病，再换回来。"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from dataclasses import dataclass

CHUNK = 65536


@dataclass(frozen=True)
class Fault:
    """一种毛病。`only` 非空时，只对地址里有它的请求发作（例如只害对话，不害健康检查）。

    kind：refuse 拒绝连接；hang 收下不答；cut 答到一半断开；delay 晚 `seconds` 才转；answer 自己答 `status`、`body`。
    """

    kind: str
    only: str = ""
    seconds: float = 0.0
    status: int = 200
    body: bytes = b""


class FaultProxy:
    """监听一个端口，转给 `upstream`（主机, 端口）。`fault` 是现在的毛病，None 就照实转。"""

    def __init__(self, upstream: tuple[str, int]) -> None:
        self._upstream, self.fault = upstream, None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._open: set[socket.socket] = set()
        self._stopping = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    fault: Fault | None

    @contextlib.contextmanager
    def broken(self, kind: str, **how: object):  # type: ignore[no-untyped-def]
        """在这段时间里出毛病；已有的连接也断开，免得走老路。"""
        self.fault = Fault(kind, **how)  # type: ignore[arg-type]
        self._drop()
        try:
            yield self
        finally:
            self.fault = None
            self._drop()

    def stop(self) -> None:
        """停下，断开全部连接。"""
        self._stopping.set()
        self._listener.close()
        self._drop()

    def _drop(self) -> None:
        for one in list(self._open):
            _close(one)

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.fault and self.fault.kind == "refuse" and not self.fault.only:
                # 马上复位：与没有人在听一样
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                _close(client)
                continue
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        self._open.add(client)
        try:
            with contextlib.suppress(OSError):
                while (request := _whole_message(client)) and self._handle(client, request):
                    pass
        finally:
            self._open.discard(client)
            _close(client)

    def _handle(self, client: socket.socket, request: bytes) -> bool:
        """办一个请求，返回这条连接还能不能用。"""
        fault = self.fault
        if fault and fault.only and fault.only.encode() not in request.split(b"\r\n", 1)[0]:
            fault = None
        if fault and fault.kind == "hang":
            while self.fault is not None and not self._stopping.wait(0.05):
                pass
            return False
        if fault and fault.kind == "refuse":
            return False
        if fault and fault.kind == "answer":
            head = f"HTTP/1.1 {fault.status} X\r\nContent-Type: application/json\r\nContent-Length: {len(fault.body)}"
            client.sendall(head.encode() + b"\r\n\r\n" + fault.body)
            return True
        if fault and fault.kind == "delay":
            time.sleep(fault.seconds)
        with socket.create_connection(self._upstream, timeout=30) as server:
            server.sendall(request)
            answer = _whole_message(server)
        if fault and fault.kind == "cut":
            client.sendall(answer[: len(answer) // 2])
            return False
        client.sendall(answer)
        return b"connection: close" not in answer[:2000].lower()


def _whole_message(source: socket.socket) -> bytes:
    """收一个完整的 HTTP 请求或应答；对方断开返回已收到的。"""
    received = b""
    while b"\r\n\r\n" not in received:
        part = source.recv(CHUNK)
        if not part:
            return received
        received += part
    head, _, body = received.partition(b"\r\n\r\n")
    fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:] if b":" in line)
    if b"chunked" in fields.get(b"transfer-encoding", b""):
        while not received.endswith(b"0\r\n\r\n"):
            part = source.recv(CHUNK)
            if not part:
                return received
            received += part
        return received
    wanted = int(fields.get(b"content-length", b"0"))
    while len(body) < wanted:
        part = source.recv(CHUNK)
        if not part:
            break
        body += part
    return head + b"\r\n\r\n" + body


def _close(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
