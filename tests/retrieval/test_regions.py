"""认地区：规则表逐条有例子，例句都是自拟的。"""

from __future__ import annotations

import pytest

from retrieval.regions import RegionFinder, find_regions
from tests.retrieval.support import regions


@pytest.fixture(scope="module")
def finder() -> RegionFinder:
    """返回真区划表上的匹配器。"""
    return RegionFinder(regions())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("长沙怎么换驾驶证", "430100"),
        ("长沙市岳麓区换驾驶证", "430104"),
        ("湖南省株洲市天元区居住证", "430211"),
        ("苏州姑苏区怎么买社保", "320508"),
        ("成都武侯区开店办照", "510107"),
        ("我在昆山上班，想办居住证", "320583"),
        ("延边州医保电话", "222400"),
        ("西双版纳办护照", "532800"),
        ("吉林省公积金", "220000"),
        ("吉林市昌邑区公积金", "220202"),
        ("济南市中区社保局在哪", "370103"),
        ("青岛市南区办健康证", "370202"),
        ("京籍孩子入园", "110000"),
        ("在沪工作五年怎么落户", "310000"),
        ("宣武区房产证换证", "110102"),
        ("花都狮岭镇办营业执照", "440114109"),
        ("雄安新区落户", "133100"),
        ("香港身份证丢了", "810000"),
        ("南沙区办事大厅几点下班", "440115"),
        ("新疆喀什地区莎车县户口", "653125"),
    ],
)
def test_one_place(finder: RegionFinder, text: str, code: str) -> None:
    chosen = finder.find(text).chosen
    assert chosen is not None, text
    assert chosen.code == code


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("鼓楼区落户", {"320106", "320302", "350102", "410204"}),
        ("西湖区居住证", {"330106", "360103"}),
        ("南京鼓楼区落户", {"320106"}),
        ("我在朝阳上班", {"211300", "110105", "220104"}),
        ("福州市鼓楼区落户", {"350102"}),
    ],
)
def test_repeated_names_are_asked_unless_the_parent_is_named(finder: RegionFinder, text: str, codes: set[str]) -> None:
    found = finder.find(text)
    got = {found.chosen.code} if found.chosen else {region.code for region in found.candidates}
    assert got == codes


@pytest.mark.parametrize(
    "text",
    [
        "北京路那边的营业厅",
        "上海银行的卡能绑社保吗",
        "开一家兰州拉面要办什么证",
        "长沙臭豆腐摊位许可",
        "南京西路附近办身份证",
        "卖重庆小面要健康证吗",
        "毕业于中山大学怎么办学历认证",
        "房子朝阳采光好过户",
        "A市落户条件",
        "C4市D区入学",
        "X市南区社保",
        "祝您身体安康，请问退休",
        "这两个证大同小异有什么区别",
        "公积金断缴怎么办",
        "城关镇办低保",
        "长安汽车年检",
        "四川话口音的工作人员",
    ],
)
def test_words_that_only_look_like_places(finder: RegionFinder, text: str) -> None:
    found = finder.find(text)
    assert found.chosen is None
    assert found.candidates == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("户口在湖北孝感，人在东莞打工，驾驶证到期在哪换", "441900"),
        ("老家安徽阜阳，现在住在宁波，护照丢了", "330200"),
        ("我是贵州人，在厦门上班，想办居住证", "350200"),
        ("从武汉把公积金转到长沙", "430100"),
        ("以前在天津交的社保，现在到郑州工作，医保怎么转移", "410100"),
        ("户口想从洛阳迁到西安", "610100"),
        ("被惠州的厂辞退了，老家在广西玉林，失业金去哪领", "441300"),
        ("参保地在赣州，要到广州看病，异地就医备案", "360700"),
        ("户籍在兰州，现居成都，孩子出生登记在哪办", "620100"),
    ],
)
def test_which_of_several_places(finder: RegionFinder, text: str, code: str) -> None:
    found = finder.find(text)
    assert found.chosen is not None
    assert found.chosen.code == code
    assert found.why


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("我在hangzhou怎么补身份证", "330100"),
        ("换成东菀", "441900"),
        ("人在哈尔宾，护照到期了", "230100"),
        ("粤呢", "440000"),
        ("那川呢？", "510000"),
    ],
)
def test_pinyin_typos_and_single_letters(finder: RegionFinder, text: str, code: str) -> None:
    chosen = finder.find(text).chosen
    assert chosen is not None, text
    assert chosen.code == code


def test_a_typo_with_several_readings_is_asked() -> None:
    found = find_regions("在富州办居住证", regions())
    assert {region.code for region in found.candidates} == {"350100", "361000"}


@pytest.mark.parametrize(
    "text",
    [
        "在家里生的孩子怎么办",
        "去医院看病能报销吗",
        "想换成电子的",
        "是本人去吗",
        "我叫海南，想改名",
        "想开家重庆小面馆",
        "卖绍兴黄酒要什么证",
        "加盟一家兰州牛肉面店",
        "孩子叫长安",
        "我姓安",
        "不是买的，是住的",
        "我明天再去一趟",
        "残疾等级要去哪评",
        "寄到单位可以不",
        "是长期有效还是有年限",
        "我要的是延期",
    ],
)
def test_ordinary_words_names_and_signboards_are_not_places(finder: RegionFinder, text: str) -> None:
    found = finder.find(text)
    assert (found.chosen, found.candidates) == (None, ())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("我妈住广州，户口在湖南老家，高龄补贴在哪边领", "430000"),
        ("孩子户口在四川，我们在浙江上班，育儿补贴在哪申请", "510000"),
        ("我在北京工作，房子在保定，想过户给我弟", "130600"),
        ("公积金在重庆交的，人在贵阳买房，怎么提取", "500000"),
    ],
)
def test_the_place_that_handles_the_matter_is_chosen(finder: RegionFinder, text: str, code: str) -> None:
    found = finder.find(text)
    assert found.chosen is not None
    assert found.chosen.code == code
    assert found.why


def test_town_needs_its_county_or_to_be_the_only_one(finder: RegionFinder) -> None:
    assert finder.find("天水市秦州区城关镇").chosen.code == "620502"
    assert finder.find("昌平回龙观街道办居住证").chosen.code == "110114011"


def test_function_form_uses_the_same_rules() -> None:
    assert find_regions("长沙换驾驶证", regions()).chosen.code == "430100"
