"""检索：向量模型、索引、融合排序、地区识别与排序评测。

本包拥有“找得准”：给一句话，返回目录里的事项和一件事，每个分数都能拆开说明。
它只依赖 catalog，不导入 connectors、actions、bot；运行时编码不导入 torch、transformers。
"""
