"""与网关测试共用一份小目录和一个没有机器人的网关。"""

from tests.connectors.conftest import state, without_bot

__all__ = ["state", "without_bot"]
