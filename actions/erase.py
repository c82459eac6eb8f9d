"""服务没在运行时擦除：`python -m actions.erase --state-dir 目录 对话编号`，删掉这个对话存过的指南。"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from actions.resume import SavedGuides, StorageOff, Tries


def main(argv: list[str] | None = None) -> int:
    """命令行入口；擦掉了（或本来就没有）返回 0，数据库用不了返回 1。"""
    parser = argparse.ArgumentParser(description="擦除一个对话存过的指南")
    parser.add_argument("conversation")
    parser.add_argument("--state-dir", type=Path, required=True)
    args = parser.parse_args(argv)
    saved = SavedGuides.open(os.environ.get("ZHILU_DATABASE_URL") or args.state_dir, 1, Tries(1, 1, 1))
    try:
        saved.erase(args.conversation)
    except StorageOff:
        print("存指南的数据库现在用不了", file=sys.stderr)
        return 1
    finally:
        saved.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
