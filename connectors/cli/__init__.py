"""命令行 `zhilu`。每个命令用到什么才引用什么，`zhilu --help` 才能马上出来。"""

from __future__ import annotations


def main() -> None:
    """控制台脚本的入口。"""
    from connectors.cli.app import app

    app(prog_name="zhilu")
