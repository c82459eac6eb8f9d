"""每个事项只给一个入口，按次序选，说明理由；不在白名单的绝不给。"""

from __future__ import annotations

import pytest

from catalog.offers import PortalTable, ResolvedChannel, choose_entry
from catalog.regions import RegionTable

HOSTS = frozenset({"a.gov.cn", "www.sczwfw.gov.cn"})
TABLE = RegionTable.load()
PLACE = TABLE.chain("511602")[0]

NATIONAL = ResolvedChannel("online", "某部平台", url="https://a.gov.cn/", portal="some", national=True)
PROVINCE = ResolvedChannel("online", "省网", url="https://www.sczwfw.gov.cn/", portal="portal-510000")
FOREIGN = ResolvedChannel("online", "外站", url="https://evil.example.com/", portal="x", national=True)
APP = ResolvedChannel("app", "某 App")
WINDOW = ResolvedChannel("window", "派出所", address="派出所")
PHONE = ResolvedChannel("phone", "热线", number="12345")


@pytest.mark.parametrize(
    ("channels", "deep_link", "expected"),
    [
        ([WINDOW, PROVINCE, NATIONAL], "http://www.sczwfw.gov.cn/x?id=1", "http://www.sczwfw.gov.cn/x?id=1"),
        ([WINDOW, PROVINCE, NATIONAL], "javascript:alert(1)", "https://a.gov.cn/"),
        ([WINDOW, PROVINCE], "", "https://www.sczwfw.gov.cn/"),
        ([FOREIGN, APP, WINDOW], "", "某 App"),
        ([PHONE, WINDOW], "", "派出所"),
        ([PHONE], "", "热线"),
    ],
)
@pytest.mark.promise("每一步只给一个入口，按次序取第一个能用的")
def test_the_first_usable_entry_in_order(channels: list[ResolvedChannel], deep_link: str, expected: str) -> None:
    entry = choose_entry(
        channels,
        deep_link=deep_link,
        link_region=PLACE,
        region=PLACE,
        portals=PortalTable([], TABLE),
        hosts=HOSTS,
    )
    assert entry is not None and expected in (entry.url, entry.name) and entry.reason
    assert entry.insecure is entry.url.startswith("http://")


def test_nothing_usable_is_no_entry() -> None:
    nothing = choose_entry(
        [FOREIGN], deep_link="", link_region=None, region=PLACE, portals=PortalTable([], TABLE), hosts=HOSTS
    )
    assert nothing is None
