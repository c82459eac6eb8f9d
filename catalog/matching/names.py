"""事项名称的规范写法：只统一写法，不改变意思。"""

from __future__ import annotations

import re
import unicodedata

_LEVEL_NOTE = re.compile(r"[（(](?:[省市县区乡镇]级?(?:权限|行使|管|本级)?[、/／和及]?)+[)）]")
_BRACKETED = re.compile(r"\([^()]*\)")
_NOISE = re.compile(r"[\s《》〈〉“”\"'‘’「」『』·、，,。．.:：;；—\-_/／]+")
# 动作词写在前写在后是同一件事：申领居民身份证 = 居民身份证申领。
_ACTIONS = ("首次申领", "首次签发", "申领", "换领", "补领", "补办", "换发", "补发", "注销", "变更", "延续", "申报")


def _folded(name: str) -> str:
    """全半角统一，去引号、书名号、空格标点和只说层级的括注（（县级）（市级/县级权限）），括号还在。"""
    text = unicodedata.normalize("NFKC", _LEVEL_NOTE.sub("", name)).lower()
    return _NOISE.sub("", _LEVEL_NOTE.sub("", text))


def normal(name: str) -> str:
    """规范写法：只看字，不看标点和括号：公共场所卫生许可（变更）= 公共场所卫生许可变更。"""
    return re.sub(r"[()\[\]【】]", "", _folded(name))


def without_brackets(name: str) -> str:
    """连括注里的字一起去掉：机动车转移登记（过户）→ 机动车转移登记。"""
    return re.sub(r"[()\[\]【】]", "", _BRACKETED.sub("", _folded(name)))


def action_last(name: str) -> str:
    """动作词移到最后的规范写法：换领居民身份证 → 居民身份证换领。"""
    text = normal(name)
    for action in _ACTIONS:
        if text.startswith(action) and len(text) - len(action) >= 4:
            return text[len(action) :] + action
    return text


def event(name: str) -> str:
    """一件事的名字：去掉“一件事”“高效办成”和引号：个人身后“一件事” → 个人身后。"""
    text = normal(name)
    for word in ("高效办成", "一件事一次办", "一件事", "一次办"):
        text = text.replace(word, "")
    return text
