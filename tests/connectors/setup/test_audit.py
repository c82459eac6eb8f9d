"""依赖核对：记过的不再报，没记过的报出来，问不到就说没查成，不当作没有漏洞。"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from connectors.setup.audit import KNOWN, NOT_ASKED, UNRECORDED, Answer, Ask, Finding, audit, read

RECORD = """
[[advisory]]
environment = "bot"
package = "old"
id = "CVE-2024-1"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "requirements"
    folder.mkdir()
    (folder / "advisories.toml").write_text(RECORD, "utf-8")
    (folder / "main.lock").write_text("# 说明\nfresh==2.0\nother==1.0\n", "utf-8")
    (folder / "bot.lock").write_text("old==1.0\n", "utf-8")
    return tmp_path


def answering(*findings: Finding, skipped: tuple[str, ...] = ()) -> Ask:
    def ask(lines: Iterable[str]) -> Answer:
        names = {line.split("==")[0] for line in lines}
        return Answer(tuple(one for one in findings if one.package in names), skipped)

    return ask


def run(root: Path, ask: Ask) -> tuple[int, str]:
    said: list[str] = []
    code = audit(root, ask, said.append)
    return code, "\n".join(said)


OLD = Finding("old", "1.0", frozenset({"PYSEC-2024-9", "CVE-2024-1"}), "1.1")


def test_what_is_recorded_under_any_of_its_names_is_known(root: Path) -> None:
    code, said = run(root, answering(OLD))
    assert code == KNOWN
    assert "bot：1 个包，查到 1 个已知漏洞，0 个没有记录。" in said


def test_what_is_not_recorded_is_told_with_the_fix(root: Path) -> None:
    code, said = run(root, answering(OLD, Finding("other", "1.0", frozenset({"CVE-2026-5"}), "1.2")))
    assert code == UNRECORDED
    assert "main：other 1.0 有 CVE-2026-5，1.2 修好了，还没有记录" in said


@pytest.mark.promise("问不到漏洞服务就说没查成，不说成没有漏洞")
def test_a_service_that_cannot_be_asked_is_not_a_clean_bill(root: Path) -> None:
    code, said = run(root, answering(skipped=("fresh",)))
    assert code == NOT_ASKED
    assert "main 没查成" in said and "bot 没查成" in said
    assert "这不等于没有漏洞" in said


def test_the_answer_of_the_program_is_read() -> None:
    vulnerable = {"name": "a", "version": "1", "vulns": [{"id": "P-1", "aliases": ["C-1"], "fix_versions": ["2"]}]}
    said = json.dumps({"dependencies": [vulnerable, {"name": "b", "skip_reason": "not found"}]})
    assert read(said) == Answer((Finding("a", "1", frozenset({"P-1", "C-1"}), "2"),), ("b",))
