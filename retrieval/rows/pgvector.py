"""向量行放在 PostgreSQL（pgvector）里：一台机器的内存放不下、或许多机器不想各存一份时用。

一组行按内容摘要存一次，几台机器共用。小组合放一张表、按组精确地查（不建近似索引：过滤过的近似索引会漏）；
大组单独一张表，建 HNSW 取候选，分数仍由数据库按原向量算。
"""

from __future__ import annotations

import hashlib
import threading
from typing import Any

import numpy as np
import psycopg

from retrieval.rows.memory import EXACT_ROWS

SEARCH_WIDTH = 200
"""HNSW 查询时的候选宽度（hnsw.ef_search）。"""


class PgVectors:
    """一个装了 pgvector 的数据库；每个线程一条连接，断了就重连。"""

    def __init__(self, url: str, dimension: int) -> None:
        """`url` 是 PostgreSQL 地址；库里还没有扩展和表就建（需要相应的权限）。"""
        self._url, self.dimension = url.replace("postgresql+psycopg://", "postgresql://", 1), dimension
        self.small = f"zhilu_rows_{dimension}"
        self._own = threading.local()
        connection = self.connection()
        connection.execute("create extension if not exists vector")
        connection.execute(
            f"create table if not exists {self.small} "
            f"(shard text, row integer, embedding vector({dimension}), primary key (shard, row))"
        )

    def connection(self) -> psycopg.Connection[Any]:
        """返回本线程的连接。"""
        found: psycopg.Connection[Any] | None = getattr(self._own, "connection", None)
        if found is None or found.closed:
            found = psycopg.connect(self._url, autocommit=True, connect_timeout=3)
            self._own.connection = found
        return found

    def rows(self, rows: np.ndarray) -> PgRows:
        """把这些行存进去（同样内容的已经在就不再存），返回它们的门。"""
        return PgRows(self, rows)


class PgRows:
    """存在数据库里的一组向量行。"""

    def __init__(self, place: PgVectors, rows: np.ndarray) -> None:
        self._place, self._count = place, len(rows)
        self.known: np.ndarray = np.any(rows, axis=1)
        content = np.ascontiguousarray(rows, np.float32)
        self._shard = hashlib.blake2b(content.tobytes(), digest_size=16).hexdigest()
        large = len(rows) > EXACT_ROWS
        self._table = f"zhilu_rows_{self._shard}" if large else place.small
        with place.connection().transaction():
            # 几台机器同时建同一组时，后到的等先到的存完
            place.connection().execute("select pg_advisory_xact_lock(hashtext(%s))", (self._shard,))
            if not self._stored(large):
                self._store(content, large)

    def __len__(self) -> int:
        """返回行数。"""
        return self._count

    def nearest(self, vectors: np.ndarray, count: int) -> np.ndarray:
        """返回离任一向量最近的 `count` 行的行号，去重。"""
        if not self._count or count <= 0:
            return np.zeros(0, np.int64)
        query = f"select row from {self._table} where shard = %s order by embedding <#> %s::vector limit %s"
        connection, found = self._place.connection(), set[int]()
        with connection.transaction():
            connection.execute(f"set local hnsw.ef_search = {max(SEARCH_WIDTH, min(count, 1000))}")
            for vector in vectors:
                found.update(row for (row,) in connection.execute(query, (self._shard, _written(vector), count)))
        return np.array(sorted(found), np.int64)

    def similarity(self, numbers: np.ndarray, vector: np.ndarray) -> np.ndarray:
        """返回这些行与一个向量的余弦；由数据库算，只传回分数。"""
        query = f"select row, -(embedding <#> %s::vector) from {self._table} where shard = %s and row = any(%s)"
        wanted, back = np.unique(numbers, return_inverse=True)
        found = self._place.connection().execute(query, (_written(vector), self._shard, wanted.tolist())).fetchall()
        scores = np.zeros(len(wanted), np.float32)
        for row, score in found:
            scores[np.searchsorted(wanted, row)] = score
        out: np.ndarray = scores[back]
        return out

    def _stored(self, large: bool) -> bool:
        connection = self._place.connection()
        if large:
            found = connection.execute("select to_regclass(%s)", (self._table,)).fetchone()
            return bool(found and found[0])
        query = f"select 1 from {self._table} where shard = %s limit 1"
        return connection.execute(query, (self._shard,)).fetchone() is not None

    def _store(self, rows: np.ndarray, large: bool) -> None:
        connection = self._place.connection()
        if large:
            connection.execute(f"create table {self._table} (like {self._place.small} including all)")
        into = f"copy {self._table} (shard, row, embedding) from stdin"
        with connection.cursor() as cursor, cursor.copy(into) as copy:
            for number, row in enumerate(rows):
                copy.write_row((self._shard, number, _written(row)))
        if large:
            connection.execute(f"create index on {self._table} using hnsw (embedding vector_ip_ops)")


def _written(vector: np.ndarray) -> str:
    """一个向量按 pgvector 的文字写法。"""
    return "[" + ",".join(f"{value:.6g}" for value in vector.tolist()) + "]"
