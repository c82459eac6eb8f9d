"""后台的门：没登录进不去，没权限看不到，别的网站提交的不收；改一条记录的全过程。"""

import re
from pathlib import Path

import httpx
import pytest

from tests.connectors.admin.conftest import PASSWORD, START, Desk
from tests.support.forms import form_values
from tests.support.gateway import gateway

ITEM = "/admin/records/basic/000000/id-card-lost"


def form_of(one: Desk, where: str) -> dict[str, list[str]]:
    return form_values(one.get(where).text, where)


@pytest.mark.parametrize("where", ["/admin/", "/admin/records", "/admin/audit", "/admin/proposals", "/admin/releases"])
def test_strangers_are_sent_to_log_in(base: str, where: str) -> None:
    answer = httpx.get(base + where, trust_env=False)
    assert answer.status_code == 303 and answer.headers["location"].startswith("/admin/login")


def test_pages_forbid_scripts_and_foreign_things(zhang: Desk) -> None:
    policy = zhang.get("/admin/").headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src" not in policy and "frame-ancestors 'none'" in policy
    assert "<script" not in zhang.get("/admin/records").text


def test_roles(zhang: Desk, li: Desk, boss: Desk) -> None:
    seen = {
        where: [one.get(where).status_code for one in (zhang, li, boss)]
        for where in ("/admin/records", "/admin/audit", "/admin/accounts")
    }
    assert seen == {
        "/admin/records": [200, 200, 200], "/admin/audit": [403, 200, 200], "/admin/accounts": [403, 403, 200]
    }


def test_forms_from_elsewhere_are_refused(zhang: Desk) -> None:
    plain = zhang.client.post("/admin/proposals", data={"title": "没有记号"})
    wrong = zhang.client.post("/admin/proposals", data={"title": "记号不对", "csrf": "x"})
    foreign = zhang.client.post("/admin/login", data={}, headers={"Origin": "https://evil.example"})
    assert [one.status_code for one in (plain, wrong, foreign)] == [403, 403, 403]


def test_the_cookie_is_closed_to_scripts_and_other_sites(base: str) -> None:
    answer = httpx.post(base + "/admin/login", data={"name": "zhang", "password": PASSWORD}, trust_env=False)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "path=/admin" in cookie


def test_login_does_not_send_people_elsewhere(base: str) -> None:
    for target in ("https://evil.example/", "//evil.example", "/admin//evil.example", "/admin/\\evil"):
        filled = {"name": "zhang", "password": PASSWORD, "next": target}
        answer = httpx.post(base + "/admin/login", data=filled, trust_env=False)
        assert answer.headers["location"] == "/admin/"


def test_the_start_up_token_works_once(base: str) -> None:
    again = {"token": START, "name": "second", "shown_name": "", "password": PASSWORD, "again": PASSWORD}
    answer = httpx.post(base + "/admin/setup", data=again, trust_env=False)
    assert answer.headers.get("location") == "/admin/login"


def test_the_console_is_off_without_a_token(state: Path) -> None:
    with gateway(state) as client:
        answer = client.get("/admin/")
        assert answer.status_code == 503 and "ZHILU_ADMIN_TOKEN" in answer.text


def test_a_wrong_field_is_named_and_nothing_is_saved(zhang: Desk) -> None:
    before = zhang.get("/admin/proposals").text.count("/admin/proposals/")
    filled = form_of(zhang, ITEM) | {"summary": [""], "act": ["save"]}
    answer = zhang.post(ITEM, **filled)
    assert answer.status_code == 422
    assert re.search(r'id="summary-said"><p class="wrong">', answer.text)
    assert zhang.get("/admin/proposals").text.count("/admin/proposals/") == before


def test_an_edit_becomes_a_draft_with_who_and_when(zhang: Desk, li: Desk) -> None:
    said = {"summary": ["丢了就补，<b>异地</b>也行。"], "note": ["说得更清楚"], "act": ["save"]}
    answer = zhang.post(ITEM, **form_of(zhang, ITEM) | said)
    assert answer.status_code == 200, answer.text
    assert "/admin/proposals/" in str(answer.url)
    assert "丢了就补，&lt;b&gt;异地&lt;/b&gt;也行。" in answer.text
    page = zhang.get("/admin/history/basic/000000/id-card-lost").text
    assert "zhang" in page and "说得更清楚" in page and "起草中" in page
    assert "草稿里有改动" in zhang.get("/admin/records?kind=basic&q=id-card-lost").text
    # 只改了这一个字段：表单来回一趟，别的字段没有被动过
    assert answer.text.count('<th scope="row">') == 1
    assert "改记录" in li.get("/admin/audit").text


def test_a_new_item_can_be_added(zhang: Desk) -> None:
    where = "/admin/records/basic/000000/new"
    content = {
        "code": "stray-cat", "name": "流浪猫登记", "summary": "捡到流浪猫去登记。", "audience": "自然人",
        "department": "农业农村部门",
        "time_limit.unit": "工作日", "checked": "2026-11-01", "confidence": "H", "act": "save",
    }
    answer = zhang.post(where, **form_of(zhang, where) | {name: [value] for name, value in content.items()})
    assert answer.status_code == 200 and "新增" in answer.text and "流浪猫登记" in answer.text


def test_the_metrics_of_the_console_count_by_template(base: str, zhang: Desk) -> None:
    opened = (
        "/admin/", "/admin/records?kind=basic", "/admin/records/basic/000000/id-card-lost", "/admin/proposals/991",
        "/admin/history/basic/000000/id-card-lost", "/admin/jobs/992", "/admin/export/asked.csv", "/admin/没有/这页",
    )
    for where in opened:
        zhang.get(where)
    zhang.post("/admin/proposals/993/submit")
    shown = httpx.get(f"{base}/metrics", trust_env=False).text
    routes = set(re.findall(r'zhilu_http_requests_total\{method="\w+",route="(/admin[^"]*)"', shown))
    assert {"/admin/records/{kind}/{region}/{code}", "/admin/proposals/{draft}/submit", "/admin/jobs/{job}"} <= routes
    assert not [one for one in routes if re.search(r"\d|id-card|没有", one)], routes
