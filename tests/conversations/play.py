"""`python -m tests.conversations.play 地址 [现象或题号…]`：对着正在跑的服务演考题，列出每处不合格。

过了的和还没过的（`cases/open/`）都演；`--promote` 把这次过了的从 open 移出来。
"""

from __future__ import annotations

import argparse
import re
from collections import Counter

import httpx

from tests.conversations.cases import FOLDER, OPEN, Case, read_cases
from tests.conversations.language import Conversation
from tests.conversations.test_cases import check


def play(client: httpx.Client, case: Case) -> list[str]:
    """演一题，返回不合格之处；前一句不合格也接着说，看后面还有什么。"""
    conversation, problems = Conversation(client, case.region or None), []
    for turn in case.turns:
        try:
            check(turn, conversation.say(turn.say))
        except AssertionError as problem:
            reply = conversation.text.replace("\n", " / ")[:160]
            problems.append(f"“{turn.say}” {str(problem).splitlines()[0]}｜答：{reply}")
    return problems


def promote(phenomenon: str, passed: set[str]) -> None:
    """把过了的题从 open 移到正式的文件末尾。"""
    source = OPEN / f"{phenomenon}.yaml"
    head, *cases = re.split(r"(?m)^(?=- id: )", source.read_text("utf-8"))
    moved = [case for case in cases if case.split()[2] in passed]
    kept = [case for case in cases if case not in moved]
    target = FOLDER / source.name
    target.write_text((target.read_text("utf-8") if target.exists() else head) + "".join(moved), "utf-8")
    source.write_text(head + "".join(kept), "utf-8") if kept else source.unlink()


def main() -> None:
    """命令行入口。"""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base")
    parser.add_argument("only", nargs="*")
    parser.add_argument("--promote", action="store_true")
    arguments = parser.parse_args()
    done, good, passed_open = Counter[str](), Counter[str](), dict[str, set[str]]()
    with httpx.Client(base_url=arguments.base, timeout=60, trust_env=False) as client:
        for folder in (FOLDER, OPEN):
            for phenomenon, case in read_cases(folder):
                if arguments.only and not {phenomenon, case.id} & set(arguments.only):
                    continue
                problems = play(client, case)
                done[phenomenon] += 1
                good[phenomenon] += not problems
                if not problems and folder is OPEN:
                    passed_open.setdefault(phenomenon, set()).add(case.id)
                mark = "退步" if problems and folder is FOLDER else ""
                for problem in problems:
                    print(f"{phenomenon}/{case.id} {mark} {problem}")
    for phenomenon in sorted(done):
        print(f"{phenomenon}: {good[phenomenon]}/{done[phenomenon]}")
    print(f"合计：{good.total()}/{done.total()}")
    if arguments.promote:
        for phenomenon, passed in passed_open.items():
            promote(phenomenon, passed)


if __name__ == "__main__":
    main()
