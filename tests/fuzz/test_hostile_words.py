"""注入、越界的路径、怪字符：都只是一句没听懂的话、一个没有的地址。"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.exports import csv_text, safe_cell

HOSTILE = [
    "'; DROP TABLE rating; --", "\" OR 1=1 --", "1' UNION SELECT password FROM admin_account --",
    "{{7*191}}", "${7*191}", "<%= 7*191 %>", "#{7*191}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{% endfor %}",
    "%s%s%s%n", "{0.__class__}", "$(reboot)", "`id`", "../../../../etc/passwd", "..\\..\\windows\\win.ini",
    "\u202e\u202dabc", "a\u0301" * 100, "\ufdfa" * 60, "👩‍👩‍👧‍👦" * 40, "\u0000\u0001\u001b[31m", "ﷺ𒐫", "İıſK",
    "=HYPERLINK(\"http://evil\")", "/restart", "/session_start", "/greet{\"region\": \"x\"}", "EXTERNAL: x",
]


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.promise("SQL、模板、命令的注入只是一句话，原样都不会执行")
def test_injection_is_just_words(without_bot: httpx.Client, state: Path, words: str) -> None:
    body = without_bot.post("/api/chat", json={"message": words})
    assert body.status_code in (200, 422)
    assert "1337" not in str(body.json().get("replies"))
    assert without_bot.get("/api/search", params={"q": words}).status_code in (200, 422)
    rating = {"conversation_id": "fuzz", "rating": 1, "comment": words}
    assert without_bot.post("/api/feedback", json=rating).status_code in (201, 422)
    with sqlite3.connect(state / "connectors.db") as database:
        assert database.execute("select count(*) from rating").fetchone()[0] >= 1


@pytest.mark.parametrize(
    "path",
    ["/static/../settings.py", "/static/%2e%2e/settings.py", "/static/..%2f..%2fpyproject.toml", "/static/....//x",
     "/static/%00", "/widget/v1/..%2f..%2fx", "/api/items/..%2f..%2fcatalog.db", "/api/items/" + "A" * 5000,
     "/guide/print?code=../../../../x", "/%c0%ae%c0%ae/etc/passwd", "//etc/passwd", "/static//etc/passwd"],
)
@pytest.mark.promise("路径怎么绕也读不到网页目录以外的文件")
def test_paths_cannot_climb(without_bot: httpx.Client, path: str) -> None:
    answer = without_bot.get(httpx.URL(str(without_bot.base_url).rstrip("/") + path))
    assert answer.status_code in (307, 400, 404, 414, 422, 503), answer.text[:200]
    assert "root:" not in answer.text
    assert "[project]" not in answer.text


def test_nested_json_of_every_kind_is_refused_kindly(without_bot: httpx.Client) -> None:
    for bomb in (b"[" * 60000, b'{"a":' * 10000, b'{"message":' + b"[" * 30000 + b"]" * 30000 + b"}"):
        answer = without_bot.post("/api/chat", content=bomb, headers={"Content-Type": "application/json"})
        assert answer.status_code in (400, 422)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200), st.text(max_size=80))
def test_any_unicode_is_answered(without_bot: httpx.Client, words: str, other: str) -> None:
    said = {"message": words, "conversation_id": other}
    encoded = {key: value.encode("utf-8", "replace").decode() for key, value in said.items()}
    assert without_bot.post("/api/chat", json=encoded).status_code in (200, 422)
    assert without_bot.get("/api/items/" + quote(encoded["message"], safe="")).status_code in (200, 404, 405)
    assert without_bot.delete("/api/conversations/x" + quote(encoded["conversation_id"], safe="")).status_code < 500


@given(st.text())
@pytest.mark.promise("导出的表格里没有会被电子表格当公式执行的格子")
def test_no_cell_starts_a_formula(text: str) -> None:
    cell = safe_cell(text)
    assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert cell.removeprefix("'") == text or cell == text


def test_a_formula_in_a_comment_is_text_in_the_export() -> None:
    written = csv_text(["时间", "意见"], [["2026-11-23", '=cmd|"/c calc"!A1'], ["2026-11-23", "\t@SUM(1)"]])
    assert "'=cmd" in written
    assert ",=" not in written
    assert written.startswith("\ufeff时间,意见" + "\r\n")
