"""行政区划：代码、上下级、简称、旧名、新设区划。"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.regions import RegionTable

TABLE = RegionTable.load()
CODES = sorted({code for codes in TABLE.names().values() for code in codes})


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("511602", "511602"),
        ("511602000", "511602"),
        ("511602000000", "511602"),
        ("511602001002", "511602001"),  # 村归到所在的街道
        ("511602999", "511602"),  # 表里没有的新街道归到区
        ("51", "510000"),
        ("310100", "310000"),  # 直辖市的“市辖区”不是一级地方
        ("620201", "620200"),
    ],
)
def test_codes_of_every_length_find_the_place(code: str, expected: str) -> None:
    region = TABLE.get(code)
    assert region is not None and region.code == expected


@pytest.mark.parametrize(
    ("old", "now"),
    [
        ("310108", "310106"),
        ("310103", "310101"),
        ("110103", "110101"),
        ("110104", "110102"),
        ("310119", "310115"),
        ("370284", "370211"),
        ("120223", "120118"),
        ("500112", "500157"),
        ("532700", "530800"),
    ],
)
def test_abolished_codes_lead_to_their_successor(old: str, now: str) -> None:
    region = TABLE.get(old)
    assert region is not None and region.code == now


@pytest.mark.parametrize(
    ("word", "codes"),
    [
        ("沪", ["310000"]),
        ("浦东", ["310115"]),
        ("福田", ["440304"]),
        ("恩施州", ["422800"]),
        ("恩施", ["422800"]),
        ("凉山", ["513400"]),
        ("内蒙", ["150000"]),
        ("海南", ["460000"]),
        ("海南州", ["632500"]),
        ("闸北区", ["310106"]),
        ("崇文", ["110101"]),
        ("胶南", ["370211"]),
        ("雄安", ["133100"]),
        ("和安县", ["653229"]),
        ("香港", ["810000"]),
        ("鼓楼区", ["320106", "320302", "350102", "410204"]),
        ("江北区", ["330205", "500157"]),
        ("公安", []),
        ("合作", []),
        ("长寿", []),
        ("通道", []),
        ("公安县", ["421022"]),
        ("协兴镇", ["511602102"]),
    ],
)
def test_names(word: str, codes: list[str]) -> None:
    assert [region.code for region in TABLE.named(word)] == codes


def test_chain_runs_from_the_town_to_the_nation() -> None:
    assert [r.name for r in TABLE.chain("511602001")] == ["浓洄街道", "广安区", "广安市", "四川省", "全国"]
    assert [r.name for r in TABLE.chain("130638")] == ["雄县", "河北雄安新区", "河北省", "全国"]
    assert [r.name for r in TABLE.chain("659001")][-2:] == ["新疆维吾尔自治区", "全国"]


def test_unknown_code_is_nobody_and_its_chain_is_the_nation() -> None:
    assert TABLE.get("999999") is None
    assert [r.code for r in TABLE.chain("999999")] == ["000000"]


def test_brief_and_full_name() -> None:
    assert TABLE.brief("511602") == {"code": "511602", "name": "广安区", "level": "county"}
    assert TABLE.full_name("511602") == "四川省广安市广安区"
    assert TABLE.full_name("000000") == "全国"


def test_short_name_is_what_people_say() -> None:
    shanghai = TABLE.get("310000")
    assert shanghai is not None and shanghai.short == "上海"


def test_no_alias_of_one_character_enters_the_matcher() -> None:
    assert all(len(word) >= 2 for word in TABLE.names())


@pytest.mark.parametrize("sentence", ["结清租金水电", "拆迁安置公告", "名称多打了一个字", "基金会理事", "养老金明细"])
def test_ordinary_sentences_contain_no_place(sentence: str) -> None:
    words = TABLE.names()
    pieces = {sentence[i:j] for i in range(len(sentence)) for j in range(i + 2, len(sentence) + 1)}
    assert not pieces & words.keys()


def test_words_kept_out_of_sentences_are_still_understood_alone() -> None:
    assert [region.code for region in TABLE.named("金水")] == ["410105"]


def test_every_former_successor_exists() -> None:
    for code in TABLE._former:
        assert TABLE.get(code) is not None, code


@given(st.sampled_from(CODES))
@pytest.mark.promise("每个地区都能按全名找到，并逐级连到全国")
def test_every_place_is_found_by_its_full_name_and_reaches_the_nation(code: str) -> None:
    region = TABLE.get(code)
    assert region is not None
    assert code in [r.code for r in TABLE.named(region.name)]
    chain = TABLE.chain(code)
    assert chain[-1].level == "nation" and len(chain) <= 5


@given(st.text(max_size=14))
def test_any_text_is_answered_without_an_exception(text: str) -> None:
    TABLE.get(text)
    TABLE.named(text)
    assert TABLE.chain(text)[-1].code == "000000"
