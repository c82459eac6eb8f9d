"""命令行：马上出来、说中文、写错时说得清。"""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from connectors.building.places import ROOT


def zhilu(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHILU_")}
    return subprocess.run(
        [sys.executable, "-m", "connectors.cli", *words], cwd=ROOT, env=kept | environment,
        capture_output=True, text=True, timeout=120,
    )


def test_help_is_chinese_complete_and_quick() -> None:
    zhilu("--help")
    started = time.monotonic()
    shown = zhilu("--help")
    assert time.monotonic() - started < 2
    for command in ("serve", "chat", "search", "catalog", "train", "evaluate", "status", "doctor"):
        assert f"\n  {command} " in shown.stdout
    assert "启动全部服务" in shown.stdout


def test_the_command_line_does_not_load_heavy_packages() -> None:
    probe = "import sys, connectors.cli.app; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True)
    assert not {"torch", "numpy", "fastapi", "sqlalchemy", "catalog"} & set(done.stdout.split())


def test_catalog_commands_are_there() -> None:
    shown = zhilu("catalog", "--help").stdout
    for command in ("import", "validate", "diff", "publish", "rollback", "conflicts", "coverage"):
        assert f"\n  {command} " in shown


def test_nothing_running(tmp_path: Path) -> None:
    state = {"ZHILU_STATE_DIR": str(tmp_path)}
    assert zhilu("status", "--quiet", **state).returncode == 1
    shown = zhilu("status", **state)
    assert (shown.returncode, "make serve" in shown.stdout) == (1, True)
    chat = zhilu("chat", **state)
    assert (chat.returncode, "make serve" in chat.stdout) == (1, True)
    search = zhilu("search", "身份证", **state)
    assert (search.returncode, "zhilu prepare" in search.stdout) == (2, True)


@pytest.mark.parametrize(("name", "value"), [("ZHILU_PORT", "abc"), ("ZHILU_PORT", "99999")])
def test_a_wrong_variable_is_named(name: str, value: str) -> None:
    shown = zhilu("status", **{name: value})
    assert shown.returncode == 2
    assert f"环境变量 {name} 写得不对" in shown.stderr


def test_search_on_a_built_catalogue(state: Path) -> None:
    shown = zhilu("search", "孩子上户口", "--k", "1", ZHILU_STATE_DIR=str(state))
    assert shown.returncode == 0
    assert "birth-registration" in shown.stdout


def test_doctor_checks_everything(tmp_path: Path) -> None:
    shown = zhilu("doctor", ZHILU_STATE_DIR=str(tmp_path / "new"))
    for title in ("主环境", "机器人环境", "磁盘", "内存", "状态目录", "机器人模型"):
        assert title in shown.stdout


def test_a_taken_port_is_reported(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        shown = zhilu("serve", ZHILU_PORT=port, ZHILU_STATE_DIR=str(tmp_path))
    assert shown.returncode == 1
    assert f"端口 {port} 已被别的程序占用" in shown.stderr


def test_evaluate_reads_questions_and_tells_the_scores(state: Path, tmp_path: Path) -> None:
    questions = tmp_path / "q.jsonl"
    questions.write_text('{"query": "孩子上户口", "code": "birth-registration"}\n', encoding="utf-8")
    shown = zhilu("evaluate", str(questions), ZHILU_STATE_DIR=str(state))
    assert shown.returncode == 0, shown.stderr
    assert "hit@1    1.000" in shown.stdout
    questions.write_text('{"query": "孩子上户口"}\n', encoding="utf-8")
    assert "第 1 行没有答案" in zhilu("evaluate", str(questions), ZHILU_STATE_DIR=str(state)).stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [(["nope"], "没有这个命令"), (["search"], "缺少参数"), (["search", "x", "--k", "abc"], "应当是整数"),
     (["catalog", "import", "no-such-file", "--source", "x"], "不存在")],
)
def test_a_wrong_command_is_told_in_chinese(words: list[str], told: str) -> None:
    shown = zhilu(*words)
    assert shown.returncode == 2
    assert told in shown.stderr
    assert "看说明：zhilu" in shown.stderr
