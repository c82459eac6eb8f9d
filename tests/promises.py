"""承诺表：`python -m tests.promises > docs/promises.md`。

只读测试的源码：带 `@pytest.mark.promise("…")` 的测试各占一行；名字改了、测试删了，表就对不上，
tests/test_promises.py 会指出来。
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).parent
HEAD = """# 承诺与证明

由 `python -m tests.promises > docs/promises.md` 从测试生成，不要手改。每条承诺后面是证明它的测试；
标“慢”的要起真的进程或浏览器，CI 会跑，`make test CI=true` 也会跑。
"""
TITLES = {
    "actions": "指南与对话", "bot": "机器人", "catalog": "目录", "connectors": "渠道、网关与运行",
    "conversations": "整段对话", "degradation": "出了毛病时", "deploy": "部署清单", "fleet": "多台机器",
    "fuzz": "乱七八糟的输入",
    "privacy": "个人信息", "retrieval": "检索",
}


@dataclass(frozen=True)
class Promise:
    """一条承诺和证明它的测试。"""

    area: str
    text: str
    file: str
    test: str
    slow: bool


def promises() -> Iterator[Promise]:
    """全部承诺，按文件和出现的次序。"""
    for file in sorted(TESTS.rglob("test_*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        all_slow = any(_is_slow_module(node) for node in tree.body)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                marks = dict(_mark(one) for one in node.decorator_list)
                if marks.get("promise"):
                    where = file.relative_to(TESTS)
                    area = where.parts[0] if len(where.parts) > 1 else "connectors"
                    slow = all_slow or "slow" in marks
                    yield Promise(area, marks["promise"], f"tests/{where}", node.name, slow)


def _mark(decorator: ast.expr) -> tuple[str, str]:
    """装饰器 → （标记名, 第一个参数）。"""
    call = decorator if isinstance(decorator, ast.Call) else None
    target = call.func if call else decorator
    name = target.attr if isinstance(target, ast.Attribute) else ""
    first = call.args[0] if call and call.args else None
    return name, first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def _is_slow_module(node: ast.stmt) -> bool:
    """是否 `pytestmark = …slow…`。"""
    text = ast.unparse(node)
    return text.startswith("pytestmark =") and "mark.slow" in text


def page() -> str:
    """docs/promises.md 的全文。"""
    found = list(promises())
    parts = [HEAD, f"共 {len(found)} 条。\n"]
    for area in dict.fromkeys(sorted((one.area for one in found), key=lambda area: list(TITLES).index(area))):
        parts += [f"## {TITLES[area]}\n", "| 承诺 | 测试 |", "|---|---|"]
        for one in found:
            if one.area == area:
                slow = "（慢）" if one.slow else ""
                parts.append(f"| {one.text} | `{one.file}::{one.test}`{slow} |")
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    print(page(), end="")
