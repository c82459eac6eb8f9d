"""一组连接：读得回、连不上说得清、过大不读完、不跟着转址、半路断了不当没事。"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from connectors.conversation.wire import Fetched, TooLong, Unreachable, Wire

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def saying(*pieces: bytes) -> Serve:
    """读完请求头就照着说，说完关上。"""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for piece in pieces:
            writer.write(piece)
        await writer.drain()
        writer.close()

    return serve


def fetch(serve: Serve, limit: int = 1000) -> Fetched:
    async def scene() -> Fetched:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server, Wire() as wire:
            return await wire.fetch("GET", f"http://127.0.0.1:{port}/x", {"token": "t"}, limit=limit)

    return asyncio.run(scene())


def test_an_answer_comes_back_whole() -> None:
    found = fetch(saying(b"HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\n", b'{"a"', b": 12}"), limit=9)
    assert (found.status, found.content) == (201, b'{"a": 12}')
    assert found.json() == {"a": 12}


def test_a_redirect_is_not_followed() -> None:
    found = fetch(saying(b"HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n"))
    assert found.status == 302


def test_an_answer_over_the_limit_is_not_read_to_the_end() -> None:
    with pytest.raises(TooLong):
        fetch(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n", b"a" * 1001))


@pytest.mark.parametrize(
    "pieces",
    [
        (b"SSH-2.0-OpenSSH_9.2\r\n",),
        (b"",),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", b"only this"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"zz\r\nnot a chunk"),
    ],
)
def test_what_is_not_http_or_breaks_off_is_unreachable(pieces: tuple[bytes, ...]) -> None:
    with pytest.raises(Unreachable):
        fetch(saying(*pieces))


def test_nobody_listening_is_unreachable_and_a_late_listener_is_found() -> None:
    async def scene() -> int:
        server = await asyncio.start_server(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        url = f"http://127.0.0.1:{port}/x"
        async with Wire() as wire:
            server.close()
            await server.wait_closed()
            with pytest.raises(Unreachable):
                await wire.fetch("GET", url)
            serving = saying(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            async with await asyncio.start_server(serving, "127.0.0.1", port):
                return (await wire.fetch("GET", url)).status

    assert asyncio.run(scene()) == 200
