"""起一套真的服务（网关、机器人、动作），供整段对话的测试用。"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from actions.turn import Tools
from tests.conversations.language import Conversation
from tests.conversations.local import open_local
from tests.support.wechat import OFFICIAL
from tests.support.wechat import environment as wechat_environment

ROOT = Path(__file__).resolve().parents[2]
GUANGAN = ROOT.parent / "shared/data/sources/sichuan_guangan_district.json"
READY_SECONDS = 180
BOT_TOKEN = "conversation-tests"
"""机器人的令牌定下来，测试才能直接去问它。"""


def free_port() -> int:
    """一个没人用的端口。"""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def wechat_port() -> int:
    """模拟的微信接口监听的端口；服务起来时就要知道。"""
    return free_port()


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory, wechat_port: int) -> Iterator[httpx.Client]:
    """正在运行的服务的客户端。用的是 make test 备好的状态目录的副本，导入了广安区的真实事项。"""
    built = Path(os.environ.get("ZHILU_STATE_DIR") or ROOT / ".zhilu").resolve()
    state = tmp_path_factory.mktemp("service") / "state"
    shutil.copytree(built, state, ignore=shutil.ignore_patterns("*.lock", "status.json", "logs"), symlinks=True)
    environment = {**os.environ, "ZHILU_STATE_DIR": str(state), "ZHILU_PORT": str(free_port())}
    environment |= {"ZHILU_BOT_URL": "", "ZHILU_BOT_TOKEN": BOT_TOKEN}
    environment |= wechat_environment(OFFICIAL, f"http://127.0.0.1:{wechat_port}")
    zhilu = [sys.executable, "-m", "connectors.cli"]
    assert GUANGAN.is_file(), f"缺少真实导出数据：请把 shared/data 放在仓库旁边（{GUANGAN}）"
    imported = subprocess.run(
        [*zhilu, "catalog", "import", str(GUANGAN), "--source", "sichuan_guangan", "--publish"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert imported.returncode == 0, imported.stdout + imported.stderr
    log = state / "serve.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [*zhilu, "serve"], cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    client = httpx.Client(base_url=f"http://127.0.0.1:{environment['ZHILU_PORT']}", timeout=20, trust_env=False)
    try:
        wait_ready(client, process, log)
        yield client
    finally:
        client.close()
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise


def wait_ready(client: httpx.Client, process: subprocess.Popen[bytes], log: Path) -> None:
    """等各部分都就绪；进程退出或超时就带着日志失败。"""
    deadline = time.monotonic() + READY_SECONDS
    status = ""
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text("utf-8", "replace")
        try:
            status = client.get("/readyz").json().get("status", "")
        except (httpx.HTTPError, ValueError) as problem:
            status = repr(problem)
        if status == "ready":
            return
        time.sleep(0.5)
    pytest.fail(f"{READY_SECONDS} 秒内没有就绪（{status}）：\n" + log.read_text("utf-8", "replace"))


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tools]:
    """不起服务时用的目录、检索和续办编号。"""
    tools = open_local(tmp_path_factory.mktemp("local"))
    yield tools
    tools.store.close()


@pytest.fixture
def talk(service: httpx.Client) -> Callable[..., Conversation]:
    """开始一段新对话：`talk()` 或 `talk(region="430100")`。"""

    def start(region: str | None = None) -> Conversation:
        return Conversation(service, region)

    return start
