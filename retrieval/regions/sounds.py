"""写法不对的地名：拼音（“shenzhen”）和同音的错字（“东菀”“富州”）。

只在话里没有一个写对的地名时才用；同音的只看“在、到、换成”这类话后面的两三个字，词典里的普通词不算，
几个地方同音就都留着，由对话去问。只认省、市和县级市：再小的重音太多。
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from typing import Any

from pypinyin import Style, pinyin

from retrieval.regions.mentions import Mention

_LATIN = re.compile(r"(?<![a-z])[a-z]{5,20}(?![a-z])", re.IGNORECASE)
_LEAD = re.compile(r"(?:人在|[在到去回来住]|换成|换到|搬到|迁到|是)(?=[\u4e00-\u9fff])")
_TAIL = re.compile(
    r"$|[，。！？；、,.!?; \n]|市|省|这|那|本地|当地|呢|的|办|怎|上班|工作|打工|务工|读书|上学"
    r"|买|租|住|人|能|可|要|交|有|补|换|开"
)
_PARTICLES = re.compile("[的了着过吗么呢吧啊不没有是在也都就还哪谁啥怎几趟次遍下]|^[一两这那某每各]")
"""地名里没有的虚字、问词、量词：“住的”“去一趟”“去哪评”读音再像也不是写错的“宁德”“仪征”“南平”。"""
_LONGEST = 3
_MOST_READINGS = 16


class Sounds:
    """读音 → 地方；由行政区划表建一次（约 0.1 秒）。"""

    def __init__(self, names: dict[str, list[str]], table: Any) -> None:
        """`names` 是词 → 代码列表；只收省、市和县级市。"""
        self._names = set(names)
        self._codes: dict[str, tuple[str, ...]] = {}
        for word, codes in names.items():
            kept = tuple(code for code in codes if _counts(table.get(code)))
            if kept and 2 <= len(word) <= _LONGEST and not word.endswith(("市", "省")):
                for sound in readings(word):
                    self._codes[sound] = tuple(dict.fromkeys((*self._codes.get(sound, ()), *kept)))

    def find(self, text: str) -> list[Mention]:
        """话里用拼音或同音字写的地方，按先后排列；没有是空列表。"""
        found = [*self._latin(text), *self._alike(text)]
        return sorted(found, key=lambda one: one.start)[:1]

    def _latin(self, text: str) -> Iterable[Mention]:
        for match in _LATIN.finditer(text):
            codes = self._codes.get(match.group().lower())
            if codes:
                yield Mention(match.start(), match.end(), match.group(), codes)

    def _alike(self, text: str) -> Iterable[Mention]:
        import jieba

        # 还没切过词时词典是空的，什么都不像普通词
        jieba.initialize()
        for lead in _LEAD.finditer(text):
            for length in range(_LONGEST, 1, -1):
                start, end = lead.end(), lead.end() + length
                word = text[start:end]
                if len(word) < length or not _TAIL.match(text[end:]) or not re.fullmatch(r"[\u4e00-\u9fff]+", word):
                    continue
                # 词典里有的是普通词（“在家里”），不是写错的地名
                if word in self._names or jieba.get_FREQ(word) or _PARTICLES.search(word):
                    continue
                codes = tuple(dict.fromkeys(code for sound in readings(word) for code in self._codes.get(sound, ())))
                if codes:
                    yield Mention(start, end, word, codes)
                    break


def readings(word: str) -> list[str]:
    """一个词的全部读音（不带声调，多音字各读一遍），连成一串。"""
    # 一个字一个字地读：整词会按词典定音（“东莞”只读 guan），错字却常是另一个音
    syllables = [pinyin(char, style=Style.NORMAL, heteronym=True)[0] for char in word]
    found = itertools.islice(itertools.product(*syllables), _MOST_READINGS)
    return list(dict.fromkeys("".join(one) for one in found))


def _counts(region: Any) -> bool:
    """省、市，和名字带“市”的县级市。"""
    if region is None:
        return False
    return region.level in ("province", "city") or (region.level == "county" and region.name.endswith("市"))
