"""听出说的是谁：本人、孩子、老人、公司、个体户、外地人、外国人、员工……只看字面，不看上文。"""

from __future__ import annotations

import re

KINDS: dict[str, dict[str, str]] = {
    "organisation": {
        "个体工商户": r"个体(工商)?户|个体的?(?=[，呢吗]|$)|自己开的?小?店",
        "企业": r"公司|企业|有限责任",
        "单位": r"事业单位|机关单位|社会组织|民办非企业|合作社",
    },
    "age": {
        "孩子": r"孩子|小孩|宝宝|娃|儿子|女儿|闺女|未成年|学生|孙子|孙女|[一二三四五六七八九十两\d]+个?月大"
        r"|才?[一二三四五六七八九十\d]{1,2}岁(?=的|$|，)",
        "老人": r"老人|老年人|爷爷|奶奶|外公|外婆|姥姥|姥爷|[七八九]十岁?|[6-9]\d岁",
        "父母": r"我?爸妈|我?父母|我[爸妈]|父亲|母亲|爸爸|妈妈|岳父|岳母|公婆|婆婆|公公",
    },
    "worker": {
        "员工": r"员工|雇(的|了|人)|请的?(人|工|保姆|帮工)|招的?人|工人|保姆|店员|伙计",
        "没有单位的人": r"没(有)?单位|灵活就业|自由职业|自己交",
    },
    "origin": {
        "外国人": r"外国|老外|外籍|[韩日美英法德俄泰]国人|日本人|越南人|(新加坡|马来西亚|加拿大|澳大利亚|印度)人",
        "港澳台居民": r"香港|澳门|台湾|港澳台?|台胞",
        "华侨": r"华侨|海外",
        "外地户口": r"(外地|外省)(户口|户籍|人)?|异地|不是本地|非本地|老家",
    },
    "kin": {
        "家人": r"我?(老公|老婆|爱人|媳妇|丈夫|妻子|对象|哥|姐|弟|妹|朋友|家人|亲戚|同事|表哥|表姐)|她|他",
    },
    "status": {
        "退役军人": r"军人|退伍|退役|当兵",
        "残疾人": r"残疾",
        "农村居民": r"农村|农民|务农|村里",
        "退休人员": r"退休",
    },
}
"""种类 → 说的是谁 → 说法。同一种类里的互相替换：“个体户年报”问“公司呢”就是“公司年报”。"""

CHANGING = re.compile(
    r"^(那|那么|要是|如果|假如|换成?|换做|可|但|但是|另外)?.{0,14}(的?呢|的?话呢?|也一样吗?|也是(这样|一样)吗?|(也要|[也都](要|得|可以|能)办)吗?|也行吗?|咋办|怎么办|怎么弄)[，。？?]?$"
    r"|^(要是|如果|假如|换成|换做|我们是|我是|他是|她是|孩子是|我?对象是|.{0,6}是)"
    r"|(呢|要是我.{1,3}呢)(?=[，,\s])|^.{0,6}[呢](?=.)|才[^，]{1,4}[岁月]"
)
"""换一个人来问的句式。"""

ACTIONS = re.compile(
    r"（[^）]*）|申请|申报|申领|首次|新办|补办|补领|补发|补证|换领|换发|换证|核发|办理|登记|设立|变更|注销|转移|延续|签发|认定|参保|领取|提取|缴纳|注册|续展|续签|丢失|遗失|损坏|期满|公示|挂失|解挂|补缴"
)
"""事项名里说“做什么”的字，去掉剩下的是“什么东西”。"""


def said_subjects(text: str) -> list[tuple[str, str]]:
    """话里说到的人：[（种类, 是谁）]，按种类先后；没说到是空列表。"""
    return [
        (kind, who) for kind, people in KINDS.items() for who, pattern in people.items() if re.search(pattern, text)
    ]


def besides_subjects(text: str) -> str:
    """话里除了说到的人还剩什么（“孩子医保呢”→“医保呢”）。"""
    for people in KINDS.values():
        for pattern in people.values():
            text = re.sub(pattern, "", text)
    return text


def changes_subject(text: str) -> bool:
    """是不是换一个人来问（“那公司呢”“要是我妈呢”）；只是提到人的普通问句不算。"""
    return bool(said_subjects(text)) and CHANGING.search(text) is not None


def with_subject(asked: str, text: str) -> str | None:
    """把上一个问句里的人换成这句话里的（“个体户年报怎么报”+“公司呢”→“企业年报怎么报”）；没有可换的返回 None。"""
    for kind, who in said_subjects(text):
        for other, pattern in KINDS[kind].items():
            if other != who and kind != "kin" and re.search(pattern, asked):
                return re.sub(f"(?:{pattern})+", who, asked)
    return None


def thing(name: str) -> str:
    """事项名里的“什么东西”：“居民身份证换领（有效期满）”→“居民身份证”；去光了就返回原名。"""
    return ACTIONS.sub("", name) or name
