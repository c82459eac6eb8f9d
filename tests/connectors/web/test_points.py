"""地名点位表：现行代码、全称、每个地方一行。"""

from catalog.regions import RegionTable
from connectors.web.points import PLACES, points

ROWS = [
    {"adcode": "511621000000", "name": "岳池县", "longitude": "106.4407", "latitude": "30.5383"},
    {"adcode": "511600000000", "name": "广安市", "longitude": "106.6333", "latitude": "30.4564"},
    {"adcode": "441900000000", "name": "东莞市", "longitude": "113.7463", "latitude": "23.0462"},
    {"adcode": "110104000000", "name": "宣武区", "longitude": "116.3000", "latitude": "39.8000"},
    {"adcode": "110102000000", "name": "西城区", "longitude": "116.3660", "latitude": "39.9120"},
    {"adcode": "999999000000", "name": "没有的", "longitude": "1", "latitude": "2"},
    {"adcode": "511622000000", "name": "武胜县", "longitude": "", "latitude": ""},
]


def test_counties_and_cities_without_counties_are_kept_under_their_present_code() -> None:
    assert points(ROWS, RegionTable.load()) == [
        "110102\t北京市\t西城区\t116.366\t39.912",
        "441900\t广东省\t东莞市\t113.746\t23.046",
        "511621\t四川省广安市\t岳池县\t106.441\t30.538",
    ]


def test_the_kept_table_fits_the_present_regions() -> None:
    regions = RegionTable.load()
    lines = [line.split("\t") for line in PLACES.read_text("utf-8").splitlines()]
    assert len(lines) > 2800
    for code, above, name, east, north in lines:
        assert regions.full_name(code) == above + name
        assert 73 < float(east) < 136 and 3 < float(north) < 54
