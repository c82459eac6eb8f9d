"""存东西的测试在两种真的数据库上各跑一遍：内嵌的 SQLite（默认）和 PostgreSQL（几台机器时）。

存东西的文件夹里的夹具都从 `database_url` 来，所以同一套测试两边都要过；PostgreSQL 那一半标为慢的，CI 会跑。
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.servers import PostgresServer

BACKENDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """整次测试共用一个 PostgreSQL；每个测试在里面有自己的空库。"""
    from tests.support.servers import PostgresServer

    server = PostgresServer().start()
    yield server
    server.remove()


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """一个空数据库的地址。"""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.empty_database() as url:
        yield url
