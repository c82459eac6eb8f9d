"""十万行的 Excel 走完导入向导：在真的 Chromium 里上传、核对列、离开再回来、看差异、接受；内存有数，市民照常问。"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from tests.connectors.admin.conftest import browser, log_in, own_base
from tests.connectors.admin.district import HEAD, district_rows

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]
ROWS = 100_000
MOST_MB = 1500
"""办导入的进程最多用多少内存；十万行实测约一半。"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """广安区的真数据，照样子排满十万行，每行的实施编码各不相同。"""
    rows, path = district_rows(), tmp_path_factory.mktemp("large") / "十万行.xlsx"
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["广安市广安区政务服务事项清单"])
    sheet.append(list(HEAD.values()))
    for number in range(ROWS):
        row = rows[number % len(rows)]
        again = number // len(rows)
        link = re.sub(r"itemCode=([^&]+)", rf"itemCode=\g<1>-n{again}", row["link"]) if again else row["link"]
        sheet.append([row[name] for name in HEAD if name != "link"] + [link])
    book.save(path)
    return path


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with own_base(tmp_path_factory.mktemp("state")) as url:
        yield url


@pytest.fixture
def page(base: str) -> Iterator[Page]:
    with browser(java_script_enabled=False) as one:
        one.set_default_timeout(120_000)
        one.goto(f"{base}/admin/")
        log_in(one)
        yield one


class Watch:
    """一边看办任务的进程用了多少内存，一边替市民问。"""

    def __init__(self, base: str) -> None:
        self.peak_mb, self.asked, self.bad = 0.0, 0, list[int]()
        self._base, self._stopping = base, threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        with httpx.Client(base_url=self._base, trust_env=False, timeout=60) as citizen:
            while not self._stopping.wait(0.5):
                answer = citizen.get("/api/search", params={"q": "身份证丢了"})
                self.asked += 1
                if answer.status_code != 200 or not answer.json()["results"]:
                    self.bad.append(answer.status_code)
                self.peak_mb = max([self.peak_mb, *map(_peak_mb, Path("/proc").glob("[0-9]*"))])


def _peak_mb(process: Path) -> float:
    """办后台任务的进程用过的最多内存；别的进程、刚没了的进程是 0。"""
    try:
        if "connectors.admin.jobs\0" not in (process / "cmdline").read_text():
            return 0.0
        found = re.search(r"VmHWM:\s+(\d+)", (process / "status").read_text())
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


def test_a_hundred_thousand_rows_through_the_wizard(page: Page, base: str, file: Path) -> None:
    page.get_by_role("link", name="导入数据").click()
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_text("文件很大，先看了前")).to_be_visible(timeout=120_000)
    with Watch(base) as watch:
        page.get_by_role("button", name="就按这个比较").click()
        where = page.url
        expect(page.get_by_text(re.compile(r"（\d+ / 100000）"))).to_be_visible(timeout=120_000)
        expect(page.locator("progress")).to_be_visible()
        # 关掉网页去做别的，回来从“导入数据”接着看
        page.goto("about:blank")
        time.sleep(3)
        page.goto(f"{base}/admin/imports")
        page.locator(f'a[href="{where.removeprefix(base)}"]').first.click()
        expect(page.get_by_role("link", name="增加（100000）")).to_be_visible(timeout=600_000)
        expect(page.get_by_text("读到 100000 行")).to_be_visible()
        page.get_by_role("button", name="把接受的放进送审单").click()
        expect(page.locator("p.notice", has_text="已放进送审单")).to_be_visible(timeout=600_000)
    assert watch.asked > 20 and not watch.bad
    assert 0 < watch.peak_mb < MOST_MB, f"用了 {watch.peak_mb:.0f} MB"
    print(f"办任务的进程最多用了 {watch.peak_mb:.0f} MB，其间市民问了 {watch.asked} 次")
