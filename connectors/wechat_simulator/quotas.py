"""发消息的额度与凭证的有效期，照微信的规矩给返回码。"""

from __future__ import annotations

import secrets
import time
from collections import deque
from dataclasses import dataclass, field

from connectors.wechat_simulator.account import Kind

PER_MESSAGE = 5
PER_CLICK = 3
WINDOW_S = 48 * 3600.0
CLICK_WINDOW_S = 60.0
TOKEN_S = 7200


@dataclass
class Rules:
    """可调的规矩：测试里把额度调小、把毛病排上队。"""

    token_s: float = TOKEN_S
    daily_calls: int = 100_000
    send_allowed: bool = True
    menus_allowed: bool = True
    slow_s: float = 0.0
    uneven_s: float = 0.0
    """收一条消息要拖多久：随机，最多这么多秒，像真的网络那样有快有慢。"""
    faults: deque[int] = field(default_factory=deque)
    """接下来几次发消息直接给的返回码；0 表示照常。"""


@dataclass
class Allowance:
    """一个人现在还能收几条、到几时。"""

    left: int = 0
    until: float = 0.0


class Quotas:
    """凭证与额度。"""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.token, self._expires = "", 0.0
        self.tokens_given = 0
        self.calls = 0
        self._allowances: dict[str, Allowance] = {}

    def new_token(self) -> tuple[str, float]:
        """发一个新凭证；旧的马上作废（公众号的规矩）。"""
        self.token, self._expires = secrets.token_hex(20), time.time() + self.rules.token_s
        self.tokens_given += 1
        return self.token, self.rules.token_s

    def allow(self, person: str, count: int, window_s: float) -> None:
        """这个人有了动作，可以给他发几条。"""
        self._allowances[person] = Allowance(count, time.time() + window_s)

    def token_code(self, token: str, kind: Kind) -> int:
        """凭证对不对：0、40001（公众号）或 40014（企业微信）、42001（过期）。"""
        if not token or token != self.token:
            return 40001 if kind is Kind.OFFICIAL else 40014
        return 42001 if time.time() > self._expires else 0

    def send_code(self, person: str) -> int:
        """给这个人发一条：返回码，成了就扣掉一条。"""
        if self.rules.faults:
            code = self.rules.faults.popleft()
            if code:
                return code
        if not self.rules.send_allowed:
            return 48001
        self.calls += 1
        if self.calls > self.rules.daily_calls:
            return 45009
        allowance = self._allowances.get(person)
        if allowance is None or time.time() > allowance.until:
            return 45015
        if allowance.left <= 0:
            return 45047
        allowance.left -= 1
        return 0
