"""问句规范化：全角与繁体转换、粤语和方言常用词、去表情和寒暄、长句取要紧的几句。

原话另存；这里的结果只用来检索，不给人看。
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

WORDS_FILE = Path(__file__).with_name("words.yaml")
LONG_QUERY = 150
"""超过这么多字算长问句，另取要紧的几句单独编码。"""
MAX_CLAUSES = 3

_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0e\ufe0f\u200d\u20e3\U000e0020-\U000e007f]+")
_SPACES = re.compile(r"\s+")
_HAN_SPACE = re.compile(r"(?<=[\u3400-\u9fff，。？！、；：])\s+|\s+(?=[\u3400-\u9fff，。？！、；：])")
_REPEATS = re.compile(r"([^\w\s])\1+")
_LAUGH = re.compile(r"(哈|呵|嘻|啊|呜|唉|嗯|哦)\1{1,}")
_ASCII_STOPS = str.maketrans({",": "，", "?": "？", "!": "！", ";": "；", ":": "："})
_SENTENCE = re.compile(r"[^，。？！；\n]+[，。？！；\n]?")
_ASKING = re.compile(
    r"怎么|怎样|如何|吗|哪|什么|能不能|可不可以|可以|是否|需要|要不要|多少|多久|为何|谁|"
    r"办理|申请|申领|领取|补办|报销|提取|登记|注销|转移|变更|投诉|举报|证明|手续|流程|材料"
)


@dataclass(frozen=True)
class Query:
    """规范化后的问句：`text` 是整句，`clauses` 是长句里要紧的几段（短句为空）。"""

    raw: str
    text: str
    clauses: tuple[str, ...]


@functools.cache
def word_tables() -> dict[str, Any]:
    """返回 `words.yaml` 的各张词表。"""
    loaded: dict[str, Any] = yaml.safe_load(WORDS_FILE.read_text("utf-8"))
    return loaded


@functools.cache
def _replacer() -> tuple[re.Pattern[str], dict[str, str]]:
    words = word_tables()
    table = {**words["shorthand"], **words["taiwan_hong_kong"], **words["dialect"], **words["cantonese"]}
    longest_first = sorted(table, key=len, reverse=True)
    return re.compile("|".join(_spelling(word, table[word]) for word in longest_first)), table


def _spelling(word: str, plain: str) -> str:
    """一个说法的样式：拉丁字母的（bb）不能挨着别的字母数字；已经是普通说法的不再换（“什么时候”里的“么时候”）。"""
    if word.isascii():
        return rf"(?<![0-9a-z]){re.escape(word)}(?![0-9a-z])"
    before, _, after = plain.partition(word) if word in plain else ("", "", "")
    ahead = f"(?<!{re.escape(before)})" if before else ""
    return ahead + re.escape(word) + (f"(?!{re.escape(after)})" if after else "")


@functools.cache
def _greetings() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = word_tables()

    def either(kind: str) -> str:
        return "|".join(re.escape(word) for word in sorted(words[kind], key=len, reverse=True))

    gap = r"[，。？！；：、\s~～]"
    # 单字和两字寒暄后面要有停顿才算（“老师资格证”“那个体户”不能动）；三字以上或“请问”一类可直接接正文
    safe = "|".join(re.escape(w) for w in sorted(words["openings"], key=len, reverse=True) if len(w) >= 3 or "问" in w)
    opening = re.compile(rf"^{gap}*(?:(?:{either('openings')})(?:{gap}+|$)|(?:{safe}|你好|您好){gap}*)")
    closing = re.compile(rf"{gap}+(?:{either('closings')})(?:[啦了哈呀啊]?){gap}*$")
    return opening, closing


@functools.cache
def _traditional() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def to_simplified(text: str) -> str:
    """返回简体文本；没有繁体字时原样返回（不加载转换表）。"""
    try:
        "".join(ch for ch in text if "\u4e00" <= ch <= "\u9fff").encode("gb2312")
    except UnicodeEncodeError:
        converted: str = _traditional().convert(text)
        return converted
    return text


@functools.lru_cache(maxsize=4096)
def clean(text: str, keep_greetings: bool = False) -> str:
    """返回统一字形、去掉表情与寒暄的文本；全是寒暄时返回去表情后的原文。`keep_greetings` 为真时寒暄也留着。"""
    text = unicodedata.normalize("NFKC", text)
    text = _EMOJI.sub(" ", text).lower()
    text = to_simplified(text)
    text = text.translate(_ASCII_STOPS)
    text = _REPEATS.sub(r"\1", _LAUGH.sub(r"\1", text))
    text = _HAN_SPACE.sub(lambda m: "，" if "\n" in m.group() else "", _SPACES.sub(_keep_lines, text).strip())
    pattern, table = _replacer()
    text = pattern.sub(lambda m: table[m.group()], text).strip("，。 ")
    if keep_greetings:
        return text
    bare = _strip_greetings(text)
    return bare or text


@functools.lru_cache(maxsize=4096)
def normalise(text: str) -> Query:
    """返回规范化后的问句；长句另给出要紧的几段。"""
    cleaned = clean(text)
    return Query(text, cleaned, tuple(informative_clauses(cleaned)) if len(cleaned) > LONG_QUERY else ())


def informative_clauses(text: str, most: int = MAX_CLAUSES) -> list[str]:
    """返回长句里最像在问事的几段（按原文顺序）：带疑问或办事的词、长短合适、靠后的优先。"""
    pieces: list[str] = []
    for part in _SENTENCE.findall(text):
        # 太短的分句并到前一段，不然丢了主语
        open_ended = bool(pieces) and pieces[-1][-1] not in "。？！"
        if pieces and (open_ended and len(pieces[-1]) < 12 or len(part.strip("，。？！；")) < 5):
            pieces[-1] += part
        else:
            pieces.append(part)
    scored = []
    for place, piece in enumerate(pieces):
        cues = len(_ASKING.findall(piece))
        closeness = place / max(1, len(pieces) - 1)
        scored.append((min(cues, 4) + 0.5 * closeness + (0.5 if "？" in piece else 0), place, piece))
    chosen = sorted(scored, key=lambda item: (-item[0], item[1]))[:most]
    return [piece.strip("，。；") for score, _, piece in sorted(chosen, key=lambda item: item[1]) if score >= 1]


def _keep_lines(match: re.Match[str]) -> str:
    return "\n" if "\n" in match.group() else " "


def _strip_greetings(text: str) -> str:
    opening, closing = _greetings()
    for _ in range(4):
        shorter = closing.sub("", opening.sub("", text, count=1), count=1)
        if shorter == text:
            break
        text = shorter
    return text.strip("，。 ")
