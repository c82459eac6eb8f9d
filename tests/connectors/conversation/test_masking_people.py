"""证件号、车牌、姓名、门牌：各种写法都遮；地名、文号、日期、编号、目录里的话都不误伤。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.building.places import ROOT
from connectors.conversation.masking import bare, looks_personal, mask, plainly
from connectors.conversation.numbers import contains_id18
from tests.support.personal import id18, written

settings.register_profile("unhurried", deadline=None)  # 机器忙时一个例子也可能慢，时间不是这里要查的
settings.load_profile("unhurried")

SPACES = st.sampled_from(["", " ", "-", "　", "·", " - "])
HIDDEN = st.sampled_from(["", "\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad"])


@pytest.mark.parametrize(
    ("said", "masked"),
    [
        ("我叫张三，住在成都市武侯区人民路12号3栋402室", "我叫〔姓名〕，住在成都市武侯区人民路〔门牌号〕"),
        ("孩子叫王小明可以上户口吗", "孩子叫〔姓名〕可以上户口吗"),
        ("申请人：李四，电话13800138000", "申请人：〔姓名〕，电话〔电话号码〕"),
        ("我叫欧阳娜娜要迁户口", "我叫〔姓名〕要迁户口"),
        ("人民路十二号三栋二单元四零二室", "人民路〔门牌号〕"),
        ("住张家村3组12号", "住张家村3组〔门牌号〕"),
        ("12栋２单元４０２", "〔门牌号〕"),
        ("社保卡号 A12345678 查不到", "社保卡号 〔证件号〕 查不到"),
        ("我的社会保障号码是" + id18("51018419900101123"), "我的社会保障号码是〔身份证号〕"),
        ("护照号 EA1234567 到期", "护照号 〔证件号〕 到期"),
        ("Ｅ１２３４５６７８", "〔证件号〕"),
        ("川A12345违章", "〔车牌号〕违章"),
        ("粤B·D12345", "〔车牌号〕"),
        ("发到 abc.d@qq.com 谢谢", "发到 〔电子邮箱〕 谢谢"),
        ("电话一三八零零一三八零零零", "电话〔电话号码〕"),
        ("1\u200b3\u200b8\u200b0\u200b0\u200b1\u200b3\u200b8\u200b0\u200b0\u200b0", "〔电话号码〕"),
        (id18("51018419900101123") + "13800138000", "〔身份证号〕〔电话号码〕"),
    ],
)
@pytest.mark.promise("证件号、车牌、自报的姓名、门牌号在存下和转出之前遮盖")
def test_documents_names_and_doors_are_masked(said: str, masked: str) -> None:
    assert mask(said) == masked


@pytest.mark.parametrize(
    "said",
    [
        "合同编号E20240001", "项目代码G12345678", "川A牌照怎么上", "地铁2号线", "国务院令第12号", "办事大厅3号窗口",
        "武侯区11号开始受理吗", "小区3栋想加装电梯", "姓名变更怎么办", "孩子叫什么名字好", "我叫车去医院怎么报销",
        "我是高中毕业生", "我是成都人", "社保卡12333", "护照 20261231 到期", "事项编码510184001000-XK-0012",
        "91510100701009123X", "2026年11月23日上午9点30分", "从1990年到2020年交了30年", "长沙市开福区",
        "统计用区划代码510107001001",
        "同一号牌种类", "妈妈名字是曾用名", "高校毕业生姓名：的写法",
    ],
)
@pytest.mark.promise("文号、日期、合同与事项编号、区划代码、12345 不当作个人信息")
def test_what_is_not_personal_stays(said: str) -> None:
    assert mask(said) == said


def strings(value: Any) -> Iterator[str]:
    """一份 YAML 里的全部文字，一行一段。"""
    if isinstance(value, str):
        yield from value.split("\n")
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


# 例句里真的有一个自报姓名的人、一个门牌，本来就该遮
RIGHTLY = {"我叫李招弟，二十八了，想摆脱这俩字", "从三号楼搬到同一条路八号楼，还是一个区，执照地址得动吗"}


@pytest.mark.slow
def test_nothing_in_the_catalogue_or_the_examples_looks_personal() -> None:
    """七万多句目录文字与市民问法里，只有两句真有姓名或门牌的会被遮。"""
    changed = {
        line
        for folder in ("catalog/national", "nlu_data")
        for file in sorted((ROOT / folder).rglob("*.y*ml"))
        for line in strings(yaml.load(file.read_text("utf-8"), yaml.CSafeLoader))
        if mask(line) != line
    }
    assert changed <= RIGHTLY


@given(st.integers(0, 10**7 - 1), st.sampled_from(["E", "G", "EB"]), SPACES, HIDDEN)
def test_every_passport_is_masked_however_written(number, letters, gap, hidden) -> None:
    digits = f"{number:07d}" if letters == "EB" else f"{number:07d}8"
    said = (gap + hidden).join(letters + digits)
    assert mask(f"护照{said}丢了") == "护照〔证件号〕丢了"


@given(st.sampled_from("京川粤新"), st.sampled_from("ABCD"), st.text("0123456789", min_size=5, max_size=6), HIDDEN)
def test_every_plate_is_masked(province, city, number, hidden) -> None:
    assert mask(f"{province}{hidden}{city}·{hidden}{number}") == "〔车牌号〕"
    assert mask(f"{province}{city.lower()}{number}") == "〔车牌号〕"


@given(st.integers(1, 999), st.integers(1, 40), st.integers(1, 9), st.integers(101, 3609), st.sampled_from(["", " "]))
def test_every_door_is_masked_and_the_road_stays(number, building, unit, room, gap) -> None:
    door = gap.join([str(number), "号", str(building), "栋", str(unit), "单元", str(room), "室"])
    assert mask(f"家住中山北路{gap}{door}，想装电梯") == "家住中山北路〔门牌号〕，想装电梯"


@given(written())
def test_a_generated_number_leaves_no_digits_behind(one) -> None:
    """身份证号、手机号、卡号的随机写法：遮盖之后不剩连着的四个数字。"""
    left = mask(f"我的号码{one.said}办好了吗")
    plain = bare("".join(char for char in plainly(left)[0] if char.isdigit()))
    assert len(plain) < 4, (one, left)


@given(st.text())
def test_places_map_back_to_the_original(said: str) -> None:
    plain, places = plainly(said)
    assert len(plain) == len(places)
    assert places == sorted(set(places))


def test_a_number_used_as_an_identifier_is_noticed() -> None:
    assert looks_personal("13800138000")
    assert looks_personal("E79419752")
    assert looks_personal(id18("51018419900101123"))
    assert not looks_personal("5f1a13800138000aa")
    assert not looks_personal("c-20261123-0001")
    assert contains_id18("1" * 30) is None
