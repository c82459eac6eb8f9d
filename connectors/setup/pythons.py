"""在这台机器上找一个真能运行的 Python。"""

from __future__ import annotations

import glob
import os
import subprocess
from pathlib import Path

PROBE = "import sys, ssl, sqlite3, venv; print('%d.%d' % sys.version_info[:2])"


def version_of(python: str) -> str | None:
    """真的运行一次，返回 "3.11" 这样的版本号；跑不起来（例如 pyenv 的空壳）返回 None。"""
    try:
        done = subprocess.run([python, "-c", PROBE], capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def on_path(name: str, path: str) -> list[str]:
    """返回 PATH 每一段里叫这个名字的可执行文件，先后次序与 PATH 一致。"""
    found = [os.path.join(folder, name) for folder in path.split(os.pathsep) if folder]
    return [one for one in found if os.path.isfile(one) and os.access(one, os.X_OK)]


def under_pyenv(version: str, root: Path) -> list[str]:
    """返回 pyenv 装好的这个版本，补丁号大的在前。"""
    found = glob.glob(str(root / "versions" / (version + ".*") / "bin" / ("python" + version)))
    return sorted(found, key=lambda one: [int(n) for n in Path(one).parts[-3].split(".") if n.isdigit()], reverse=True)


def from_uv(version: str, uv: str | None) -> list[str]:
    """返回 uv 已经知道的这个版本（不下载）。"""
    if not uv:
        return []
    try:
        done = subprocess.run([uv, "python", "find", "--no-python-downloads", version],
                              capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return [done.stdout.strip()] if done.returncode == 0 and done.stdout.strip() else []


def find_python(
    versions: list[str], path: str | None = None, pyenv_root: Path | None = None, uv: str | None = None
) -> tuple[str, str] | None:
    """按给定版本的先后找第一个真能运行的 Python，返回（路径, 版本）；一个也没有返回 None。"""
    path = os.environ.get("PATH", "") if path is None else path
    root = pyenv_root or Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for version in versions:
        names = ["python" + version, "python3", "python"]
        candidates = [one for name in names for one in on_path(name, path)]
        for candidate in candidates + under_pyenv(version, root) + from_uv(version, uv):
            if version_of(candidate) == version:
                return candidate, version
    return None
