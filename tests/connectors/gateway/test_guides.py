"""凭编号取打印页和日历：真的网关向真的动作服务要指南。"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn

from connectors.supervisor.ports import free_port
from tests.connectors.guides.serving import serve_guides
from tests.support.gateway import gateway, until


@pytest.fixture(scope="module")
def served(state: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, str, str]]:
    """（网关的客户端，有日期的编号，没有日期的编号）。"""
    app, dated, undated = serve_guides(state, tmp_path_factory.mktemp("guides"))
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started)
    with gateway(state, actions_url=f"http://127.0.0.1:{port}") as client:
        yield client, dated, undated
    server.should_exit = True
    thread.join(15)


def test_print_page(served: tuple[httpx.Client, str, str]) -> None:
    client, dated, _ = served
    answer = client.get("/guide/print", params={"code": dated.lower()})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "出生" in answer.text and dated in answer.text
    assert 'class="large"' in client.get("/guide/print", params={"code": dated, "large": 1}).text
    assert client.get("/static/print.css").status_code == client.get("/static/print.js").status_code == 200


def test_calendar_file(served: tuple[httpx.Client, str, str]) -> None:
    """11 月 3 日出生，30 天内上户口：12 月 3 日。"""
    client, dated, undated = served
    answer = client.get("/guide/guide.ics", params={"code": dated})
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "DTSTART;VALUE=DATE:20261203" in answer.text
    missing = client.get("/guide/guide.ics", params={"code": undated})
    assert (missing.status_code, missing.json()["type"]) == (404, "urn:zhilu:problem:no-deadline")
    assert "哪天" in missing.json()["detail"]


def test_wrong_codes_are_problems_and_guessing_is_stopped(served: tuple[httpx.Client, str, str]) -> None:
    client, dated, _ = served
    assert client.get("/guide/print", params={"code": "../../health"}).status_code == 422
    for _ in range(5):
        wrong = client.get("/guide/print", params={"code": "22222-BBBBB"})
        assert (wrong.status_code, wrong.headers["content-type"]) == (404, "application/problem+json")
    assert client.get("/guide/print", params={"code": dated}).status_code == 429


def test_without_the_actions_part_it_says_so(without_bot: httpx.Client) -> None:
    answer = without_bot.get("/guide/print", params={"code": "K57N4-G5B65"})
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:zhilu:problem:guides-off")
