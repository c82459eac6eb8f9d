"""测试要用的系统程序（浏览器、数据库、缓存、Node）：缺了就用系统的包管理器装。运行服务用不到它们。"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from .progress import SetupError, run_step, say

LISTED = Path("requirements") / "programs.txt"


def missing(listed: str) -> list[str]:
    """返回还没有的程序所在的 Debian 包名。`listed` 每行“包名 程序路径或名字”，`#` 起头是说明。"""
    wanted = []
    for line in listed.splitlines():
        if line.strip() and not line.startswith("#"):
            package, program = line.split()
            if not (shutil.which(program) or list(Path("/").glob(program.lstrip("/")))):
                wanted.append(package)
    return wanted


def prepare_programs(root: Path) -> None:
    """缺什么装什么；没有权限或不是 Debian 系就说清要装哪些。"""
    packages = missing((root / LISTED).read_text(encoding="utf-8"))
    if not packages:
        return
    remedy = "请用管理员身份安装：apt-get install " + " ".join(packages)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SetupError("测试要用的程序还没有装：" + "、".join(packages), remedy)
    say("装测试要用的程序：" + "、".join(packages))
    log = root / ".zhilu" / "logs" / "setup.log"
    run_step("更新软件包目录", ["apt-get", "update", "-qq"], log, remedy)
    # 数据库装好后不要自己起来：测试会在自己的目录里起
    command = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", "--no-install-recommends"]
    run_step("安装 " + " ".join(packages), [*command, *packages], log, remedy)
