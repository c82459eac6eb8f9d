"""后台测试共用：真的网关，一位管理员、一位审核员、一位编辑。"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, sync_playwright

from tests.support.gateway import gateway, small_state

START = "start-up-token"
PASSWORD = "a long sentence 42"


@dataclass
class Desk:
    """一个人打开的后台：像浏览器一样带着会话和表单里的记号。"""

    client: httpx.Client

    def get(self, where: str) -> httpx.Response:
        return self.client.get(where)

    def post(self, where: str, page: str = "/admin/password", **filled: str | list[str]) -> httpx.Response:
        found = re.search(r'name="csrf" value="([^"]+)"', self.client.get(page).text)
        given = {"csrf": found[1] if found else "", **filled}
        return self.client.post(where, data=given, follow_redirects=True)


def desk(base: str, name: str, password: str = PASSWORD) -> Desk:
    client = httpx.Client(base_url=base, trust_env=False, timeout=30)
    answer = client.post("/admin/login", data={"name": name, "password": password})
    assert answer.status_code == 303, answer.text
    return Desk(client)


def make_boss(client: httpx.Client) -> None:
    """用一次性口令建第一个管理员。"""
    first = {"token": START, "name": "boss", "shown_name": "主任", "password": PASSWORD, "again": PASSWORD}
    assert client.post("/admin/setup", data=first).status_code == 303


@contextmanager
def own_base(state: Path) -> Iterator[str]:
    """另起的一套后台，只有管理员：在这里问的、评的、导入的不混进别的测试。"""
    with gateway(small_state(state), admin_token=START) as client:
        make_boss(client)
        yield str(client.base_url).rstrip("/")


@contextmanager
def browser(**context: Any) -> Iterator[Page]:
    """系统的 Chromium 里开的一页。"""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "这组测试要用系统的 Chromium：apt-get install chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium.new_context(locale="zh-CN", **context).new_page()
        chromium.close()


def log_in(page: Page) -> None:
    """在登录页上以管理员登录。"""
    page.get_by_label("用户名").fill("boss")
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def serving(one: Desk) -> str:
    """正在服务的是第几次发布。别的测试也发布、回退过，最近一次发布的不一定就是它。"""
    return re.search(r"<td>(\d+) <span[^>]*>正在服务", one.get("/admin/releases").text)[1]  # type: ignore[index]


@pytest.fixture(scope="package")
def admin_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_state(tmp_path_factory.mktemp("admin"))


@pytest.fixture(scope="package")
def base(admin_state: Path) -> Iterator[str]:
    with gateway(admin_state, admin_token=START) as client:
        url = str(client.base_url).rstrip("/")
        make_boss(client)
        boss = desk(url, "boss")
        for name, role in (("zhang", "editor"), ("li", "reviewer")):
            boss.post("/admin/accounts", name=name, shown=name, role=role, password=PASSWORD)
        yield url


@pytest.fixture
def boss(base: str) -> Iterator[Desk]:
    one = desk(base, "boss")
    yield one
    one.client.close()


@pytest.fixture
def zhang(base: str) -> Iterator[Desk]:
    one = desk(base, "zhang")
    yield one
    one.client.close()


@pytest.fixture
def li(base: str) -> Iterator[Desk]:
    one = desk(base, "li")
    yield one
    one.client.close()
