"""在一个事项的规定里找与问句有关的那几条。"""

from __future__ import annotations

import functools
import re

import jieba

from actions.render.service import material_text
from catalog.schema import BasicItem

ORDINARY = frozenset(
    (
        "什么 怎么 怎样 如何 哪里 哪儿 哪个 哪些 多少 多久 几天 时候 可以 可不可以 能不能 是不是 有没有 要不要 需要 "
        "要求 材料 资料 证件 手续 流程 步骤 办理 申请 办事 咨询 请问 你好 您好 一下 这个 那个 我们 他们 自己 本人 "
        "现在 已经 还有 的话 情况 问题 地方 电话 网上 线上 窗口 收费 费用 多少钱 时间 直接 一定 必须 应该 知道 告诉 "
        "东西 怎么办 哪种 为什么 不行 行不行 没有 拿到 下来 办好 办完 办成 先办 办个 总共 一共 大概 左右"
    ).split()
)
"""问句里不指向具体规定的词。"""


WHETHER = re.compile("行不行|可不可以|能不能|要不要|用不用|是不是|有没有")
"""问行不行的话先去掉再切，免得与前面的字连成词（“换行不行”里的“换行”）。"""

FUNCTION = re.compile("[要办才行得能可以吗么呢的了就也还再先去来到给没不是有都那这个用需]+")
"""只由虚字拼成的词（“要办”“才行”），也不指向具体规定。"""


def content_words(text: str) -> list[str]:
    """问句里有所指的词：两个字以上、不是问话用的套话，按出现先后。"""
    return list(_content_words(text))


@functools.lru_cache(maxsize=8192)
def _content_words(text: str) -> tuple[str, ...]:
    """同一句话一轮里要问几次，同一条规定每轮都要看：切词是追问里最费时的一样，记下来。"""
    words = dict.fromkeys(jieba.cut(WHETHER.sub(" ", text)))
    return tuple(word for word in words if len(word) >= 2 and word not in ORDINARY and not FUNCTION.fullmatch(word))


def item_facts(item: BasicItem) -> list[str]:
    """一个事项的全部规定，一条一句。"""
    facts = [f"{faq.q.rstrip('？?')}？{faq.a}" for faq in item.faq]
    facts += [f"条件：{condition}" for condition in item.conditions]
    facts += [f"材料：{material_text(material)}" for material in item.materials]
    facts += [f"步骤：{step}" for step in item.steps]
    return facts + [text for text in (item.agent, item.cross_region) if text]


def facts_about(item: BasicItem, text: str, limit: int = 3) -> list[str]:
    """提到问句里某个词的规定（“要体检吗”→ 说到体检的条件和材料），最多 `limit` 条；名称里就有的词不算线索。"""
    words = [word for word in content_words(text) if word not in item.name]
    return [fact for fact in item_facts(item) if any(word in fact for word in words)][:limit]
