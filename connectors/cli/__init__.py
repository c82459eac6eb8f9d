"""命令行 `zhilu`。每个命令用到什么才引用什么，`zhilu --help` 才能马上出来。"""

from __future__ import annotations


def main() -> None:
    """控制台脚本的入口。环境变量写错时说清是哪一个。"""
    import sys

    from pydantic import ValidationError

    from connectors.cli.app import app

    try:
        app(prog_name="zhilu")
    except ValidationError as problem:
        if problem.title != "Settings":
            raise
        for error in problem.errors():
            name = "_".join(str(part) for part in error["loc"]).upper()
            print(f"环境变量 ZHILU_{name} 写得不对：{error['input']!r}（{error['msg']}）", file=sys.stderr)
        sys.exit(2)
