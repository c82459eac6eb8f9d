"""限度：每个地址、每个网站、同时处理的数目，以及慢连接和大请求头。"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from connectors.gateway.engine import WAITING_MAX, Engine
from connectors.gateway.limiting import address_bucket
from connectors.tuning import Limits, Tuning, tuning
from tests.support.gateway import gateway, until
from tests.support.servers import RedisServer


def limited(**changes: object) -> Tuning:
    """只改几个限度的可调数字。"""
    return tuning().model_copy(update={"limits": tuning().limits.model_copy(update=changes)})


def ask(client: httpx.Client, address: str, **headers: str) -> httpx.Response:
    """经过可信的代理（本机）转来的一次地区查询。"""
    return client.get("/api/regions", params={"name": "鼓楼区"}, headers={"X-Forwarded-For": address, **headers})


@pytest.mark.parametrize(
    ("address", "bucket"),
    [("203.0.113.9", "203.0.113.9/32"), ("::ffff:203.0.113.9", "203.0.113.9/32"),
     ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("testclient", "None"), ("", "None")],
)
def test_which_bucket_an_address_falls_into(address: str, bucket: str) -> None:
    assert str(address_bucket(address)) == bucket


@pytest.mark.promise("一个地址问得太快会请他稍等，不影响别人")
def test_one_address_has_its_own_budget(state: Path) -> None:
    with gateway(state, tuned=limited(other_per_address_per_minute=3)) as client:
        assert [ask(client, "203.0.113.1").status_code for _ in range(4)] == [200, 200, 200, 429]
        refused = ask(client, "203.0.113.1")
        assert 1 <= int(refused.headers["Retry-After"]) <= 61
        assert refused.headers["content-type"] == "application/problem+json"
        assert "秒再试" in refused.json()["detail"]
        assert ask(client, "203.0.113.2").status_code == 200
        assert 'zhilu_http_refused_total{reason="rate"} 2.0' in client.get("/metrics").text


def test_the_machine_itself_is_not_limited(state: Path) -> None:
    with gateway(state, tuned=limited(other_per_address_per_minute=1)) as client:
        answers = {client.get("/api/regions", params={"name": "鼓楼区"}).status_code for _ in range(5)}
        assert answers == {200}


@pytest.mark.promise("不可信的来源不能冒充代理换地址")
def test_a_neighbour_cannot_pretend_to_be_a_proxy(state: Path) -> None:
    """不可信的来源自称替别人转告，不算数：仍按它自己的地址（这里是本机，不限）。"""
    with gateway(state, tuned=limited(other_per_address_per_minute=1), trusted_proxies="198.51.100.1") as client:
        assert {ask(client, "203.0.113.1").status_code for _ in range(4)} == {200}


def test_one_site_has_its_own_budget(state: Path) -> None:
    with gateway(state, tuned=limited(per_site_per_minute=2)) as client:
        from_portal = [ask(client, f"203.0.113.{n}", Origin="https://portal.example").status_code for n in range(3)]
        assert from_portal == [200, 200, 429]
        assert ask(client, "203.0.113.9", Origin="https://other.example").status_code == 200


def test_gateways_share_the_count_through_redis_and_survive_its_death(
    state: Path, redis: RedisServer
) -> None:
    shared: dict[str, Any] = {"tuned": limited(other_per_address_per_minute=4), "redis_url": redis.url}
    with gateway(state, **shared) as one, gateway(state, **shared) as two:
        seen = [ask(client, "203.0.113.1").status_code for client in (one, two, one, two, one, two)]
        assert seen == [200, 200, 200, 200, 429, 429]
        redis.kill()
        started = time.monotonic()
        assert [ask(one, "203.0.113.1").status_code for _ in range(5)] == [200, 200, 200, 200, 429]
        assert time.monotonic() - started < 5, "Redis 断了不能拖住市民"


def send(client: httpx.Client, content: bytes, wait_s: float = 4) -> bytes:
    """在一条原始连接上发这些字节，返回收到的全部。"""
    url = client.base_url
    with socket.create_connection((url.host, url.port or 80), timeout=wait_s) as raw:
        raw.sendall(content)
        received = b""
        try:
            while piece := raw.recv(4096):
                received += piece
        except (TimeoutError, ConnectionResetError):
            received += b"[still open]"
        return received


HEAD = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.promise("慢连接、大请求头会断开，不占着服务")
def test_slow_and_huge_requests_are_cut_off(state: Path) -> None:
    tuned = limited(head_timeout_s=0.5, body_timeout_s=0.5)
    with gateway(state, tuned=tuned) as client:
        assert send(client, b"").startswith(b"HTTP/1.1 408"), "连上不说话"
        assert send(client, HEAD).startswith(b"HTTP/1.1 408"), "请求头发不完"
        assert send(client, HEAD + b"X: " + b"a" * 20_000).startswith(b"HTTP/1.1 431"), "头太长，还没完"
        assert send(client, HEAD + b"X: " + b"a" * 20_000 + b"\r\n\r\n").startswith(b"HTTP/1.1 431"), "头太长"
        many = b"".join(b"X-%d: y\r\n" % n for n in range(4000))
        assert send(client, HEAD + many + b"\r\n").startswith(b"HTTP/1.1 431"), "头太多"
        body = b"POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{"
        assert b" 408 " in send(client, body)[:20], "请求体发不完"
        assert client.get("/healthz").status_code == 200
        kept = HEAD + b"\r\n"
        assert send(client, kept + kept + HEAD + b"Connection: close\r\n\r\n").count(b"HTTP/1.1 200") == 3


@pytest.mark.promise("人太多时请后来的稍后再来，不拖垮先来的")
def test_too_many_at_once_are_asked_to_come_back(state: Path) -> None:
    """限度为 1 时，一个还没说完的请求占着，另一个就得等。"""
    with gateway(state, tuned=limited(requests_at_once=1)) as client:
        url = client.base_url
        with socket.create_connection((url.host, url.port or 80)) as raw:
            raw.sendall(b"POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{")
            refused = until(lambda: (a := client.get("/api/regions?name=鼓楼区")).status_code == 503 and a)
            assert refused.headers["Retry-After"] == "2"
        until(lambda: client.get("/api/regions", params={"name": "鼓楼区"}).status_code == 200)


@pytest.mark.promise("检索排队太长时请后来的稍后再试，排着的照样答完")
def test_a_search_queue_too_long_is_503_and_the_waiting_are_answered(state: Path) -> None:
    """唯一的检索线程被占住，排满之后再来的就是 503；放开后，排着的都有答复。"""
    apps: list[FastAPI] = []
    quick = tuning().model_copy(update={"search": tuning().search.model_copy(update={"threads": 1})})

    async def scene(base: str, engine: Engine, held: threading.Event) -> tuple[httpx.Response, list[httpx.Response]]:
        async with httpx.AsyncClient(base_url=base, trust_env=False, timeout=60) as http:
            asked = [
                asyncio.create_task(http.get("/api/search", params={"q": f"第{n}个人身份证丢了"}))
                for n in range(WAITING_MAX)
            ]
            while engine.waiting < WAITING_MAX:
                await asyncio.sleep(0.02)
            refused = await http.get("/api/search", params={"q": "身份证丢了"})
            held.set()
            return refused, list(await asyncio.gather(*asked))

    with gateway(state, tuned=quick, extend=apps.append) as client:
        engine: Engine = apps[0].state.engine
        held = threading.Event()
        engine._pool.submit(held.wait)
        refused, answered = asyncio.run(scene(str(client.base_url), engine, held))
    assert refused.status_code == 503
    assert refused.headers["Retry-After"]
    assert "再试" in refused.json()["detail"]
    assert {answer.status_code for answer in answered} == {200}


@pytest.mark.promise("指标可以只对本机开放或关掉")
def test_metrics_can_be_switched_off_or_kept_to_the_machine(state: Path) -> None:
    with gateway(state, metrics="off") as client:
        assert client.get("/metrics").status_code == 404
    with gateway(state, metrics="loopback") as client:
        assert client.get("/metrics").status_code == 200
        assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.1"}).status_code == 404


@pytest.mark.promise("每个应答都带安全头，出错、被拒的也一样")
def test_every_answer_has_the_security_headers(state: Path) -> None:
    with gateway(state, tuned=limited(other_per_address_per_minute=1)) as client:
        answers = [
            client.get("/"), client.get("/embed"), client.get("/healthz"), client.get("/metrics"),
            client.get("/nothing-here"), client.post("/api/chat", content=b"{"), client.get("/admin/"),
            client.post("/api/chat", content=b"x" * 70_000), ask(client, "203.0.113.7"), ask(client, "203.0.113.7"),
        ]
    assert {200, 404, 413, 422, 429} <= {answer.status_code for answer in answers}
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff", answer.url
        assert answer.headers["referrer-policy"] == "no-referrer", answer.url
        assert "frame-ancestors" in answer.headers["content-security-policy"], answer.url


def test_every_limit_is_positive_in_the_shipped_file() -> None:
    assert Limits.model_validate(tuning().limits.model_dump()).requests_at_once >= 200
