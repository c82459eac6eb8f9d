"""存东西的地方出毛病：锁住、磁盘满、文件坏了；答话不受影响，存不了就如实说。"""

from __future__ import annotations

import resource
import shutil
import sqlite3
from pathlib import Path

import httpx
import pytest

from tests.connectors.conftest import state as small_catalogue  # noqa: F401  与网关测试共用一份小目录
from tests.support.gateway import gateway, until
from tests.support.rig import Rig

RATING = {"conversation_id": "c1", "rating": 5, "comment": "好"}
ASKED = "身份证丢了怎么补办"


@pytest.fixture
def own_state(small_catalogue: Path, tmp_path: Path) -> Path:  # noqa: F811
    """自己的一份小目录，可以弄坏。"""
    return Path(shutil.copytree(small_catalogue, tmp_path / "own", symlinks=True))


def answers(client: httpx.Client) -> str:
    """说一句，返回第一条回复的文字；绝不能是空的。"""
    body = client.post("/api/chat", json={"message": ASKED}).json()
    text: str = body["replies"][0]["text"]
    assert text.strip()
    assert "12345" in text
    return text


@pytest.mark.promise("评价的数据库锁住时，评价说稍后再试，答话照常")
def test_a_locked_database_only_stops_ratings(own_state: Path) -> None:
    with gateway(own_state) as client:
        assert client.post("/api/feedback", json=RATING).status_code == 201
        lock = sqlite3.connect(own_state / "connectors.db", isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
        refused = client.post("/api/feedback", json=RATING)
        assert refused.status_code == 503
        assert refused.headers["retry-after"]
        assert "身份证" in answers(client)
        lock.close()
        assert client.post("/api/feedback", json=RATING).status_code == 201


@pytest.mark.promise("评价的数据库坏了，服务照样启动和答话")
def test_a_broken_ratings_database_does_not_stop_the_start(own_state: Path) -> None:
    (own_state / "connectors.db").write_bytes(b"not a database at all " * 500)
    with gateway(own_state) as client:
        assert client.post("/api/feedback", json=RATING).status_code == 503
        assert "身份证" in answers(client)


@pytest.mark.promise("向量文件坏了，启动时放一边重新编码，不会答错也不会起不来")
def test_a_damaged_index_is_rebuilt(own_state: Path) -> None:
    folder = next(one for one in (own_state / "index").glob("vectors-*") if one.is_dir())
    rows = next(folder.glob("rows-*"))
    rows.write_bytes(b"\x7f" * rows.stat().st_size)
    with gateway(own_state) as client:
        found = client.get("/api/search", params={"q": ASKED}).json()["results"]
        assert "身份证" in found[0]["name"]
        assert folder.with_suffix(".broken").is_dir()


@pytest.mark.promise("正在跑的服务，索引和目录文件坏了也接着用内存里那一版")
def test_files_damaged_while_running_change_nothing(own_state: Path) -> None:
    with gateway(own_state) as client:
        for file in [*(own_state / "index").glob("vectors-*/rows-*"), own_state / "catalog.db"]:
            file.write_bytes(b"\0" * 4096)
        for _ in range(3):
            found = client.get("/api/search", params={"q": ASKED}).json()["results"]
            assert "身份证" in found[0]["name"]
            assert "身份证" in answers(client)


@pytest.mark.promise("目录坏了起不来检索时如实说，给 12345，不说成没有这项服务")
def test_a_damaged_catalogue_is_an_honest_503(own_state: Path) -> None:
    for extra in own_state.glob("catalog.db-*"):
        extra.unlink()
    (own_state / "catalog.db").write_bytes(b"garbage " * 1000)
    with gateway(own_state, wait=False) as client:
        until(lambda: client.get("/readyz").json()["parts"]["search"].get("message"))
        refused = client.get("/api/search", params={"q": ASKED})
        assert refused.status_code == 503
        assert "没有找到" not in answers(client)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.promise("存指南的数据库锁住时指南照给，只是没有编号；放开了自己恢复")
def test_a_locked_guides_database_only_costs_the_code(rig: Rig) -> None:
    until(lambda: resume_code(rig), 60)
    lock = sqlite3.connect(rig.state / "guides.db", isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    try:
        assert resume_code(rig) == ""
    finally:
        lock.close()
    assert until(lambda: resume_code(rig), 60)


def resume_code(rig: Rig) -> str:
    """说一件事，必定由机器人给出指南；返回它的续办编号，没有是空串。"""
    body = rig.chat("长沙，刚生了孩子要办什么")
    assert body["handled_by"] == "bot"
    guides = [reply["guide"] for reply in body["replies"] if reply["type"] == "guide"]
    return str(guides[0].get("resume_code") or "")


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.promise("磁盘满了，对话与指南照常，只是存不了评价和编号；有空间了自己恢复")
def test_a_full_disk_only_stops_what_must_be_stored(rig: Rig) -> None:
    pids = [rig.processes[name].pid for name in ("gateway", "actions")]
    saved = rig.client.post("/api/feedback", json=RATING)
    assert saved.status_code == 201
    unlimited = resource.prlimit(pids[0], resource.RLIMIT_FSIZE)
    try:
        for pid in pids:
            # 再也写不进一个字节，与磁盘满了一样：日志、数据库、临时文件都写不成
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, unlimited[1]))
        assert rig.client.post("/api/feedback", json=RATING).status_code == 503
        assert resume_code(rig) == ""
        assert rig.chat(ASKED)["replies"][0]["text"].strip()
    finally:
        for pid in pids:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, unlimited)
    assert rig.client.post("/api/feedback", json=RATING).status_code == 201
    assert until(lambda: resume_code(rig), 60)
