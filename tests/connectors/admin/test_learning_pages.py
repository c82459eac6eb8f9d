"""学习的页面：没答上的问题一键作别名、金标问题、例句；各页都打得开，都能导出。"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine, Update, update

from catalog.commands import import_file
from catalog.coverage import measure_coverage
from catalog.storage.engine import open_engine
from connectors.learning.log import connect
from connectors.learning.tables import Talk
from tests.connectors.admin.conftest import Desk, desk, own_base
from tests.connectors.admin.district import SOURCES
from tests.support.forms import form_values
from tests.support.gateway import gateway, small_state, until

DISTRICT = SOURCES / "sichuan_guangan_district.json"
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


def changed(engine: Engine, statement: Update) -> int:
    with engine.begin() as connection:
        return int(connection.execute(statement).rowcount)


def test_the_map_counts_what_each_place_has_and_who_went_unanswered(tmp_path: Path) -> None:
    with own_base(tmp_path) as url:
        one = desk(url, "boss")
        assert "还没有地方数据" in one.get("/admin/coverage").text
        assert "还没有说完的对话" in one.get("/admin/coverage").text
        made = import_file(tmp_path, DISTRICT, "sichuan_guangan", publish=True, folder=tmp_path / "national")
        assert made.ok, made.lines()
        httpx.post(f"{url}/api/chat", json={"message": ASKED, "region": "511602"}, trust_env=False, timeout=30)
        kept = connect(f"sqlite:///{tmp_path / 'connectors.db'}")
        ended = update(Talk).values(last_at=dt.datetime.now(dt.UTC) - dt.timedelta(hours=1))
        until(lambda: changed(kept, ended) == 1)
        shown = one.get("/admin/coverage").text
        cell = '<td class="number">{}</td>'
        assert "<td>四川省广安市广安区</td>" + "".join(cell.format(one) for one in (1, 1, "100%")) in shown
        [district] = measure_coverage(open_engine(tmp_path)).regions
        row = [district.items, district.matched, district.with_materials, district.with_link]
        assert "（511602）</td>" + "".join(cell.format(number) for number in row) in shown
        assert district.items > 1000 and district.matched > 0
        assert "<svg" in shown


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
