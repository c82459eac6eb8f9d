"""`zhilu doctor` 里与别的服务有关的几项：数据库、Redis、机器人模型的摘要、时钟。"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator

import redis
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from connectors.building.places import Places
from connectors.settings import Settings

EARLIEST = dt.date(2026, 1, 1)
"""时钟比这还早，一定不对：期限会全算错。"""

Row = tuple[str, str, str]
"""（名目, 情况, 怎么办；没问题是空串）。"""


def services(settings: Settings) -> Iterator[Row]:
    """依次检查各项。"""
    yield database(settings)
    if settings.redis_url:
        yield shared(settings.redis_url)
    yield model(Places(settings.state))
    today = dt.date.today()
    yield "时钟", f"{today}", "" if today >= EARLIEST else "把系统时间校准：期限、令牌都靠它"
    yield "证书", "不在这里：HTTPS 由前面的代理负责", ""


def database(settings: Settings) -> Row:
    """数据库连不连得上。地址里有口令，不打印。"""
    kind = settings.database.partition(":")[0]
    engine = create_engine(settings.database)
    try:
        settings.state.mkdir(parents=True, exist_ok=True)
        with engine.connect() as connection:
            connection.execute(text("select 1"))
    except (SQLAlchemyError, OSError) as problem:
        return "数据库", f"{kind} 连不上（{type(problem).__name__}）", "检查 ZHILU_DATABASE_URL 和数据库是否在运行"
    finally:
        engine.dispose()
    return "数据库", f"{kind} 连得上", ""


def shared(url: str) -> Row:
    """Redis 连不连得上。"""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2) as client:
            client.ping()
    except redis.RedisError as problem:
        remedy = "检查 ZHILU_REDIS_URL；没有它也能答，只是几个网关各数各的"
        return "Redis", f"连不上（{type(problem).__name__}）", remedy
    return "Redis", "连得上", ""


def model(places: Places) -> Row:
    """机器人模型是不是训练记录里的那个。"""
    if not places.bot_model.is_file():
        return "机器人模型", "还没训练，make serve 会自动训练", ""
    record = places.bot / "trained.sha256"
    with places.bot_model.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    known = record.read_text("utf-8") if record.is_file() else ""
    if found not in known:
        return "机器人模型", f"摘要 {found[:12]} 不在训练记录里，机器人不会载入", "运行 zhilu train"
    return "机器人模型", f"摘要 {found[:12]}，与训练记录相符", ""
