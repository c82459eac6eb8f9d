"""维护者的一天，在真的 Chromium 里、关掉脚本：

登录 → 导入改过的广安区 Excel → 处理一处冲突 → 另一个人审 → 发布 → 原来问不到的问到了 → 回退。
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from catalog import commands
from catalog.importing import find_mapping, import_rows
from catalog.importing.proposing import propose, with_columns
from catalog.schema import ServiceItem
from catalog.storage import source_versions
from catalog.storage.engine import open_engine
from catalog.storage.records import service_row
from tests.connectors.admin.conftest import PASSWORD, START, desk
from tests.connectors.admin.district import HEAD, district_rows, write_xlsx
from tests.support.gateway import gateway, small_state, until

pytestmark = pytest.mark.slow
REGION = "511602"
ASKED = "公章刻制业特种行业许可在哪里办"
WANTED = "公章刻制业特种行业许可"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "这组测试要用系统的 Chromium：apt-get install chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    """区里的清单：先是没有公章刻制的前 40 项，最后 20 项里有。"""
    every = district_rows()
    wanted = [row for row in every if WANTED in row["name"]][:1]
    assert wanted, "真数据里没有公章刻制业特种行业许可"
    others = [row for row in every if "刻制" not in row["name"]][:59]
    return [*others, *wanted]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]]) -> Iterator[str]:
    """正在服务的：小目录，区里前 40 项，和政务大厅另报的一项（链接与区里的不同）。"""
    state = small_state(tmp_path_factory.mktemp("day"))
    source, _ = find_mapping("sichuan_guangan")
    assert source is not None
    mapping = with_columns(source, propose(list(HEAD.values()), source), "xlsx")
    first = import_rows(write_xlsx(state / "first.xlsx", rows[:40]), mapping)
    engine = open_engine(state)
    stored = [service_row(item) for item in first.items]
    source_versions.save_version(engine, source.name, stored, title=source.title)
    other = {"source": "hall", "source_name": "政务大厅", "code": "hall-1", "url": "https://www.sczwfw.gov.cn/hall"}
    hall = ServiceItem.model_validate(first.items[0].model_dump() | other)
    source_versions.save_version(engine, "hall", [service_row(hall)], title="政务大厅报送")
    engine.dispose()
    assert commands.publish(state, folder=state / "national").ok
    with gateway(state, admin_token=START) as client:
        base = str(client.base_url).rstrip("/")
        setup = {"token": START, "name": "boss", "shown_name": "主任", "password": PASSWORD, "again": PASSWORD}
        assert client.post("/admin/setup", data=setup).status_code == 303
        boss = desk(base, "boss")
        boss.post("/admin/accounts", name="zhang", shown="张科员", role="editor", password=PASSWORD)
        boss.post("/admin/accounts", name="li", shown="李科长", role="reviewer", password=PASSWORD)
        boss.post("/admin/golden", query="身份证丢了怎么补", codes="id-card-lost", region="")
        yield base


def sign_in(browser: Browser, base: str, name: str) -> Page:
    """没有脚本的浏览器里登录。"""
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}/admin/")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="今天要办的")).to_be_visible()
    return page


def citizen(base: str) -> str:
    """市民问一句，答的全部文字。"""
    said = {"message": ASKED, "region": REGION}
    answer = httpx.post(f"{base}/api/chat", json=said, trust_env=False, timeout=30).json()
    return "\n".join(reply["text"] for reply in answer["replies"])


def test_a_maintainers_day(browser: Browser, site: str, rows: list[dict[str, str]], tmp_path: Path) -> None:
    def shot(page: Page, name: str) -> None:
        page.screenshot(path=tmp_path / f"{name}.png")

    assert WANTED not in citizen(site)
    zhang = sign_in(browser, site, "zhang")

    # 导入：多了 20 项，改了一项的部门
    changed = [*rows[:3], {**rows[3], "department": "广安区行政审批局"}, *rows[4:]]
    file = write_xlsx(tmp_path / "广安区事项清单.xlsx", changed)
    zhang.get_by_role("link", name="导入数据").click()
    zhang.set_input_files("input[type=file]", file)
    zhang.get_by_role("button", name="上传").click()
    expect(zhang.get_by_text("看起来是已有的来源")).to_be_visible()
    shot(zhang, "import-mapping")
    zhang.get_by_role("button", name="就按这个比较").click()
    expect(zhang.get_by_role("link", name="改动（1）")).to_be_visible(timeout=60_000)
    expect(zhang.get_by_role("link", name="增加（20）")).to_be_visible()
    expect(zhang.get_by_text("广安区行政审批局")).to_be_visible()
    shot(zhang, "import-difference")
    zhang.get_by_role("button", name="把接受的放进送审单").click()
    expect(zhang.locator("p.notice", has_text="已放进送审单")).to_be_visible(timeout=60_000)

    # 冲突：同一事项区里和大厅报的链接不同，听区里的
    zhang.get_by_role("link", name="冲突", exact=True).click()
    zhang.get_by_role("button", name="重新找一遍").click()
    expect(zhang.get_by_text("新发现 1 处")).to_be_visible(timeout=60_000)
    zhang.get_by_role("link", name="冲突", exact=True).click()
    case = zhang.locator("section.card", has_text=rows[0]["name"])
    expect(case).to_contain_text("同一事项有两个链接")
    shot(zhang, "conflict")
    sides = case.locator("tbody tr")
    winner = 0 if "sichuan_guangan" in sides.nth(0).inner_text() else 1
    case.get_by_role("button", name=f"以第{'一二'[winner]}方为准").click()
    expect(zhang.get_by_text("处理好了")).to_be_visible()

    # 送审；自己批不了
    zhang.get_by_role("link", name="今天要办的").click()
    zhang.get_by_role("link", name="张科员").click()
    zhang.get_by_role("link", name="像市民那样看看").click()
    zhang.get_by_label("问一句").fill(ASKED)
    zhang.get_by_label("在哪里办").fill("广安区")
    zhang.get_by_role("button", name="问", exact=True).click()
    expect(zhang.locator(".two > div").first).to_contain_text(WANTED)
    shot(zhang, "preview")
    zhang.go_back()
    zhang.go_back()
    zhang.get_by_role("button", name="送审").click()
    expect(zhang.locator("h1")).to_contain_text("待审")
    expect(zhang.get_by_role("button", name="批准并发布")).to_have_count(0)
    where = zhang.url

    # 第二个人审、发布
    li = sign_in(browser, site, "li")
    shot(li, "home")
    li.goto(where)
    expect(li.locator("td.old", has_text="https://www.sczwfw.gov.cn/hall")).to_be_visible()
    shot(li, "review")
    li.get_by_role("button", name="批准并发布").click()
    expect(li.get_by_text("次发布已换上")).to_be_visible(timeout=120_000)
    shot(li, "published")

    # 市民现在问得到，链接是区里的
    until(lambda: WANTED in citizen(site), 15)

    # 一键回退，市民又问不到了
    li.get_by_role("link", name="已发布的版本").first.click()
    expect(li.get_by_text("zhang / li")).to_be_visible()
    shot(li, "releases")
    li.get_by_role("button", name="回退到这一版").first.click()
    expect(li.get_by_text("几秒内生效")).to_be_visible()
    until(lambda: WANTED not in citizen(site), 15)
    for page in (zhang, li):
        page.context.close()
