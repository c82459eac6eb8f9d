"""命令行 `zhilu`。每个命令用到什么才引用什么，`zhilu --help` 才能马上出来。"""

from __future__ import annotations

from typing import Any


def main() -> None:
    """控制台脚本的入口。命令或环境变量写错时，用中文说清是哪一个。"""
    import sys

    import typer

    from connectors.cli.app import app
    from connectors.cli.chinese import is_usage_error, told

    try:
        sys.exit(app(prog_name="zhilu", standalone_mode=False))
    except typer.Abort:
        sys.exit(130)
    except Exception as problem:
        if type(problem).__name__ == "ValidationError" and getattr(problem, "title", "") == "Settings":
            wrong_variables(problem)
        elif type(problem).__name__ == "NoArgsIsHelpError":
            problem.show()  # type: ignore[attr-defined]
        elif is_usage_error(problem):
            print(told(problem), file=sys.stderr)
        else:
            raise
        sys.exit(2)


def wrong_variables(problem: Any) -> None:
    """逐个说出写错的环境变量。"""
    import sys

    for error in problem.errors():
        name = "_".join(str(part) for part in error["loc"]).upper()
        print(f"环境变量 ZHILU_{name} 写得不对：{error['input']!r}（{error['msg']}）", file=sys.stderr)
