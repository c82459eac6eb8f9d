"""微信测试的台架：模拟的微信服务器 + 真的网关。"""

from __future__ import annotations

from connectors.wechat.envelope import Mode
from connectors.wechat_simulator.account import Account, Kind

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"

OFFICIAL = Account(Kind.OFFICIAL, "token-official", AES_KEY, "wx1234567890abcdef", "secret-official", Mode.SAFE)
WORK = Account(Kind.WORK, "token-work", AES_KEY, "ww1234567890", "secret-work", name="ww1234567890")
KF = Account(Kind.KF, "token-kf", AES_KEY, "ww1234567890", "secret-kf", name="wk_simulator")


def environment(account: Account, api_base: str) -> dict[str, str]:
    """让网关用这个账号的环境变量。"""
    prefix = {Kind.OFFICIAL: "ZHILU_WECHAT_", Kind.WORK: "ZHILU_WECOM_", Kind.KF: "ZHILU_WECHAT_KF_"}[account.kind]
    receiver = "APPID" if account.kind is Kind.OFFICIAL else "CORPID"
    given = {
        "TOKEN": account.token, "AES_KEY": account.aes_key if account.encrypted else "", receiver: account.receiver,
        "SECRET": account.secret, "API_BASE": api_base,
    }
    return {prefix + name: value for name, value in given.items() if value}
