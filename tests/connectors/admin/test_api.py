"""自动化令牌：能上传、比较、接受、送审；批准不了；作废了就进不去。"""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from tests.connectors.admin.conftest import Desk
from tests.connectors.admin.district import district_rows, write_xlsx
from tests.support.gateway import until


def client_for(base: str, boss: Desk, role: str) -> httpx.Client:
    page = boss.post("/admin/tokens", label=f"夜里导入 {role}", role=role).text
    found = re.search(r"<code>(zl_[^<]+)</code>", page)
    assert found
    return httpx.Client(base_url=base, headers={"Authorization": f"Bearer {found[1]}"}, trust_env=False, timeout=60)


def test_strangers_and_small_roles_are_refused(base: str, boss: Desk) -> None:
    assert httpx.get(f"{base}/admin/api/status", trust_env=False).status_code == 401
    wrong = {"Authorization": "Bearer zl_made-up"}
    assert httpx.get(f"{base}/admin/api/status", headers=wrong, trust_env=False).status_code == 401
    with client_for(base, boss, "editor") as client:
        assert client.get("/admin/api/status").json()["release"]
        assert client.post("/admin/api/releases/1/rollback").status_code == 403
        assert client.post("/admin/api/proposals/999/submit").json()["detail"].startswith("没有编号为 999")


def test_a_revoked_token_is_refused(base: str, boss: Desk) -> None:
    with client_for(base, boss, "editor") as client:
        number = re.findall(r'name="token" value="(\d+)"', boss.get("/admin/accounts").text)[0]
        boss.post("/admin/tokens/revoke", token=number)
        assert client.get("/admin/api/status").status_code == 401


@pytest.mark.slow
def test_a_night_import(base: str, boss: Desk, tmp_path: Path) -> None:
    file = write_xlsx(tmp_path / "区里.xlsx", district_rows()[:20])
    with client_for(base, boss, "editor") as client:
        asked = {"source": "sichuan_guangan", "file_name": file.name}
        started = client.post("/admin/api/imports", params=asked, content=file.read_bytes())
        assert started.status_code == 202, started.text
        upload = started.json()["upload"]
        until(lambda: client.get(f"/admin/api/imports/{upload}").json()["state"] == "compared", 120)
        assert client.get(f"/admin/api/imports/{upload}").json()["counts"]["增加"] == 20
        job = client.post(f"/admin/api/imports/{upload}/accept").json()["job"]
        done = until(lambda: (task := client.get(f"/admin/api/jobs/{job}").json())["state"] == "done" and task, 120)
        number = done["result"]["proposal"]
        assert client.post(f"/admin/api/proposals/{number}/submit").json() == {"state": "submitted"}
        # 没有批准的接口；网页也不认令牌
        assert client.post(f"/admin/proposals/{number}/approve").status_code == 303
