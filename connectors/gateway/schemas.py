"""请求的样子：字段、限度，全部出现在 /openapi.json 里。"""

from __future__ import annotations

import re
import uuid
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field, field_validator

from connectors.conversation.masking import looks_personal, mask
from connectors.tuning import tuning

CONVERSATION_ID = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._:-]{0,63}")
"""调用方自己编的对话编号：字母、数字和 . _ : -，不以点或冒号开头（编号要拼进地址里）。"""
ID_ALLOWED = "字母、数字和 . _ : -，最多 64 位；别的会换成新编号，接着说请用应答里还的编号"
MESSAGE_CHARACTERS = tuning().chat.message_characters


def _usable_id(value: object) -> str:
    """沿用客户端给的对话编号；没给、不合规矩、拿手机号身份证号充的，就发一个新的（不可猜测）。"""
    if isinstance(value, str) and CONVERSATION_ID.fullmatch(value) and not looks_personal(value):
        return value
    return uuid.uuid4().hex


ConversationId = Annotated[str, BeforeValidator(_usable_id, json_schema_input_type=str | None)]


class ChatRequest(BaseModel):
    """市民的一句话。"""

    conversation_id: ConversationId = Field(None, validate_default=True, description=ID_ALLOWED)
    message: str = Field(description=f"一句话，最多 {MESSAGE_CHARACTERS} 字")
    region: str | None = Field(None, max_length=32, description="6、9 或 12 位区划代码")
    elder: bool | None = Field(None, strict=True, description="长者模式")

    @field_validator("message")
    @classmethod
    def short_and_not_empty(cls, value: str) -> str:
        """不能空，也不能太长。"""
        if not value.strip():
            raise ValueError("不能为空，请写下要办的事，例如“孩子出生了要办什么”")
        if len(value) > MESSAGE_CHARACTERS:
            raise ValueError(f"最多 {MESSAGE_CHARACTERS} 字，现在有 {len(value)} 字，请说短些或分几次发")
        return value


class FeedbackRequest(BaseModel):
    """一条好差评。"""

    conversation_id: str = Field(pattern=CONVERSATION_ID.pattern, max_length=64, description="评价的是哪次对话")
    code: str | None = Field(None, max_length=128, description="评价的是哪个事项或一件事")
    step: str | None = Field(None, max_length=128, description="评的是一件事里哪一步（它的事项代码），不填是整件")
    rating: int = Field(ge=1, le=5, strict=True, description="1 非常不满意 … 5 非常满意")
    comment: str | None = Field(None, max_length=MESSAGE_CHARACTERS, description="意见，可不填")

    @field_validator("conversation_id")
    @classmethod
    def without_personal_numbers(cls, value: str) -> str:
        """拿手机号、身份证号充对话编号的，遮盖了再存。"""
        return mask(value) if looks_personal(value) else value


SearchWords = Annotated[str, Field(max_length=MESSAGE_CHARACTERS, description="要找的事，日常说法即可")]
Audience = Literal["自然人", "法人"]
