"""从市民的问话里学习：没答好的问题、各地问得最多的事、对话停在哪里。

只存遮盖过个人信息的话和次数；对话编号只存加盐的摘要。存不存由 ZHILU_KEEP_QUESTIONS 定。
不引用 actions、bot；给维护者看的页面在 connectors.admin。
"""
