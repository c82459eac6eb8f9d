"""后台测试共用：真的网关，一位管理员、一位审核员、一位编辑。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

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


@pytest.fixture(scope="package")
def admin_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_state(tmp_path_factory.mktemp("admin"))


@pytest.fixture(scope="package")
def base(admin_state: Path) -> Iterator[str]:
    with gateway(admin_state, admin_token=START) as client:
        url = str(client.base_url).rstrip("/")
        first = {"token": START, "name": "boss", "shown_name": "主任", "password": PASSWORD, "again": PASSWORD}
        assert client.post("/admin/setup", data=first).status_code == 303
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
