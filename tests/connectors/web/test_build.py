"""装好的文件与源码一致、够小、随包发布，使用者不需要 Node。"""

import gzip
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from connectors.building.places import ROOT
from tests.support.browsing import SOURCE, node_modules

BUILT = ROOT / "connectors" / "web" / "built"
LOADER_BYTES = 5 * 1024
WIDGET_BYTES = 40 * 1024
WIDGET = ["loader.js", "embed.html", "chat.js", "chat.css", "icon.svg"]
"""别的网站的访客点开框之前和之后要下载的全部文件。"""


def sent(name: str) -> int:
    """网关实际送出的字节数（gzip）。"""
    return len(gzip.compress((BUILT / name).read_bytes(), 9))


def test_the_loader_and_the_whole_widget_are_small() -> None:
    assert sent("loader.js") <= LOADER_BYTES
    assert sum(sent(name) for name in WIDGET) <= WIDGET_BYTES


def test_nothing_foreign_is_named_in_the_built_files() -> None:
    """装好的文件里没有一个外部网址（SVG 的命名空间不是网址）。"""
    for path in BUILT.glob("*"):
        text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "https://" not in text.replace('"https:"', "") and "http://" not in text, path.name


@pytest.mark.slow
def test_types_are_strict_and_right() -> None:
    done = subprocess.run(
        ["node", str(node_modules() / "typescript" / "bin" / "tsc"), "--noEmit"],
        cwd=SOURCE,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    assert '"strict": true' in (SOURCE / "tsconfig.json").read_text("utf-8")


@pytest.mark.slow
def test_building_again_gives_the_same_bytes(tmp_path: Path) -> None:
    """源码改了忘了装，或装好的文件被手改过，都会在这里发现。"""
    node_modules()
    done = subprocess.run(["node", "build.mjs", str(tmp_path / "built")], cwd=SOURCE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    fresh = {path.name: path.read_bytes() for path in (tmp_path / "built").iterdir()}
    kept = {path.name: path.read_bytes() for path in BUILT.iterdir()}
    assert sorted(fresh) == sorted(kept)
    assert [name for name in fresh if fresh[name] != kept[name]] == [], "请运行 make web"


@pytest.mark.slow
def test_the_wheel_carries_the_built_files_and_no_source(tmp_path: Path) -> None:
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in files.split("\0"):
        if name and (name.startswith("connectors/") or name in ("pyproject.toml", "README.md")):
            target = tmp_path / "copy" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
    (tmp_path / "copy/connectors/web/source/node_modules").mkdir()
    (tmp_path / "copy/connectors/web/source/node_modules/x.js").write_text("x")
    build = "from setuptools import build_meta; build_meta.build_wheel('..')"
    done = subprocess.run([sys.executable, "-c", build], cwd=tmp_path / "copy", capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {f"connectors/web/built/{path.name}" for path in BUILT.iterdir()} <= set(names)
    assert [name for name in names if "connectors/web/source" in name] == []
