"""每一种错误：RFC 9457、中文说明、说得出怎么办、没有堆栈。"""

from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

JSON = {"Content-Type": "application/json"}


def problem(answer: httpx.Response, status: int, word: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["type"].startswith("urn:zhilu:problem:")
    assert word in body["detail"], body
    assert "Traceback" not in answer.text
    return body


def chat(client: httpx.Client, **body: Any) -> httpx.Response:
    return client.post("/api/chat", json=body)


def test_broken_json(without_bot: httpx.Client) -> None:
    problem(without_bot.post("/api/chat", content=b'{"message":', headers=JSON), 400, "JSON")
    problem(without_bot.post("/api/chat", content=b"\xff\xfe\x00", headers=JSON), 400, "JSON")


@pytest.mark.parametrize("content", [b"[]", b'"hello"', b"null", b"3", b""])
def test_json_that_is_not_an_object(without_bot: httpx.Client, content: bytes) -> None:
    assert without_bot.post("/api/chat", content=content, headers=JSON).status_code == 422


@pytest.mark.promise("层层嵌套的 JSON 只是一个请求错误")
def test_deeply_nested_json(without_bot: httpx.Client) -> None:
    content = b"[" * 20_000 + b"]" * 20_000
    assert without_bot.post("/api/chat", content=content, headers=JSON).status_code in (400, 422)


def test_plain_text_instead_of_json(without_bot: httpx.Client) -> None:
    answer = without_bot.post("/api/chat", content="身份证丢了".encode(), headers={"Content-Type": "text/plain"})
    problem(answer, 422, "application/json")


@pytest.mark.parametrize("message", ["", "   ", "\n\t"])
def test_empty_message(without_bot: httpx.Client, message: str) -> None:
    problem(chat(without_bot, message=message), 422, "不能为空")


def test_missing_message(without_bot: httpx.Client) -> None:
    body = problem(chat(without_bot, region="510000"), 422, "message：缺少这一项")
    assert body["errors"] == [{"field": "message", "message": "缺少这一项"}]


def test_message_length_limit_is_500(without_bot: httpx.Client) -> None:
    assert chat(without_bot, message="身" * 500).status_code == 200
    problem(chat(without_bot, message="身" * 501), 422, "最多 500 字，现在有 501 字")


@pytest.mark.parametrize(
    ("field", "value"),
    [("message", 1), ("message", None), ("message", ["a"]), ("region", 510000), ("elder", "yes"), ("elder", 1)],
)
def test_wrong_types(without_bot: httpx.Client, field: str, value: Any) -> None:
    problem(chat(without_bot, **{"message": "你好", field: value}), 422, field)


def test_a_lone_surrogate(without_bot: httpx.Client) -> None:
    answer = without_bot.post("/api/chat", content=b'{"message": "a\\ud800"}', headers=JSON)
    assert answer.status_code in (200, 422)


@pytest.mark.parametrize("region", ["999999", "abc", "51", "5100000", "510000'--", "５１００００"])
def test_unknown_region(without_bot: httpx.Client, region: str) -> None:
    problem(chat(without_bot, message="身份证", region=region), 422, "区划代码")
    problem(without_bot.get("/api/search", params={"q": "身份证", "region": region}), 422, "区划代码")


def test_unknown_codes(without_bot: httpx.Client) -> None:
    problem(without_bot.get("/api/items/nothing-here"), 404, "nothing-here")
    problem(without_bot.get("/api/packages/nothing-here"), 404, "nothing-here")
    problem(without_bot.get("/api/items/..%2F..%2Fetc"), 404, "")
    feedback = {"conversation_id": "c", "rating": 3, "code": "nothing-here"}
    problem(without_bot.post("/api/feedback", json=feedback), 404, "nothing-here")
    step = {"conversation_id": "c", "rating": 3, "code": "newborn", "step": "id-card-lost"}
    problem(without_bot.post("/api/feedback", json=step), 404, "id-card-lost")
    problem(without_bot.post("/api/feedback", json={**step, "code": "id-card-lost"}), 404, "id-card-lost")


@pytest.mark.parametrize("params", [{}, {"q": " "}, {"q": "x" * 501}, {"q": "a", "k": 0}, {"q": "a", "k": 51},
                                    {"q": "a", "k": "many"}, {"q": "a", "audience": "猫"}])
def test_bad_search_parameters(without_bot: httpx.Client, params: dict[str, Any]) -> None:
    problem(without_bot.get("/api/search", params=params), 422, "")


@pytest.mark.parametrize("rating", [0, 6, "5", 4.5, None, True])
def test_ratings_are_one_to_five(without_bot: httpx.Client, rating: Any) -> None:
    problem(without_bot.post("/api/feedback", json={"conversation_id": "c", "rating": rating}), 422, "rating")


def test_no_such_address_and_method(without_bot: httpx.Client) -> None:
    problem(without_bot.get("/nowhere"), 404, "/openapi.json")
    problem(without_bot.get("/static/../settings.py"), 404, "")
    problem(without_bot.get("/static/%2e%2e/settings.py"), 404, "")
    problem(without_bot.get("/api/chat"), 405, "方法")
    problem(without_bot.delete("/api/search"), 405, "方法")


@pytest.mark.promise("超过 64 KB 的内容不收")
def test_a_body_over_64_kb(without_bot: httpx.Client) -> None:
    problem(without_bot.post("/api/chat", content=b"x" * 65_537, headers=JSON), 413, "64 KB")

    def chunks() -> Any:
        for _ in range(70):
            yield b"x" * 1000

    problem(without_bot.post("/api/chat", content=chunks(), headers=JSON), 413, "64 KB")


@pytest.mark.parametrize("channel", ["official", "work", "kf"])
def test_channels_that_are_off_say_so(without_bot: httpx.Client, channel: str) -> None:
    problem(without_bot.get(f"/wechat/{channel}"), 503, "未启用")
    problem(without_bot.post(f"/wechat/{channel}", content=b"<xml/>"), 503, "未启用")


def test_the_admin_console_is_off(without_bot: httpx.Client) -> None:
    problem(without_bot.get("/admin/"), 503, "zhilu catalog")


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=6,
)
FIELDS = st.sampled_from(["message", "conversation_id", "region", "elder", "rating", "code", "comment"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(["/api/chat", "/api/feedback"]), body=ANY_JSON | st.dictionaries(FIELDS, ANY_JSON))
@pytest.mark.promise("什么样的 JSON 都不会让服务出错")
def test_no_json_whatever_breaks_the_server(without_bot: httpx.Client, path: str, body: Any) -> None:
    answer = without_bot.post(path, json=body)
    assert answer.status_code in (200, 201, 404, 422), (path, body, answer.text)
    assert "Traceback" not in answer.text


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(params=st.dictionaries(st.sampled_from(["q", "region", "audience", "k"]), st.text(max_size=30)))
def test_no_query_whatever_breaks_the_server(without_bot: httpx.Client, params: dict[str, str]) -> None:
    answer = without_bot.get("/api/search", params=params)
    assert answer.status_code in (200, 422), (params, answer.text)
