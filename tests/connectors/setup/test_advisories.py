"""已知漏洞的记录与锁文件一致：包还在、版本没变、每条都说了为什么可以接受。"""

import datetime as dt
import re
import tomllib

import pytest

from connectors.building.places import ROOT

RECORD = tomllib.loads((ROOT / "requirements" / "advisories.toml").read_text("utf-8"))
LOCKED = {
    name: dict(line.split("==") for line in (ROOT / "requirements" / f"{name}.lock").read_text("utf-8").splitlines()
               if "==" in line)
    for name in ("main", "bot", "dev")
}


@pytest.mark.promise("已知漏洞逐条记着可以接受的理由，包换了版本必须重看")
def test_every_advisory_is_about_what_is_locked() -> None:
    for one in RECORD["advisory"]:
        locked = LOCKED[one["environment"]][one["package"]]
        assert locked == one["version"], f"{one['package']} 换了版本，请重看 {one['id']}"
        assert re.fullmatch(r"CVE-\d{4}-\d{4,7}|PYSEC-\d{4}-\d+|GHSA(-\w{4}){3}", one["id"])
        assert one["source"].startswith("https://"), f"{one['id']} 没有写明在哪核过"
        assert one["what"]
        assert len(one["accepted"]) >= 8


def test_the_record_is_dated_and_says_how_it_was_made() -> None:
    assert isinstance(RECORD["reviewed"], dt.date)
    assert RECORD["how"]
    ids = [one["id"] for one in RECORD["advisory"]]
    assert len(ids) == len(set(ids))
