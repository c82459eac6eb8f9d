"""训练样本：问句配上它的事项的某种说法；一批里放相近的事项，互为难负例。"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.documents import Views, views
from retrieval.normalise import LONG_QUERY, clean, informative_clauses
from retrieval.questions import Questions, load_questions
from retrieval.training.noise import Noise

NAME, TEXT, ALIAS, ASKED = 0.3, 0.15, 0.2, 0.35
"""正例取哪种说法的概率：官方名、名加说明、别名、同一事项的另一句问法。长的“名加说明”另有记忆库管，少取些，快一倍。"""
NOISY = 0.15
"""多少问句加错字。"""
NEIGHBOURS = 12
LETTER = 30
"""多少字以上算来信：来信在训练问句里不到一成，市民写的却多半是，所以一轮里取两次，配不同的正例。"""
LETTERS = Path(__file__).with_name("letters")
"""训练适配器时另加的来信：问句库多是一句话，市民写信要长三倍。"""


@dataclass(frozen=True)
class Example:
    """一个样本：问句、正例文字、正例是不是问句（决定提示词）、事项编号。"""

    query: str
    positive: str
    positive_is_query: bool
    item: int


@dataclass(frozen=True)
class TrainingSet:
    """训练用的事项：各种说法、问句，哪些事项互相不算错（一件事与它的步骤、有同名叫法的）、怎样加错字。"""

    codes: list[str]
    views: list[Views]
    queries: list[list[str]]
    compatible: np.ndarray
    noise: Noise
    confused: list[list[int]]

    def epoch(self, rng: random.Random) -> list[Example]:
        """返回一轮样本：每句问句一个，来信两个，另加每个事项一个别名当问句。"""
        out = []
        for item, queries in enumerate(self.queries):
            for query in (text for text in queries for _ in range(1 + (len(text) > LETTER))):
                example = self._example(item, query, rng)
                if rng.random() < NOISY:
                    example = replace(example, query=self.noise(example.query, rng))
                out.append(example)
            if self.views[item].aliases:
                out.append(self._example(item, rng.choice(self.views[item].aliases), rng, asked=False))
        return out

    def _example(self, item: int, query: str, rng: random.Random, asked: bool = True) -> Example:
        view, draw = self.views[item], rng.random()
        others = [text for text in self.queries[item] if text != query]
        if draw < NAME:
            return Example(query, view.name, False, item)
        if draw < NAME + TEXT or not asked:
            return Example(query, view.text, False, item)
        if draw < NAME + TEXT + ALIAS and view.aliases:
            return Example(query, rng.choice(view.aliases), False, item)
        if others:
            return Example(query, rng.choice(others), True, item)
        return Example(query, view.text, False, item)


def training_set(
    documents: Sequence[Any],
    questions: Mapping[str, list[str]],
    steps: Mapping[str, Sequence[str]],
    confused: Mapping[str, Sequence[str]],
) -> TrainingSet:
    """返回训练集。

    `steps` 是一件事编码 → 它的步骤事项编码，两者互相不当负例；`confused` 是编码 → 目录里写明的易混事项。
    """
    documents = [document for document in documents if not document.basic_code]
    codes = [document.code for document in documents]
    chosen = [views(document, {}, 0, 24) for document in documents]
    queries = [_queries(questions.get(code, [])) for code in codes]
    at = {code: place for place, code in enumerate(codes)}
    compatible = np.eye(len(codes), dtype=bool)
    for package, items in steps.items():
        for item in items:
            if package in at and item in at:
                compatible[at[package], at[item]] = compatible[at[item], at[package]] = True
    sharing: dict[str, list[int]] = {}
    for place, view in enumerate(chosen):
        for word in (view.name, *view.aliases):
            sharing.setdefault(word, []).append(place)
    for places in sharing.values():
        compatible[np.ix_(places, places)] = True
    noise = Noise([*(text for texts in queries for text in texts), *(view.text for view in chosen)])
    mixed = [[at[other] for other in confused.get(code, ()) if other in at] for code in codes]
    return TrainingSet(codes, chosen, queries, compatible, noise, mixed)


def _queries(texts: Sequence[str]) -> list[str]:
    """返回规范化的问句；长句另加最要紧的一段，和线上的用法一致。"""
    out: dict[str, None] = {}
    for text in texts:
        cleaned = clean(text)
        out[cleaned] = None
        if len(cleaned) > LONG_QUERY:
            for clause in informative_clauses(cleaned, 1):
                out[clause] = None
    return list(out)


def hard_batches(
    examples: Sequence[Example], neighbours: Sequence[Sequence[int]], size: int, rng: random.Random
) -> Iterator[list[Example]]:
    """把一轮样本分成批：每批由若干种子和它们的近邻事项组成，同一事项在一批里只出现一次。"""
    waiting: dict[int, list[Example]] = {}
    for example in examples:
        waiting.setdefault(example.item, []).append(example)
    for rows in waiting.values():
        rng.shuffle(rows)
    left = sum(map(len, waiting.values()))
    while left:
        batch: dict[int, Example] = {}
        # 剩得多的事项先当种子，免得最后几批全是同一事项
        seeds = sorted(waiting, key=lambda item: (-len(waiting[item]), rng.random()))
        for seed in seeds:
            for item in (seed, *neighbours[seed]):
                if len(batch) < size and item not in batch and waiting.get(int(item)):
                    batch[int(item)] = waiting[int(item)].pop()
            if len(batch) >= size:
                break
        waiting = {item: rows for item, rows in waiting.items() if rows}
        left -= len(batch)
        yield list(batch.values())


def nearest_items(vectors: np.ndarray, confused: Sequence[Sequence[int]], count: int = NEIGHBOURS) -> list[list[int]]:
    """返回每个事项最相近的几个事项（不含自己）：目录里写明易混的在前，其余按向量。"""
    similarity = vectors @ vectors.T
    np.fill_diagonal(similarity, -1)
    nearest = np.argsort(-similarity, axis=1)[:, :count].tolist()
    return [list(dict.fromkeys([*first, *rest]))[:count] for first, rest in zip(confused, nearest, strict=True)]


def with_letters(train: Mapping[str, list[str]], held_out: Collection[str]) -> Questions:
    """返回加上来信的训练问句；整个留出的事项（`held_out`）一封也不加，免得考题里的事项先学过。"""
    added = {code: texts for code, texts in load_questions(LETTERS).items() if code not in held_out}
    codes = [*train, *(code for code in added if code not in train)]
    return {code: [*train.get(code, []), *added.get(code, [])] for code in codes}
