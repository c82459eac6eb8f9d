"""HTTP 契约：检索、事项、一件事、好差评、健康与指标。"""

import re
import sqlite3
from pathlib import Path

import httpx
import pytest


def test_search_finds_by_colloquial_words(without_bot: httpx.Client) -> None:
    body = without_bot.get("/api/search", params={"q": "娃娃怎么上户口", "k": 2}).json()
    assert set(body) == {"query", "region", "results", "took_ms"}
    assert (body["query"], body["region"], len(body["results"])) == ("娃娃怎么上户口", None, 2)
    first = body["results"][0]
    assert set(first) == {"code", "name", "kind", "score", "department", "region", "summary", "url"}
    assert (first["code"], first["kind"]) == ("birth-registration", "item")
    assert first["region"] == {"code": "000000", "name": "全国", "level": "nation"}


def test_search_takes_the_place_from_the_words(without_bot: httpx.Client) -> None:
    body = without_bot.get("/api/search", params={"q": "岳池县身份证丢了"}).json()
    assert body["region"] == {"code": "511621", "name": "岳池县", "level": "county"}


@pytest.mark.parametrize(("code", "found"), [("510000", "四川省"), ("511621000000", "岳池县"), ("511621", "岳池县")])
def test_search_accepts_six_and_twelve_digits(without_bot: httpx.Client, code: str, found: str) -> None:
    body = without_bot.get("/api/search", params={"q": "身份证", "region": code}).json()
    assert body["region"]["name"] == found


def test_an_item_is_complete_and_resolved_for_the_place(without_bot: httpx.Client) -> None:
    body = without_bot.get("/api/items/birth-registration", params={"region": "511621"}).json()
    contract = {
        "code", "name", "department", "region", "conditions", "materials", "steps", "statutory_days", "promised_days",
        "fee", "channels", "entry", "consult_phone", "source", "warnings",
    }
    assert contract <= set(body)
    assert body["entry"]["name"] == "四川政务服务网"
    assert body["materials"][0]["name"] == "出生医学证明"
    assert any("岳池县" in warning for warning in body["warnings"])


def test_a_package_has_questions_and_numbered_steps(without_bot: httpx.Client) -> None:
    body = without_bot.get("/api/packages/newborn").json()
    assert [(step["number"], step["name"]) for step in body["steps"]] == [(1, "出生医学证明首次签发"), (2, "出生登记")]
    assert body["questions"][0]["ask"] == "孩子是在医院出生的吗？"


@pytest.mark.promise("评价里的号码遮盖之后才存")
def test_feedback_is_stored_with_personal_data_masked(without_bot: httpx.Client, state: Path) -> None:
    sent = {"conversation_id": "c-1", "code": "id-card-lost", "rating": 5, "comment": "很好，联系我13800138000"}
    assert without_bot.post("/api/feedback", json=sent).status_code == 201
    with sqlite3.connect(state / "connectors.db") as database:
        rows = database.execute("select conversation_id, code, rating, comment from rating").fetchall()
    assert rows[-1] == ("c-1", "id-card-lost", 5, "很好，联系我〔电话号码〕")


def test_health_and_readiness(without_bot: httpx.Client) -> None:
    assert without_bot.get("/healthz").json() == {"status": "ok"}
    body = without_bot.get("/readyz").json()
    assert body["status"] == "degraded", "没有机器人，检索顶着"
    parts = body["parts"]
    assert parts["search"]["state"] == parts["catalog"]["state"] == "ready"
    assert parts["search"]["model"] == "e5-small-zh+adapter"
    assert (parts["catalog"]["basic_items"], parts["catalog"]["packages"]) == (4, 1)
    assert parts["bot"]["state"] == "down"


@pytest.mark.promise("指标里没有市民的话")
def test_metrics_count_by_route_template_and_hold_no_words(without_bot: httpx.Client) -> None:
    without_bot.get("/api/items/id-card-lost")
    text = without_bot.get("/metrics").text
    assert re.search(r'zhilu_http_requests_total\{method="GET",route="/api/items/\{code\}",status="200"\} [1-9]', text)
    assert 'zhilu_catalog_records{kind="basic_items"} 4.0' in text
    assert "身份证" not in text


def test_openapi_lists_the_contract(without_bot: httpx.Client) -> None:
    paths = without_bot.get("/openapi.json").json()["paths"]
    wanted = {"/api/search", "/api/items/{code}", "/api/packages/{code}", "/api/chat", "/api/feedback",
              "/healthz", "/readyz", "/metrics"}
    assert wanted <= set(paths)


def test_regions_by_name_tell_apart_same_names(without_bot: httpx.Client) -> None:
    found = without_bot.get("/api/regions", params={"name": "鼓楼区"}).json()["results"]
    assert len(found) > 1
    assert "江苏省南京市鼓楼区" in [one["full_name"] for one in found]


@pytest.mark.parametrize("path", ["/", "/embed"])
@pytest.mark.promise("每个页面都有严格的内容安全策略")
def test_pages_have_a_strict_policy_and_no_inline_code(without_bot: httpx.Client, path: str) -> None:
    answer = without_bot.get(path)
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert ("frame-ancestors 'self'" if path == "/embed" else "frame-ancestors 'none'") in policy
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=|style=", answer.text)
    for asset in re.findall(r'(?:src|href)="(/static/[^"]+)"', answer.text):
        assert without_bot.get(asset).status_code == 200


@pytest.mark.parametrize("path", ["/", "/embed", "/widget/v1/loader.js", "/healthz", "/readyz", "/api/search?q=身份证"])
def test_head_gives_the_headers_of_get(without_bot: httpx.Client, path: str) -> None:
    asked, got = without_bot.head(path), without_bot.get(path)
    assert (asked.status_code, asked.content) == (200, b"")
    assert asked.headers["content-type"] == got.headers["content-type"]


def test_head_of_a_missing_page_is_404(without_bot: httpx.Client) -> None:
    assert without_bot.head("/没有").status_code == 404
