"""三份真实来源能整份导入，编码、地区、免提交、原始时限都没有丢。数据在仓库旁的 shared 文件夹。"""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.importing import Imported, find_mapping, import_rows

SOURCES = Path(__file__).parents[4] / "shared" / "data" / "sources"


def imported(name: str, file: str) -> Imported:
    path = SOURCES / file
    if not path.is_file():
        pytest.fail(f"找不到真实来源 {file}：请把数据放在仓库旁边的 shared/data/sources/ 再运行")
    mapping, problems = find_mapping(name)
    assert mapping is not None and not problems
    return import_rows(path, mapping)


@pytest.mark.promise("广安区的真实清单一条不落地导入")
def test_guangan_district() -> None:
    result = imported("sichuan_guangan", "sichuan_guangan_district.json")
    assert (result.read, len(result.items), result.rejected, result.problems) == (1135, 1135, 0, [])
    assert not result.unused
    assert {item.region for item in result.items} == {"511602"}
    assert all(item.url and item.task_code and item.catalog_code for item in result.items)
    # taskType：1 行政许可 536 条，20 公共服务 348 条（与来源逐条数过的一致）
    kinds = [item.item_type for item in result.items]
    assert (kinds.count("行政许可"), kinds.count("公共服务"), kinds.count("")) == (536, 348, 0)


def test_hunan_guides() -> None:
    result = imported("hunan_guides", "hunan_onething_guides.json")
    assert len(result.items) == 8 and result.rejected == 0 and not result.problems
    newborn = next(item for item in result.items if item.name == "新生儿出生一件事")
    assert newborn.promised_raw == "5（单位代码1.0）" and newborn.promised_days is None
    assert [member.name for member in newborn.members][:2] == ["出生医学证明首次签发", "预防接种证办理"]
    assert newborn.scope_note == "该业务版本适用1个市县区"
    waived = [material.name for material in newborn.materials if material.waived]
    assert waived == ["父母身份证", "居民户口簿"]
    everywhere = next(item for item in result.items if item.name.startswith("个人身后"))
    assert everywhere.scope_note == "" and everywhere.fee.amount_yuan is None


def test_hunan_items() -> None:
    result = imported("hunan_items", "hunan_items.json")
    assert len(result.items) == 20 and result.rejected == 0
    thin = [item for item in result.items if not item.url]
    assert len(thin) == 12 and all(not item.materials and not item.department for item in thin)
