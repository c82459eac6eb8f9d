"""Rasa 3.6 助手：流水线、领域、规则与自写的 NLU 组件。

本包只在 Python 3.10 的 bot 环境里运行；不导入 torch、FAISS，也不导入 catalog、retrieval、actions、connectors。
词典由目录一侧导出成 JSON 文件，训练时随模型保存。
"""
