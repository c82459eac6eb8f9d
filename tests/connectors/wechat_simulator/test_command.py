"""`zhilu wechat-simulator`：真的命令，对着真的网关。"""

import os
import subprocess
import sys
from pathlib import Path

from connectors.building.places import ROOT
from connectors.supervisor.ports import free_port
from tests.support.fake_bots import echoing, fake_bot
from tests.support.gateway import gateway
from tests.support.wechat import OFFICIAL, environment, family, patient


def run(arguments: list[str], given: dict[str, str], words: str | None = None) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ZHILU_")}
    return subprocess.run(
        [sys.executable, "-m", "connectors.cli", "wechat-simulator", *arguments], cwd=ROOT, env={**clean, **given},
        input=words, capture_output=True, text=True, timeout=200,
    )


def test_a_script_passes_fails_or_is_refused(tmp_path: Path) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text("> 身份证丢了\n? 身份证\n图片\n? 看不了图片\n", "utf-8")
    bad.write_text("> 身份证丢了\n? 户口本\n", "utf-8")
    with (
        fake_bot(echoing) as bot,
        gateway(
            tmp_path, searching=False, bot_url=bot.url, tuned=patient(), family=family(OFFICIAL, api_base=base)
        ) as client,
    ):
        given = environment(OFFICIAL, base) | {"ZHILU_WECHAT_MODE": "safe"}
        at = ["--url", str(client.base_url).rstrip("/"), "--port", str(port)]
        passed = run([*at, "--script", str(good)], given)
        assert (passed.returncode, "全部相符" in passed.stdout) == (0, True), passed.stdout + passed.stderr
        failed = run([*at, "--script", str(bad)], given)
        assert (failed.returncode, "没有看到户口本" in failed.stdout) == (1, True)
        wrong = run(at, given | {"ZHILU_WECHAT_TOKEN": "other"})
        assert (wrong.returncode, "Token" in wrong.stdout) == (1, True)
        talked = run(at, given, "办护照\n/图片\n/乱来\n/退出\n")
        assert talked.returncode == 0
        for shown in ("ZHILU_WECHAT_API_BASE=", "│ 办护照", "看不了图片", "/退出 结束"):
            assert shown in talked.stdout


def test_what_is_not_set_is_told() -> None:
    told = run(["--channel", "kf"], {})
    assert (told.returncode, "ZHILU_WECHAT_KF_TOKEN" in told.stdout) == (2, True)
    assert run(["--channel", "qq"], {}).returncode == 2
