"""看护进程：`zhilu serve` 背后的一切——建缺的东西、启动各部分、重启、健康检查、干净停止。

只管进程，不认识 HTTP 契约；不得引用 actions、bot、retrieval。
"""
