"""对话动作：把“听懂的话”和“查到的事实”排成回复。

本包只安排目录里的事实，自己不产生事实；导入 retrieval 与 catalog，不导入 connectors 与 bot。
"""
