"""建主环境和机器人环境。每一步装完写一个印记，锁文件没变就什么也不做、也不联网。"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from .progress import SetupError, run_step, say
from .pythons import find_python

MAIN_PYTHONS = ["3.11", "3.12", "3.13"]
BOT_PYTHON = "3.10"
TORCH = "torch==2.13.0"
NETWORK_REMEDY = "多半是网络或软件源的问题：检查网络、代理和 pip 的软件源配置，然后重新运行同一条命令，会接着装。"


def digest(*parts: bytes) -> str:
    """返回内容指纹，用来判断环境是否还对得上锁文件。"""
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def stamped(env: Path, name: str, want: str) -> bool:
    """这一步是否已经按同样的内容装好。"""
    stamp = env / ("zhilu-" + name + ".stamp")
    return stamp.is_file() and stamp.read_text() == want


def stamp(env: Path, name: str, want: str) -> None:
    """记下这一步装的是什么内容。"""
    (env / ("zhilu-" + name + ".stamp")).write_text(want)


def python_in(env: Path) -> Path:
    """环境里的解释器路径。"""
    return env / "bin" / "python"


def works(env: Path) -> bool:
    """环境是否存在并且解释器跑得起来（系统升级后旧环境可能已经坏了）。"""
    if not python_in(env).exists():
        return False
    return subprocess.run([str(python_in(env)), "-c", "0"], capture_output=True).returncode == 0


def prepare_main(root: Path, dev: bool) -> None:
    """准备 `.venv`：先用 pip 装 torch，再按锁装其余的包，最后把本项目装成可编辑模式。"""
    env, lock = root / ".venv", root / "requirements" / "main.lock"
    want = digest(TORCH.encode(), lock.read_bytes(), (root / "pyproject.toml").read_bytes(), str(root).encode())
    if not stamped(env, "main", want):
        _install_main(root, env, lock)
        stamp(env, "main", want)
    if dev:
        dev_lock = root / "requirements" / "dev.lock"
        want_dev = digest(dev_lock.read_bytes())
        if not stamped(env, "dev", want_dev):
            _pip(env, "装测试和检查工具", ["--no-deps", "-r", str(dev_lock)])
            stamp(env, "dev", want_dev)


def _install_main(root: Path, env: Path, lock: Path) -> None:
    """建 `.venv` 并装包。"""
    if not works(env):
        found = find_python(MAIN_PYTHONS)
        if found is None:
            raise SetupError(
                "没有找到 Python 3.11 或更新的版本",
                "请先安装 Python 3.11（例如 apt install python3.11 python3.11-venv）。",
            )
        python, version = found
        say(f"准备主环境 .venv（Python {version}，{python}）。第一次要下载约 1 GB，之后不再联网。")
        run_step("建 .venv", [python, "-m", "venv", "--clear", str(env)], env.parent / ".zhilu" / "logs" / "setup.log",
                 "Debian/Ubuntu 请先安装 python3-venv。")
    torch_from = os.environ.get("TORCH_INDEX_URL")
    if not torch_from:
        say("装 torch：用 pip 已配置的软件源。若在下载几 GB 的 CUDA 版，请先设 TORCH_INDEX_URL 为 CPU 版软件源。")
    extra = ["--index-url", torch_from] if torch_from else []
    _pip(env, "装 " + TORCH, [TORCH, "-c", str(lock), *extra])
    _pip(env, "按 requirements/main.lock 装其余的包", ["--no-deps", "-r", str(lock)])
    _pip(env, "装本项目（可编辑模式）", ["--no-deps", "--no-build-isolation", "-e", str(root)])


def _pip(env: Path, title: str, arguments: list[str]) -> None:
    """在环境里跑一次 pip install。"""
    run_step(title, [str(python_in(env)), "-m", "pip", "install", "--disable-pip-version-check", *arguments],
             env.parent / ".zhilu" / "logs" / "setup.log", NETWORK_REMEDY)


def prepare_bot(root: Path) -> None:
    """准备 `.venv-bot`：Rasa 3.6 只能装在 Python 3.10，用 uv 装（比 pip 快四倍）并预编译字节码。"""
    env, lock = root / ".venv-bot", root / "requirements" / "bot.lock"
    want = digest(lock.read_bytes())
    if stamped(env, "bot", want):
        return
    log = root / ".zhilu" / "logs" / "setup.log"
    uv = str(root / ".venv" / "bin" / "uv")
    uv = uv if Path(uv).exists() else (shutil.which("uv") or "")
    if not uv:
        raise SetupError("没有找到 uv", "请先准备主环境：make setup-main。")
    if not works(env):
        found = find_python([BOT_PYTHON], uv=uv)
        if found:
            say(f"准备机器人环境 .venv-bot（Python {found[1]}，{found[0]}）。")
        else:
            say(f"这台机器上没有能运行的 Python {BOT_PYTHON}，由 uv 下载一份（约 30 MB，只给机器人用）。")
        run_step("建 .venv-bot", [uv, "venv", "--clear", "--python", found[0] if found else BOT_PYTHON, str(env)], log,
                 f"下载不了 Python {BOT_PYTHON} 时，请自行安装（pyenv install 3.10 或系统包），再重新运行。")
    install = [uv, "pip", "install", "--python", str(python_in(env)), "--no-deps", "--compile-bytecode"]
    run_step("装 Rasa（requirements/bot.lock）", [*install, "-r", str(lock)], log, NETWORK_REMEDY)
    stamp(env, "bot", want)
