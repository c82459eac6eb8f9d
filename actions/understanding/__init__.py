"""听懂一句话的作用：机器人的词面分类与这里的句意分类合议，定下意图。

只看这一句话本身；上文由 actions.steps 各步去看。不导入 actions.steps、actions.pipeline。
"""
