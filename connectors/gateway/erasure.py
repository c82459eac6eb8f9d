"""擦除一个对话。"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from connectors.gateway.problems import Problem
from connectors.gateway.schemas import CONVERSATION_ID
from connectors.privacy.erasing import Erasers, NotErased

router = APIRouter(prefix="/api", tags=["指路"])


@router.delete("/conversations/{conversation_id}", status_code=204, summary="擦除一个对话的全部记录")
async def erase(
    request: Request, conversation_id: Annotated[str, Path(max_length=200, description="对话编号；知道编号就能擦")]
) -> Response:
    """擦掉对话状态、评价、由它存下的指南、微信收件；有没有这个对话都是 204，问不出谁用过。"""
    erasers: Erasers = request.app.state.erasers
    # 不合规矩的编号不会有记录，也照样答 204
    if CONVERSATION_ID.fullmatch(conversation_id):
        try:
            await erasers.erase(conversation_id)
        except NotErased as problem:
            detail = "有的记录这会儿擦不掉（服务正忙或在重启）。请过半分钟再试一次，擦过的不受影响。"
            raise Problem(503, "not-erased", "还没有擦干净", detail, {"Retry-After": "30"}) from problem
    return Response(status_code=204)
