"""`python -m connectors.setup.lock`：从已装好的环境算出锁文件（只写“包名==版本”，不写软件源）。"""

from __future__ import annotations

import subprocess
import tomllib
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# torch 由安装脚本单独处理：锁里写了，CPU 版的本地版本号在别的机器上就装不上。
APART = {"torch"}


def closure(wanted: list[str]) -> dict[str, str]:
    """返回这些要求连同全部依赖的 {包名: 版本}，以当前环境装的为准。"""
    found: dict[str, str] = {}
    queue = [(Requirement(one), frozenset(Requirement(one).extras)) for one in wanted]
    seen: set[tuple[str, frozenset[str]]] = set()
    while queue:
        requirement, extras = queue.pop()
        name = canonicalize_name(requirement.name)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        dist = distribution(requirement.name)
        found[name] = dist.version
        for line in dist.requires or []:
            needed = Requirement(line)
            contexts = [{"extra": extra} for extra in {"", *extras}]
            if needed.marker is None or any(needed.marker.evaluate(context) for context in contexts):
                queue.append((needed, frozenset(needed.extras)))
    return found


def write(path: Path, title: str, pins: dict[str, str]) -> None:
    """写一个锁文件，按包名排序。"""
    lines = [f"{name}=={version}" for name, version in sorted(pins.items()) if name not in APART]
    path.write_text(f"# {title}\n" + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{path.name}: {len(lines)} 个包")


def main() -> None:
    """重写 requirements/ 下的三个锁文件。"""
    root = Path(__file__).resolve().parents[2]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    runtime = closure(project["project"]["dependencies"])
    dev = closure(project["dependency-groups"]["dev"])
    folder = root / "requirements"
    write(folder / "main.lock", "主环境（Python 3.11）。由 make lock 生成；torch 由安装脚本另装。", runtime)
    only_dev = {name: version for name, version in dev.items() if name not in runtime}
    write(folder / "dev.lock", "测试与检查工具。由 make lock 生成。", only_dev)
    bot_python = root / ".venv-bot" / "bin" / "python"
    if bot_python.exists():
        frozen = subprocess.run(
            ["uv", "pip", "freeze", "--python", str(bot_python)], capture_output=True, text=True, check=True
        ).stdout
        pins = dict(line.split("==", 1) for line in frozen.splitlines() if "==" in line)
        write(folder / "bot.lock", "机器人环境（Python 3.10，Rasa 3.6）。由 make lock 生成。", pins)


if __name__ == "__main__":
    main()
