"""`zhilu evaluate`：把参数交给 retrieval 的评测。"""

from __future__ import annotations

import sys


def evaluate(arguments: list[str]) -> int:
    """运行评测，返回退出码。"""
    from retrieval.evaluate.__main__ import main

    sys.argv = ["zhilu evaluate", *arguments]
    return int(main() or 0)
