"""找过时说法：词表和判断条件在 outdated_words.yaml，按句子看上下文。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from catalog.schema import BasicItem, ServicePackage
from catalog.yaml_lines import read_yaml

WORDS = Path(__file__).parent / "outdated_words.yaml"
_SENTENCE = re.compile(r"[^。；;！？!?\n]+")
_SKIPPED = {"code", "basis", "aliases", "url", "source", "source_name", "checked", "captured", "portal", "item", "q"}
FieldPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Rule:
    """一条过时说法的判断条件。"""

    id: str
    pattern: re.Pattern[str]
    why: str
    remedy: str
    say: str
    only: re.Pattern[str] | None
    skip_only: re.Pattern[str] | None
    nearby: re.Pattern[str] | None
    unless_record: re.Pattern[str] | None
    fields: frozenset[str]


@dataclass(frozen=True)
class Hit:
    """命中：哪条规则、在哪个字段、是哪一句。"""

    rule: Rule
    path: FieldPath
    sentence: str
    word: str


@dataclass(frozen=True)
class Words:
    """整张词表。"""

    negated: re.Pattern[str]
    rules: tuple[Rule, ...]
    sole_basis: tuple[dict[str, str], ...]


def _compiled(text: str | None) -> re.Pattern[str] | None:
    """正则；没写就是 None。"""
    return re.compile(text) if text else None


@cache
def load_words(path: Path = WORDS) -> Words:
    """读词表。"""
    content: dict[str, Any] = read_yaml(path).content
    rules = tuple(
        Rule(
            id=rule["id"],
            pattern=re.compile(rule["pattern"]),
            why=rule["why"],
            remedy=rule["remedy"],
            say=rule["say"],
            only=_compiled(rule.get("only")),
            skip_only=_compiled(rule.get("skip_only")),
            nearby=_compiled(rule.get("with")),
            unless_record=_compiled(rule.get("unless_record")),
            fields=frozenset(rule.get("fields", ())),
        )
        for rule in content["rules"]
    )
    return Words(re.compile(content["negated"]), rules, tuple(content["sole_basis"]))


def texts(value: Any, path: FieldPath = ()) -> Iterator[tuple[FieldPath, str]]:
    """一条记录里给人看的每段文字和它的字段路径；代码、别名、问法、网址不算。"""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in _SKIPPED:
                yield from texts(part, (*path, key))
    elif isinstance(value, list | tuple):
        for index, part in enumerate(value):
            yield from texts(part, (*path, index))


def outdated_hits(record: BasicItem | ServicePackage) -> list[Hit]:
    """一条记录里的过时说法。"""
    words = load_words()
    content = record.model_dump(mode="json", exclude_defaults=True)
    passages = list(texts(content))
    everything = "\n".join(text for _, text in passages)
    subject = record.name
    hits: list[Hit] = []
    for rule in words.rules:
        if not rule.pattern.search(everything):
            continue
        if rule.only and not rule.only.search(subject):
            continue
        if rule.skip_only and rule.skip_only.search(subject):
            continue
        if rule.unless_record and rule.unless_record.search(everything):
            continue
        for path, text in passages:
            if rule.fields and path[0] not in rule.fields:
                continue
            for sentence in _SENTENCE.findall(text):
                found = rule.pattern.search(sentence)
                if not found or words.negated.search(sentence):
                    continue
                if rule.nearby and not rule.nearby.search(sentence):
                    continue
                hits.append(Hit(rule, path, sentence.strip(), found[0]))
    return hits
