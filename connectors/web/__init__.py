"""网页：source/ 是 TypeScript 源码，built/ 是装好的文件，随包发布，由网关送出。

这里没有运行时的 Python；`points.py` 只在更新地名点位表时由维护者运行。不得引用网关。
"""
