"""安装过程的中文进度：终端里一行滚动，重定向到文件时每隔一段时间写一行。"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

QUIET_LINE_EVERY_S = 20
TAIL_LINES = 25


class SetupError(Exception):
    """准备环境失败。`remedy` 告诉使用者怎么办。"""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


def say(text: str) -> None:
    """打印一行中文说明。"""
    print("指路 · " + text, flush=True)


def run_step(title: str, command: list[str], log: Path, remedy: str) -> None:
    """运行一步安装并显示已用时间和当前在装的包；失败时给出日志末尾和补救办法。"""
    started, shown, current = time.monotonic(), 0.0, ""
    tty = sys.stdout.isatty()
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as sink:
        sink.write("\n$ " + " ".join(command) + "\n")
        child = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace"
        )
        assert child.stdout is not None
        tail: list[str] = []
        for line in child.stdout:
            sink.write(line)
            tail = [*tail[-TAIL_LINES:], line.rstrip()]
            word = line.split()
            if word and word[0] in ("Collecting", "Downloading", "Building", "Prepared", "Installed", "Bytecode"):
                current = " ".join(word[:2])
            now = time.monotonic()
            if tty and now - shown > 0.2:
                shown = now
                print(f"\r\033[K  {title} … {now - started:.0f} 秒  {current[:50]}", end="", flush=True)
            elif not tty and now - started > QUIET_LINE_EVERY_S and now - shown > QUIET_LINE_EVERY_S:
                shown = now
                print(f"  {title} … 已 {now - started:.0f} 秒  {current[:50]}", flush=True)
        code = child.wait()
    took = time.monotonic() - started
    mark = "✓" if code == 0 else "✗"
    print(("\r\033[K" if tty else "") + f"  {mark} {title}（{took:.0f} 秒）", flush=True)
    if code != 0:
        print("\n".join("    " + line for line in tail), flush=True)
        raise SetupError(f"“{title}”没有成功（退出码 {code}），完整日志在 {log}", remedy)
