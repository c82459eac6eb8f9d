"""文档里写的命令、变量、链接、代码都真的有。"""

import re
from pathlib import Path

import pytest

from connectors.building.places import ROOT
from connectors.cli.app import app
from connectors.cli.catalog import catalog_app
from connectors.settings import Settings, WechatKfSettings, WechatSettings, WecomSettings

DOCS = [ROOT / "README.md", ROOT / "README.en.md", *sorted((ROOT / "docs").rglob("*.md"))]


def names(typer_app: object) -> set[str]:
    commands = typer_app.registered_commands  # type: ignore[attr-defined]
    return {command.name or command.callback.__name__ for command in commands}


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: doc.name)
def test_commands_exist(doc: Path) -> None:
    text = doc.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)\b", text)) <= targets
    for command, sub in re.findall(r"\bzhilu ([a-z]+)(?: ([a-z]+))?", text):
        assert command in names(app) | {"catalog"}, f"zhilu {command}"
        if command == "catalog" and sub:
            assert sub in names(catalog_app), f"zhilu catalog {sub}"


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: doc.name)
def test_links_lead_somewhere(doc: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", doc.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (doc.parent / target).exists(), target


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: doc.name)
def test_variables_exist(doc: Path) -> None:
    known = set()
    for settings in (Settings, WechatSettings, WecomSettings, WechatKfSettings):
        known |= {settings.model_config["env_prefix"] + name.upper() for name in settings.model_fields}
    written = set(re.findall(r"\bZHILU_[A-Z_]*[A-Z]\b", doc.read_text(encoding="utf-8")))
    assert written <= known


def test_files_named_in_docs_exist() -> None:
    named = re.compile(r"`((?:connectors|catalog|retrieval|actions|bot|tests)/[\w./-]+)`", re.ASCII)
    for doc in DOCS:
        for path in named.findall(doc.read_text(encoding="utf-8")):
            assert (ROOT / path).exists(), f"{doc.name}：{path}"


def test_the_channel_example_compiles() -> None:
    text = (ROOT / "docs" / "add-channel.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    body = "".join(f"    {line}\n" for line in block.splitlines() if not line.startswith("from "))
    compile(f"async def example(request):\n{body}", "add-channel.md", "exec")
    for module, name in re.findall(r"from (\S+) import (\S+)", block):
        assert hasattr(__import__(module, fromlist=[name]), name)
