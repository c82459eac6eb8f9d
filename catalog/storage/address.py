"""数据库地址的写法。"""

from __future__ import annotations


def driver_url(url: str) -> str:
    """PostgreSQL 地址统一用 psycopg 3 这个驱动（写成 postgres://、postgresql:// 都行），别的原样返回。"""
    scheme, mark, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if mark and scheme in ("postgres", "postgresql") else url
