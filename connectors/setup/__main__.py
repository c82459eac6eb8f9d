"""`python3 -m connectors.setup main [dev] [bot] [programs]`：准备环境。由 Makefile 调用。"""

from __future__ import annotations

import fcntl
import sys
from pathlib import Path

from .envs import prepare_bot, prepare_main
from .programs import prepare_programs
from .progress import SetupError


def main(wanted: list[str]) -> int:
    """按名字准备环境，返回进程退出码。"""
    root = Path(__file__).resolve().parents[2]
    (root / ".zhilu").mkdir(exist_ok=True)
    # 两个终端同时 make 时，后一个等前一个装完，免得互相踩坏。
    with (root / ".zhilu" / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            prepare_main(root, dev="dev" in wanted)
            if "bot" in wanted:
                prepare_bot(root)
            if "programs" in wanted:
                prepare_programs(root)
        except SetupError as problem:
            print(f"指路 · {problem}\n  怎么办：{problem.remedy}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
