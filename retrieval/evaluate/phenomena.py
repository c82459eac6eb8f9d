"""一句问句有哪些“难处”：按字面认，一句可以有几样；成绩按它们分开看，就知道差在哪种说法上。"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from retrieval.normalise import clean, to_simplified, word_tables
from retrieval.tokens import tokens

FRAGMENT, LETTER = 8, 60
"""不超过这么多字算碎片，不少于这么多字算长信。"""
_NEGATION = re.compile(r"不是|不用|不要|没有?办?过|别|并非")
_FIELD = re.compile(
    r"多少钱|收费|费用|材料|带什么|带啥|多久|几天|多长时间|去哪|在哪|哪里|能不能|可不可以|代办|条件|资格"
)
_ENGLISH = re.compile(r"[a-zA-Z]{2,}")
_NUMBER = re.compile(r"\d")


def _dialect(text: str) -> bool:
    words = word_tables()
    return any(word in text for word in (*words["dialect"], *words["cantonese"]))


CHECKS: dict[str, Callable[[str], bool]] = {
    "碎片": lambda text: len(clean(text)) <= FRAGMENT,
    "长信": lambda text: len(text) >= LETTER,
    "繁体": lambda text: to_simplified(text) != text,
    "方言": _dialect,
    "否定": lambda text: bool(_NEGATION.search(text)),
    "问一项": lambda text: bool(_FIELD.search(text)),
    "夹英文": lambda text: bool(_ENGLISH.search(text)),
    "带数字": lambda text: bool(_NUMBER.search(text)),
}
"""难处 → 怎么认。另有两样要看答案的：“没说名字”“一件事”。"""


def phenomena(text: str, names: Iterable[str] = (), package: bool = False) -> list[str]:
    """返回这句问句的难处；`names` 是答案的官方名与别名，`package` 是答案是不是一件事。"""
    found = [name for name, check in CHECKS.items() if check(text)]
    said = {word for word in tokens(clean(text)) if not word.startswith("#")}
    wanted = {word for name in names for word in tokens(clean(name)) if not word.startswith("#")}
    if wanted and not said & wanted:
        found.append("没说名字")
    if package:
        found.append("一件事")
    return found or ["平常话"]
