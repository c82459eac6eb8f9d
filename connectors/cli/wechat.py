"""`zhilu wechat-simulator`：扮演微信服务器，对着一个正在运行的网关试一套设置。"""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx

from connectors.serving import address
from connectors.settings import Settings, WechatKfSettings, WechatSettings, WecomSettings
from connectors.wechat.envelope import Mode
from connectors.wechat.refusals import Refused
from connectors.wechat_simulator.account import Account, Kind
from connectors.wechat_simulator.citizen import Citizen
from connectors.wechat_simulator.pushing import Outcome, Pusher
from connectors.wechat_simulator.running import CannotListen, listening
from connectors.wechat_simulator.script import BadScript, Shown, Step, act, play, read_script
from connectors.wechat_simulator.service import Sent, Service

HELP = "直接打字就是市民说话；/语音 文字、/图片、/位置 地址、/关注、/菜单 key、/点 2；/退出 结束。"
API_BASE = {
    Kind.OFFICIAL: "ZHILU_WECHAT_API_BASE", Kind.WORK: "ZHILU_WECOM_API_BASE", Kind.KF: "ZHILU_WECHAT_KF_API_BASE"
}
"""各渠道在网关那边叫它到哪里调接口的环境变量。"""
BYE = {"/退出", "退出", "exit", "quit"}


def account_from(channel: str) -> Account | str:
    """按环境变量给出账号；缺什么就返回说明。"""
    kind = Kind(channel)
    if kind is Kind.OFFICIAL:
        official = WechatSettings()
        token, key = official.token.get_secret_value(), official.aes_key.get_secret_value()
        if not token:
            return "没有设 ZHILU_WECHAT_TOKEN。请用与网关相同的环境变量运行。"
        mode = Mode(official.mode) if official.mode != "auto" else Mode.SAFE if key else Mode.PLAIN
        return Account(kind, token, key, official.appid, official.secret.get_secret_value(), mode)
    given = WecomSettings() if kind is Kind.WORK else WechatKfSettings()
    prefix = "ZHILU_WECOM_" if kind is Kind.WORK else "ZHILU_WECHAT_KF_"
    token, key = given.token.get_secret_value(), given.aes_key.get_secret_value()
    if not (token and key and given.corpid):
        return f"{prefix}TOKEN、{prefix}AES_KEY、{prefix}CORPID 都要设。请用与网关相同的环境变量运行。"
    name = given.corpid if kind is Kind.WORK else "wk_simulator"
    return Account(kind, token, key, given.corpid, given.secret.get_secret_value(), name=name)


def simulate(channel: str, url: str, port: int, script: Path | None) -> int:
    """演剧本或一问一答，返回退出码：0 都好，1 有毛病，2 设置不对。"""
    account = account_from(channel)
    if isinstance(account, str):
        print(account)
        return 2
    try:
        steps = read_script(script.read_text("utf-8")) if script else None
        return asyncio.run(_simulate(account, url or address(Settings()), port, steps))
    except (BadScript, CannotListen, Refused) as problem:
        print(problem)
        return 2
    except (KeyboardInterrupt, EOFError):
        return 0


async def _simulate(account: Account, url: str, port: int, steps: list[Step] | None) -> int:
    service = Service(account)
    async with listening(service, port) as base, httpx.AsyncClient(trust_env=False, timeout=None) as http:
        print(f"模拟微信服务器：{account.kind.value}，{'加密' if account.encrypted else '明文'}，接口在 {base}")
        pusher = Pusher(account, [url], http)
        trouble = await pusher.handshake()
        print(f"接入验证 {url}/wechat/{account.kind.value}：{trouble or '通过'}")
        if trouble:
            return 1
        citizen = Citizen(pusher, service)
        if steps is not None:
            missed = await play(citizen, steps, show)
            print(f"剧本演完，{missed} 处不符。" if missed else "剧本演完，全部相符。")
            return 1 if missed or service.troubles else 0
        needed = f"网关那边要设 {API_BASE[account.kind]}={base}，才收得到用接口发的答复。"
        print(needed + HELP)
        await converse(citizen, needed)
        return 0


async def converse(citizen: Citizen, needed: str) -> None:
    """一问一答，直到说退出；微信客服什么也没等到时说 `needed`。"""
    while True:
        words = (await asyncio.to_thread(input, "市民：")).strip()
        if words in BYE:
            return
        if words:
            command, _, rest = words.partition(" ")
            verb, rest = (command[1:], rest) if command.startswith("/") else (">", words)
            try:
                outcome, seen = await act(citizen, verb, rest)
            except (KeyError, ValueError):
                print(HELP)
                continue
            show_seen(seen, outcome)
            if not seen and citizen.pusher.account.kind is Kind.KF:
                print(f"  ✗ 没有答复：微信客服的消息要网关用接口来取。{needed}")


def show(shown: Shown) -> None:
    """打印剧本的一行。"""
    step = shown.step
    if step.verb in ("?", "!"):
        print(f"  {'✗ ' + shown.missed if shown.missed else '✓'} {step.verb} {step.rest}")
        return
    print(f"市民：{'' if step.verb == '>' else step.verb + ' '}{step.rest}")
    show_seen(shown.seen, shown.outcome)
    if shown.missed:
        print(f"  ✗ {shown.missed}")


def show_seen(seen: tuple[Sent, ...], outcome: Outcome | None) -> None:
    """打印市民看到的，和推送的情况。"""
    for one in seen:
        print("\n".join(f"  │ {line}" for line in one.text.split("\n")))
        for _, label in one.items:
            print(f"  │ 【{label}】")
    if outcome is not None:
        troubles = f"，{'；'.join(outcome.troubles)}" if outcome.troubles else ""
        print(f"  └ 推送 {outcome.attempts} 次，{outcome.took_s:.2f} 秒{troubles}")
