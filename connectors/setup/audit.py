"""`python -m connectors.setup.audit`：用 pip-audit 查两个锁文件，与人工记录（requirements/advisories.toml）对账。

问不到漏洞服务时如实说“没查成”，绝不说成没有漏洞：pip-audit 自己遇到查不到的包只是略过，照样说没有发现。
退出码：0 查到的都在记录里；1 有没记录的；2 没查成。
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ENVIRONMENTS = ("main", "bot")
PROGRAM = "pip-audit==2.10.1"
KNOWN, UNRECORDED, NOT_ASKED = 0, 1, 2


@dataclass(frozen=True)
class Finding:
    """查到的一个漏洞；`ids` 是它的各种编号。"""

    package: str
    version: str
    ids: frozenset[str]
    fixed_in: str


@dataclass(frozen=True)
class Answer:
    """问漏洞服务的结果：查到的漏洞，和没有查成的包。"""

    findings: tuple[Finding, ...]
    skipped: tuple[str, ...]


Ask = Callable[[Iterable[str]], Answer]
"""给出几行“包==版本”，返回结果；程序起不来时 `skipped` 是全部。"""


def ask_service(lines: Iterable[str]) -> Answer:
    """用 pip-audit 问一次。"""
    wanted = list(lines)
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(wanted) + "\n")
        file.flush()
        command = [str(Path(sys.executable).with_name("uvx")), "--from", PROGRAM, "pip-audit", "--no-deps"]
        command += ["--disable-pip", "-f", "json", "-r", file.name]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=300)
            return read(done.stdout)
        except (OSError, subprocess.TimeoutExpired, ValueError, KeyError):
            return Answer((), tuple(wanted))


def read(said: str) -> Answer:
    """读 pip-audit 的 JSON；读不懂抛 ValueError 或 KeyError。"""
    findings, skipped = [], []
    for one in json.loads(said)["dependencies"]:
        if "skip_reason" in one:
            skipped.append(one["name"])
        for found in one.get("vulns", []):
            ids = frozenset({found["id"], *found.get("aliases", [])})
            findings.append(Finding(one["name"], one["version"], ids, "、".join(found.get("fix_versions", []))))
    return Answer(tuple(findings), tuple(skipped))


def audit(root: Path, ask: Ask, say: Callable[[str], None]) -> int:
    """查两个环境，逐条说出来，返回退出码。先拿一个包试，问不到就不必逐个去试。"""
    record = tomllib.loads((root / "requirements" / "advisories.toml").read_text("utf-8"))
    recorded = {(one["environment"], one["package"], one["id"]) for one in record["advisory"]}
    worst = KNOWN
    for name in ENVIRONMENTS:
        text = (root / "requirements" / f"{name}.lock").read_text("utf-8")
        lines = [line for line in text.splitlines() if "==" in line and not line.startswith("#")]
        answer = ask(lines[:1])
        if not answer.skipped:
            answer = ask(lines)
        new = [one for one in answer.findings if not any((name, one.package, found) in recorded for found in one.ids)]
        for one in new:
            fixed = f"，{one.fixed_in} 修好了" if one.fixed_in else ""
            say(f"  {name}：{one.package} {one.version} 有 {'、'.join(sorted(one.ids))}{fixed}，还没有记录")
        if answer.skipped:
            say(f"{name} 没查成：漏洞服务问不到 {'、'.join(answer.skipped[:5])}。这不等于没有漏洞。")
        else:
            say(f"{name}：{len(lines)} 个包，查到 {len(answer.findings)} 个已知漏洞，{len(new)} 个没有记录。")
        worst = UNRECORDED if new or worst == UNRECORDED else NOT_ASKED if answer.skipped else worst
    if worst == UNRECORDED:
        say("请升级，或在 requirements/advisories.toml 里写明为什么可以接受。")
    return worst


if __name__ == "__main__":
    sys.exit(audit(Path(__file__).resolve().parents[2], ask_service, print))
