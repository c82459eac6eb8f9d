"""状态文件 STATE/run/status.json：看护进程写，`zhilu status` 和网关读。"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from connectors.supervisor.instance import is_running

NAME = "status.json"


def write(run_dir: Path, status: dict[str, Any]) -> None:
    """整份换上新状态，读的人不会看到半截。"""
    run_dir.mkdir(parents=True, exist_ok=True)
    scratch = run_dir / (NAME + ".new")
    scratch.write_text(json.dumps(status, ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(scratch, run_dir / NAME)


def read(run_dir: Path) -> dict[str, Any] | None:
    """返回正在运行的那份状态；没有在运行返回 None（上次意外退出留下的文件不算数）。"""
    path = run_dir / NAME
    if not is_running(run_dir) or not path.exists():
        return None
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded
