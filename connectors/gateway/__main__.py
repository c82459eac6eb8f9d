"""网关进程：`python -m connectors.gateway`，设置取自 ZHILU_* 环境变量。"""

from __future__ import annotations

from functools import partial

import uvicorn

from catalog.json_lines import configure
from catalog.regions import RegionTable
from connectors.gateway.app import create_app
from connectors.gateway.engine import Engine
from connectors.gateway.guard import guarded
from connectors.gateway.metrics import Metrics
from connectors.gateway.opening import open_catalog
from connectors.gateway.wechat_opening import WechatFamily
from connectors.settings import Settings
from connectors.tuning import tuning


def main() -> None:
    """读设置、起服务，直到收到停止信号。"""
    settings = Settings()
    settings.state.mkdir(parents=True, exist_ok=True)
    configure()

    def make_engine(metrics: Metrics) -> Engine:
        """检索与目录：在后台载入。"""
        opened = partial(open_catalog, settings, early=True)
        return Engine(RegionTable.load, opened, tuning().search, metrics)

    app = create_app(settings, tuning(), make_engine, WechatFamily())
    # 访问日志里有查询串（市民的话），所以关掉；每个请求另有一行不含内容的记录
    uvicorn.run(
        app, host=settings.host, port=settings.port, access_log=False, log_level="warning", server_header=False,
        timeout_graceful_shutdown=3, timeout_keep_alive=30, http=guarded(tuning().limits),
        proxy_headers=True, forwarded_allow_ips=settings.trusted_proxies,
    )


if __name__ == "__main__":
    main()
