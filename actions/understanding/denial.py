"""听出“不是甲，是乙”：哪些是市民说不要的，剩下的才拿去找。只看字面，不看上文。"""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.facts import content_words
from retrieval.normalise import clean

CLAUSES = re.compile(r"[，,。；;！!？?、\s]+|(?<=[^，,\s])(?=(?:而是|而且是|我要的是|我指的是|我说的是|就是(?!说)))")
"""分句的地方：标点、空格，或“而是”“我要的是”前面。"""

DENYING = re.compile(
    r"^(?:哦|噢|呃|额|啊|不对|错了|算了|那|但|可|我|们|这|说的|要的|问的|想的|孩子|公司|并|也|都|先|又|是|的|可以|已经)*?"
    r"(?:不是|不要|不想|不用|不办|并非|先不|别|没打算)(?P<what>.{1,14})$"
)
"""整个分句在说不要什么。"""

NOT_DENYING = re.compile(
    r"是不是|不是说|不是本人|[吗么嘛呢?？]$|行不行|可以不|怎么|会怎|能不能|不用(去|到|带|交)|不想(交|还|给|付)|不是.{0,6}(就|才)"
)
"""看着像否定、其实在问或在说条件的。"""

SAME_CLAUSE = re.compile(r"不是(?P<what>[^，,。；;！!？?\s]{1,10}?)(?:啊|呀)?[，,\s]*(?:而是|是|我要)(?P<rest>.+)$")
"""一口气说完的“不是甲是乙”。"""

MISSAID = re.compile(
    r"^(?:哦|噢|呃|啊|那个|算了)*(?:不对|错了|说错|搞错|弄错|讲错|选错|不是这个|不是那个|我(?:指|说|问|要|想说)的(?:意思)?是|我是(?:说|指|问)|我的意思是|改成|应该是|想了想)"
    r"|^(?:哦|噢|呃|啊|哎)(?:不是|不)(?:的|啊|呀)?$"
)
"""在改口的说法。"""

LEADING = re.compile(
    r"^(?:(?:哦|噢|呃|额|啊|嗯|那个|不对|错了|错啦|说错了?|搞错了?|弄错了?|讲错了?|选错了?|不是这个|不是那个|算了|想了想|其实|还是|就是|就(?=想|要)|而是|应该是|改成|换成"
    r"|我(?:指|说|问|要|想说)的(?:意思)?是|我是(?:说|指|问)|我的意思是|我(?:要|想)|是)[了吧呢啊呀]*)+"
)
"""改口时不带信息的开头。"""


@dataclass(frozen=True)
class Denial:
    """`denied` 是说不要的几个短语，`wanted` 是剩下的话（可能为空），`missaid` 表示明说改口。"""

    denied: tuple[str, ...]
    wanted: str
    missaid: bool

    @property
    def words(self) -> list[str]:
        """只在不要的那一边出现的词。"""
        words = [word for phrase in self.denied for word in content_words(phrase)]
        return [word for word in words if word not in self.wanted]


def heard_denial(said: str) -> Denial | None:
    """从一句原话里听出否定或改口；没有返回 None。"""
    clauses = [clean(clause, keep_greetings=True) for clause in CLAUSES.split(said) if clause and clause.strip()]
    denied: list[str] = []
    wanted: list[str] = []
    for clause in clauses:
        match = None if NOT_DENYING.search(clause) else SAME_CLAUSE.search(clause) or DENYING.match(clause)
        if match is None:
            wanted.append(clause)
            continue
        denied.append(match["what"].rstrip("的了啊呀吧"))
        if "rest" in match.groupdict():
            wanted.append(match["rest"])
    missaid = any(MISSAID.search(clause) for clause in clauses)
    if not denied and not missaid:
        return None
    rest = [LEADING.sub("", clause) for clause in wanted]
    return Denial(tuple(denied), "，".join(part for part in rest if part), missaid)
