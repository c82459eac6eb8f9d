"""接口返回码 → 该怎么办。来源：微信公众平台《全局返回码说明》、企业微信《全局错误码》。"""

from __future__ import annotations

from enum import StrEnum


class Remedy(StrEnum):
    """遇到一个返回码该怎么办：封闭的清单。"""

    DONE = "done"
    """成了。"""
    NEW_TOKEN = "new_token"
    """凭证无效或过期：换一个再试一次。"""
    TRY_AGAIN = "try_again"
    """对方忙：隔一会儿再试，越隔越久。"""
    WAIT = "wait"
    """额度用完：停一段时间，谁也不再试。"""
    NOT_NOW = "not_now"
    """对这个人现在不能发（超过 48 小时、条数用完、人工在接待）：不再试，留着等他说话。"""
    NOT_ALLOWED = "not_allowed"
    """这个账号没有这个接口的权限：停很久，只用被动回复。"""
    NO_MENU = "no_menu"
    """这个账号发不了菜单消息：改发文字。"""
    FAILED = "failed"
    """其他：这一条发不了。"""


REMEDIES: dict[int, Remedy] = {
    0: Remedy.DONE,
    40001: Remedy.NEW_TOKEN,
    40014: Remedy.NEW_TOKEN,
    42001: Remedy.NEW_TOKEN,
    -1: Remedy.TRY_AGAIN,
    45011: Remedy.TRY_AGAIN,
    45009: Remedy.WAIT,
    45015: Remedy.NOT_NOW,
    45047: Remedy.NOT_NOW,
    95001: Remedy.NOT_NOW,
    95018: Remedy.NOT_NOW,
    48001: Remedy.NOT_ALLOWED,
    48002: Remedy.NOT_NOW,
    40200: Remedy.NO_MENU,
}


def remedy(code: int) -> Remedy:
    """返回该怎么办；没列出的一律当作这一条发不了。"""
    return REMEDIES.get(code, Remedy.FAILED)


class ApiFailed(Exception):
    """接口没有办成。"""

    def __init__(self, code: int, remedy: Remedy) -> None:
        """`code` 是微信的返回码；连不上、超时、答得不像样时是 -1。"""
        super().__init__(f"微信接口返回 {code}")
        self.code, self.remedy = code, remedy
