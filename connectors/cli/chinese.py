"""命令说明里框架自带的英文换成中文。"""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

WORDS = (
    ("Usage: ", "用法："),
    ("[OPTIONS]", "[选项]"),
    ("COMMAND [ARGS]...", "命令 [参数]…"),
    ("\nOptions:", "\n选项："),
    ("\nCommands:", "\n命令："),
    ("\nArguments:", "\n参数："),
    ("Show this message and exit.", "显示这段说明。"),
    ("[required]", "[必填]"),
    ("[default: ", "[默认 "),
)
ERRORS = (
    ("No such command", "没有这个命令"),
    ("No such option", "没有这个选项"),
    ("Missing argument", "缺少参数"),
    ("Missing option", "缺少选项"),
    ("Missing parameter", "缺少参数"),
    ("Invalid value for", "写得不对："),
    ("does not exist", "不存在"),
    ("Input should be a valid integer, unable to parse string as an integer", "应当是整数"),
    ("Got unexpected extra argument", "多了参数"),
)


def translated(text: str, words: tuple[tuple[str, str], ...]) -> str:
    """逐个换掉。"""
    for english, chinese in words:
        text = text.replace(english, chinese)
    return text


class Command(TyperCommand):
    """说明是中文的命令。"""

    def get_help(self, ctx: Any) -> str:
        """返回中文说明。"""
        return translated(super().get_help(ctx), WORDS)


class Group(TyperGroup):
    """说明是中文的一组命令。"""

    def get_help(self, ctx: Any) -> str:
        """返回中文说明。"""
        return translated(super().get_help(ctx), WORDS)


def is_usage_error(problem: Exception) -> bool:
    """是不是“命令写错了”：框架的这类异常都能给出说明和当时的命令。"""
    return hasattr(problem, "format_message") and hasattr(problem, "ctx")


def told(problem: Any) -> str:
    """把用法错误说成中文，并指给说明。"""
    where = problem.ctx.command_path if problem.ctx else "zhilu"
    return f"{translated(problem.format_message(), ERRORS)}\n看说明：{where} --help"
