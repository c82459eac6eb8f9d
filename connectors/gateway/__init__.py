"""HTTP 网关（FastAPI）：对外契约的全部路由、错误格式、安全头、指标。

拥有对外端口。与机器人只通过 HTTP 往来；不得引用 actions、bot。
"""
