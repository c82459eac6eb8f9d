"""渠道与运行：HTTP 接口、网页聊天、命令行、环境准备、进程看护。

这里拥有对外端口。可以用 retrieval（机器人停摆时直接检索作答）和 catalog；
不得引用 actions、bot、rasa：与机器人只通过 HTTP 往来。
"""
