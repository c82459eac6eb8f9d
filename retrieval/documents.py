"""检索要从目录拿什么：文档和目录的约定，以及一篇文档用哪几种文字去编码。"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from retrieval.normalise import clean

NATION = "000000"


class Document(Protocol):
    """目录里一段不同的文字：一个事项或一件事；同文的各地记录合成一篇，`regions` 列出各地。"""

    doc_id: str
    code: str
    kind: str
    name: str
    summary: str
    aliases: Any
    situations: Any
    theme: str
    audience: Any
    regions: Any
    basic_code: str


class Store(Protocol):
    """检索用到的目录读接口。"""

    release: str

    def documents(self) -> Iterable[Any]:
        """返回当前发布版的全部文档。"""
        ...


@dataclass(frozen=True)
class Views:
    """一篇文档的各种说法，分别编码：官方名、名加说明、别名与情形、百姓问句。"""

    name: str
    text: str
    aliases: tuple[str, ...]
    asked: tuple[str, ...]


def views(document: Document, questions: Mapping[str, list[str]], most_asked: int, most_aliases: int) -> Views:
    """返回一篇文档的各种说法；问句按事项编码取，各地记录不重复放问句（它们随基本事项走）。"""
    name = _clean(document.name)
    # 一件事的情形选项多是“有”“没有”一类，只用第一个（事件名）；事项的情形是常见问题，都用
    situations = list(document.situations)[:1] if document.kind == "package" else list(document.situations)
    aliases = dict.fromkeys(_clean(word) for word in [*document.aliases, *situations])
    aliases.pop(name, None)
    asked = dict.fromkeys(_clean(question) for question in questions.get(document.code, []))
    return Views(
        name=name,
        text=f"{name}。{_clean(document.summary)}" if document.summary else name,
        aliases=tuple(aliases)[:most_aliases],
        asked=tuple(asked)[:most_asked],
    )


@functools.lru_cache(maxsize=1 << 17)
def _clean(text: str) -> str:
    """换版时绝大多数文字没变，记住就不必再规范化一遍。"""
    return clean(text)
