"""学习的页面：没答上的问题一键作别名、金标问题、例句；各页都打得开，都能导出。"""

from __future__ import annotations

import httpx
import pytest

from tests.connectors.admin.conftest import Desk
from tests.support.forms import form_values
from tests.support.gateway import gateway, small_state, until

ASKED = "火星移民签证申请一二三"


def ask(base: str, words: str) -> str:
    answer = httpx.post(f"{base}/api/chat", json={"message": words}, trust_env=False, timeout=30).json()
    return "\n".join(reply["text"] for reply in answer["replies"])


def test_an_unanswered_question_becomes_an_alias(base: str, zhang: Desk) -> None:
    words = f"{ASKED}，我电话13800138000"
    assert "没有找到" in ask(base, words)
    shown = f"{ASKED}，我电话〔电话号码〕"
    page = until(lambda: text if shown in (text := zhang.get("/admin/questions").text) else "", 10)
    assert "13800138000" not in page
    assert shown in zhang.get(f"/admin/records/basic/000000/new?alias={shown}").text
    filled = form_values(page, "/admin/questions")
    assert filled["words"] == [shown]
    missing = zhang.client.post("/admin/questions", data={**filled, "act": ["alias"], "code": ["no-such"]})
    assert missing.status_code == 422
    answer = zhang.post("/admin/questions", **{**filled, "act": ["alias"], "code": ["id-card-lost"]})
    assert "已作" in answer.text and "的别名，在送审单" in answer.text
    assert shown not in answer.text.split("</h1>")[1]
    number = answer.text.split("在送审单 ")[1].split(" ")[0]
    assert shown in zhang.get(f"/admin/proposals/{number}").text
    zhang.post(f"/admin/proposals/{number}/drop")


@pytest.mark.parametrize(
    "where",
    ["/admin/questions", "/admin/trends", "/admin/coverage", "/admin/links", "/admin/expiring", "/admin/conflicts",
     "/admin/training", "/admin/imports", "/admin/jobs", "/admin/golden"],
)
def test_every_page_opens(zhang: Desk, where: str) -> None:
    answer = zhang.get(where)
    assert answer.status_code == 200 and "<h1>" in answer.text
    assert "<script" not in answer.text and "style=" not in answer.text and "http-equiv" not in answer.text


@pytest.mark.parametrize("what", ["questions", "asked", "endings", "ratings", "coverage"])
def test_tables_can_be_taken_away(zhang: Desk, what: str) -> None:
    answer = zhang.get(f"/admin/export/{what}.csv")
    assert answer.status_code == 200 and answer.text.startswith("\ufeff")
    assert answer.headers["content-type"].startswith("text/csv")


def test_nothing_is_kept_when_told_not_to(tmp_path_factory: pytest.TempPathFactory) -> None:
    state = small_state(tmp_path_factory.mktemp("quiet"))
    with gateway(state, keep_questions=False) as client:
        client.post("/api/chat", json={"message": ASKED})
    kept = b"".join(path.read_bytes() for path in state.glob("connectors.db*"))
    assert ASKED.encode() not in kept
