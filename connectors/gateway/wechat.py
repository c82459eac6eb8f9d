"""微信回调的路由：验签、解密交给 connectors.wechat，这里只把请求交进去、把答复送回来。"""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import PlainTextResponse
from starlette.requests import ClientDisconnect

from connectors.gateway.problems import Problem
from connectors.gateway.wechat_opening import Wechat
from connectors.wechat.desk.channel import Channel
from connectors.wechat.incoming import from_xml, kf_notice, text_reply
from connectors.wechat.refusals import Refused

router = APIRouter(prefix="/wechat", tags=["微信"])

NAMES = ("official", "work", "kf")
TITLES = {"official": "公众号", "work": "企业微信应用", "kf": "微信客服"}
Name = Annotated[str, Path(description="official 公众号、work 企业微信应用、kf 微信客服")]


@router.get("/{name}", summary="微信接入时的验证", response_class=PlainTextResponse)
async def handshake(request: Request, name: Name) -> Response:
    """签名对就返回 echostr（企业微信先解密）。"""
    wechat, channel = opened(request, name)
    try:
        return PlainTextResponse(channel.envelope.handshake(request.query_params))
    except Refused as refused:
        raise problem(wechat, name, refused) from refused


@router.post("/{name}", summary="微信推送的消息与事件", response_class=Response)
async def receive(request: Request, name: Name) -> Response:
    """五秒内有答复就带回去；没有就回 success（前两次留着连接，等微信再来取）。"""
    wechat, channel = opened(request, name)
    try:
        body = await request.body()
    except ClientDisconnect:
        # 对方没等我们读完就断开了：它会再来
        return success()
    try:
        letter = channel.envelope.open(request.query_params, body)
        if name == "kf":
            notice = kf_notice(letter.fields)
            if notice is not None:
                await wechat.pullers[0].notice(notice)
            return success()
        incoming = from_xml(letter.fields)
    except Refused as refused:
        raise problem(wechat, name, refused) from refused
    text = await wechat.desk.receive(channel, incoming, request.is_disconnected)
    if not text:
        return success()
    content = channel.envelope.close(text_reply(incoming, text, int(time.time())), letter.encrypted)
    return Response(content, media_type="application/xml; charset=utf-8")


def success() -> Response:
    """不带答复；别的应答会让市民看到“该公众号暂时无法提供服务”。"""
    return PlainTextResponse("success")


def opened(request: Request, name: str) -> tuple[Wechat, Channel]:
    """启用的渠道；没有这个渠道是 404，没启用是 503，都说清怎么办。"""
    if name not in NAMES:
        raise Problem(404, "not-found", "没有这个渠道", "微信渠道只有 /wechat/official、/wechat/work、/wechat/kf。")
    wechat: Wechat | None = request.app.state.wechat
    channel = wechat.channel(name) if wechat else None
    if wechat is None or channel is None:
        why = wechat.trouble.get(name) if wechat else None
        detail = why or f"{TITLES[name]}渠道未启用，设置见 docs/wechat.md。请先使用网页 / 或接口 /api/chat。"
        raise Problem(503, "channel-off", "渠道未启用", detail)
    return wechat, channel


def problem(wechat: Wechat, name: str, refused: Refused) -> Problem:
    """拒收的请求：不像微信发来的是 403，读不懂的是 400。"""
    wechat.refused(name, refused)
    status, title = (403, "不像是微信发来的") if refused.reason.forged else (400, "消息读不懂")
    return Problem(status, f"wechat-{refused.reason.value}", title, str(refused))
