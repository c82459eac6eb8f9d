"""错误一律是 RFC 9457 problem+json：中文说清出了什么问题、该怎么办，绝不带堆栈。"""

from __future__ import annotations

from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

log = structlog.get_logger("gateway")

MEDIA_TYPE = "application/problem+json"


class Problem(HTTPException):
    """一个要告诉调用方的问题。`kind` 是稳定的英文标识，`detail` 是中文说明与办法。"""

    def __init__(
        self, status: int, kind: str, title: str, detail: str, headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(status, detail, headers)
        self.body = {"type": f"urn:zhilu:problem:{kind}", "title": title, "status": status, "detail": detail, **more}


def answer(problem: Problem) -> JSONResponse:
    """把问题变成 HTTP 应答。"""
    return JSONResponse(problem.body, problem.status_code, problem.headers, MEDIA_TYPE)


def not_ready() -> Problem:
    """检索还没建好。"""
    return Problem(
        503, "search-starting", "检索还在准备", "检索还在准备，请过几秒再试；进度见 /readyz。", {"Retry-After": "3"}
    )


def busy() -> Problem:
    """排队的检索太多。"""
    return Problem(503, "busy", "现在太忙", "同时查询的人太多，请过几秒再试。", {"Retry-After": "2"})


def storage_down() -> Problem:
    """要存的东西现在存不了。"""
    return Problem(
        503, "storage-down", "暂时存不了", "现在存不了，您的内容没有丢在半路：请稍后再提交一次。", {"Retry-After": "10"}
    )


def unknown_region(code: str) -> Problem:
    """不认识的区划代码。"""
    return Problem(
        422, "unknown-region", "没有这个区划代码",
        f"没有区划代码“{code[:20]}”。请用 6、9 或 12 位的行政区划代码，例如 510000（四川省）；"
        "不限地区就不要传 region。",
    )


def unknown_code(kind: str, code: str) -> Problem:
    """没有这个事项或一件事。"""
    detail = f"目录里没有编码为“{code[:80]}”的{kind}。可先用 /api/search 查到编码。"
    return Problem(404, "unknown-code", f"没有这个{kind}", detail)


COMMON = {
    400: ("bad-request", "请求读不懂", "请求内容不是完整的 JSON。请检查引号、逗号，并用 UTF-8 编码。"),
    404: ("not-found", "没有这个地址", "没有这个地址。可用的接口见 /openapi.json，网页在 /。"),
    405: ("method-not-allowed", "不支持这种请求方法", "这个地址不支持这种请求方法；可用的方法见 /openapi.json。"),
    408: ("request-timeout", "发送太慢", "内容迟迟没有发完，连接已断开。请检查网络后再试。"),
    413: ("body-too-large", "内容太大", "提交的内容太大（上限 64 KB）。请把话说短些，分几次发送。"),
    415: ("unsupported-media-type", "内容类型不对", "请以 JSON 提交，并设 Content-Type: application/json。"),
}

WORDS = {
    "missing": "缺少这一项",
    "string_type": "应当是文字",
    "string_unicode": "含有不完整的字符，请用 UTF-8",
    "bool_type": "应当是 true 或 false",
    "bool_parsing": "应当是 true 或 false",
    "int_type": "应当是整数",
    "int_parsing": "应当是整数",
    "int_from_float": "应当是整数",
    "dict_type": "应当是一个 JSON 对象",
    "model_attributes_type": "应当是一个 JSON 对象，并设 Content-Type: application/json",
    "model_type": "应当是一个 JSON 对象",
}


def _in_words(error: dict[str, Any]) -> str:
    """把一条校验错误说成中文。"""
    context = error.get("ctx") or {}
    match error["type"]:
        case "greater_than_equal":
            return f"不能小于 {context['ge']}"
        case "less_than_equal":
            return f"不能大于 {context['le']}"
        case "string_too_long":
            return f"最多 {context['max_length']} 个字"
        case "string_too_short":
            return "不能为空"
        case "literal_error":
            return f"只能是 {context['expected'].replace(' or ', ' 或 ')}"
        case "value_error":
            return str(context.get("error", "不符合要求"))
        case kind:
            return WORDS.get(kind, "不符合要求，格式见 /openapi.json")


def from_validation(problem: RequestValidationError) -> Problem:
    """请求校验不过：逐项说明。JSON 本身坏了单独说。"""
    errors = problem.errors()
    if any(error["type"] == "json_invalid" for error in errors):
        return _common(400, None)
    # loc 的第一段是 body/query/path，对使用者没有意义
    items = [{"field": ".".join(str(part) for part in error["loc"][1:]) or "请求体", "message": _in_words(error)}
             for error in errors]
    detail = "；".join(f"{item['field']}：{item['message']}" for item in items[:5])
    return Problem(422, "invalid-request", "请求内容不合要求", detail + "。", errors=items)


def _common(status: int, headers: Any) -> Problem:
    """框架给出的错误换成中文说明。"""
    fallback = ("http-error", "请求没有办成", "请求没有办成，请检查后再试；接口说明见 /openapi.json。")
    kind, title, detail = COMMON.get(status, fallback)
    return Problem(status, kind, title, detail, dict(headers) if headers else None)


def install(app: FastAPI) -> None:
    """给应用装上三种错误的统一出口。"""

    @app.exception_handler(HTTPException)
    async def http_error(_: Request, error: HTTPException) -> JSONResponse:
        return answer(error if isinstance(error, Problem) else _common(error.status_code, error.headers))

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        return answer(from_validation(error))

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        # 只记在哪里、哪一类错，不记请求内容：里面可能有市民的话
        log.error("unexpected_error", path=request.url.path, error=type(error).__name__)
        detail = "服务出了点问题，已记录。请稍后再试，或拨打 12345。"
        return answer(Problem(500, "internal-error", "服务出了点问题", detail))
