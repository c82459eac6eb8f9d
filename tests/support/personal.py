"""造个人号码：每次都不同，各种写法，用来查有没有漏遮。号码都是按规则生成的，不属于任何人。"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from hypothesis import strategies as st

from connectors.conversation.numbers import CHECK, WEIGHTS, is_card

FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
SPOKEN = str.maketrans("0123456789", "零一二三四五六七八九")
GAPS = ("", " ", "-", "　", "\u200b", ".", " - ", "\u2060")


@dataclass(frozen=True)
class Written:
    """一个号码：`number` 是本来的样子，`said` 是市民写成的样子。"""

    kind: str
    number: str
    said: str

    @property
    def forms(self) -> tuple[str, ...]:
        """泄露出去可能的几种样子：原样、全角、按写的、四位一隔。"""
        spaced = " ".join(self.number[at : at + 4] for at in range(0, len(self.number), 4))
        return tuple({self.number, self.number.translate(FULL_WIDTH), self.said, spaced, spaced.replace(" ", "-")})


def id18(first17: str) -> str:
    """补上校验码。"""
    return first17 + CHECK[sum(int(d) * w for d, w in zip(first17, WEIGHTS, strict=True)) % 11]


def card(first: str) -> str:
    """补上银行卡号的校验位。"""
    return next(first + digit for digit in "0123456789" if is_card(first + digit))


@st.composite
def written(draw: st.DrawFn) -> Written:
    """一个随机的号码和随机的写法。"""
    kind = draw(st.sampled_from(["id18", "id15", "mobile", "card", "passport"]))
    day = draw(st.dates(dt.date(1930, 1, 1), dt.date(1999, 12, 31)))
    order = draw(st.integers(1, 999))
    if kind == "id18":
        number = id18(f"440301{day:%Y%m%d}{order:03d}")
    elif kind == "id15":
        number = f"440301{day:%y%m%d}{order:03d}"
    elif kind == "mobile":
        number = f"13{draw(st.integers(10**8, 10**9 - 1))}"
    elif kind == "card":
        number = card(f"622848{draw(st.integers(10**11, 10**12 - 1))}")
    else:
        number = f"E{draw(st.integers(10**7, 10**8 - 1))}"
    said = draw(st.sampled_from(GAPS)).join(number)
    shape = draw(st.sampled_from(["plain", "full", "lower", "grouped"]))
    if shape == "full":
        said = said.translate(FULL_WIDTH)
    elif shape == "lower":
        said = said.lower()
    elif shape == "grouped":
        said = " ".join(number[at : at + 4] for at in range(0, len(number), 4))
    return Written(kind, number, said)

