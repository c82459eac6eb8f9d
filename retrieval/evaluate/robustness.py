"""耐不耐错：同一批题分别加错字、同音字、转繁体、加废话、换全角，看前三名命中掉多少。

改法有种子，谁来跑都一样；同一题改前改后成对比较，区间是差值的自助法区间。
"""

from __future__ import annotations

import functools
import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from retrieval.evaluate.judgements import Judgement
from retrieval.evaluate.running import evaluate
from retrieval.metrics import interval
from retrieval.searcher import Searcher
from retrieval.training.noise import Noise

SEED = 20261123
OPENINGS = ("那个，", "哎，问一下哈，", "你好啊麻烦问一句，", "嗯……就是说，", "师傅你好，我想咨询一下，")
ENDINGS = ("，谢谢啦", "，急急急", "，有没有人知道啊", "，麻烦了哈", "，在线等")
FILLERS = ("呃", "那个", "就是", "嘛", "啥的")

Change = Callable[[str, random.Random], str]


@dataclass(frozen=True)
class Robustness:
    """一种改法的成绩：改了多少题，改前改后的 hit@1、hit@3，以及 hit@3 掉多少（百分点）和 95% 区间。"""

    name: str
    changed: int
    before: tuple[float, float]
    after: tuple[float, float]
    drop: float
    low: float
    high: float


def typo(text: str, rng: random.Random) -> str:
    """返回打错的句子：换两个相邻的字，或漏一个字。"""
    places = [place for place in range(len(text) - 1) if text[place : place + 2].isalpha()]
    if len(text) < 5 or not places:
        return text
    place = rng.choice(places)
    if rng.random() < 0.5:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text[:place] + text[place + 1 :]


def noise_words(text: str, rng: random.Random) -> str:
    """返回前后加了寒暄、中间夹了口头语的句子。"""
    middle = rng.randrange(len(text) + 1)
    return rng.choice(OPENINGS) + text[:middle] + rng.choice(FILLERS) + text[middle:] + rng.choice(ENDINGS)


def traditional(text: str, rng: random.Random) -> str:
    """返回繁体（香港用字）的句子。"""
    converted: str = _to_traditional().convert(text)
    return converted


@functools.cache
def _to_traditional() -> Any:
    from opencc import OpenCC

    return OpenCC("s2hk")


def full_width(text: str, rng: random.Random) -> str:
    """返回字间有空格、标点和数字换成全角的句子（输入法和复制粘贴常见）。"""
    wide = "".join(chr(ord(ch) + 0xFEE0) if "!" <= ch <= "~" else ch for ch in text)
    return " ".join(wide[at : at + 4] for at in range(0, len(wide), 4))


def changes(searcher: Searcher) -> dict[str, Change]:
    """返回名字 → 改法；同音字取自目录和问句里出现过的字。"""
    texts = [view.text for view in searcher.state.index.national.texts]
    texts += [asked for view in searcher.state.index.national.texts for asked in view.asked]
    return {
        "错字（换位、漏字）": typo,
        "同音字": Noise(texts),
        "繁体": traditional,
        "废话": noise_words,
        "全角和空格": full_width,
    }


def robustness(searcher: Searcher, questions: Sequence[Judgement]) -> list[Robustness]:
    """返回各种改法的成绩；没有变化的题（太短、没有同音字）不算。"""
    plain = evaluate(searcher, questions)
    out = []
    for name, change in changes(searcher).items():
        rng = random.Random(SEED)
        pairs = [(answer, change(answer.question.query, rng)) for answer in plain.answers]
        pairs = [(answer, text) for answer, text in pairs if text != answer.question.query]
        altered = evaluate(searcher, [replace(answer.question, query=text) for answer, text in pairs])
        old = [answer.values for answer, _ in pairs]
        new = [answer.values for answer in altered.answers]
        falls = [100 * (a["hit@3"] - b["hit@3"]) for a, b in zip(old, new, strict=True)]
        low, high = interval(falls)
        drop = statistics.fmean(falls) if falls else 0.0
        out.append(Robustness(name, len(pairs), _hits(old), _hits(new), round(drop, 2), round(low, 2), round(high, 2)))
    return out


def robustness_table(rows: Sequence[Robustness]) -> str:
    """返回给人看的表。"""
    lines = ["| 改法 | 题 | 改前 hit@1 / @3 | 改后 hit@1 / @3 | hit@3 掉（百分点） |", "|---|---|---|---|---|"]
    for row in rows:
        before, after = (f"{one:.3f} / {three:.3f}" for one, three in (row.before, row.after))
        fall = f"{row.drop:.1f} [{row.low:.1f}, {row.high:.1f}]"
        lines.append(f"| {row.name} | {row.changed} | {before} | {after} | {fall} |")
    return "\n".join(lines)


def _hits(values: Sequence[dict[str, float]]) -> tuple[float, float]:
    if not values:
        return 0.0, 0.0
    first, third = (statistics.fmean(value[metric] for value in values) for metric in ("hit@1", "hit@3"))
    return round(first, 4), round(third, 4)
