"""从目录导出服务与地名词典，供 bot 训练时用（bot 的环境里装不了本包的依赖，所以导出成文件）。"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from catalog.regions import RegionTable
from catalog.schema import BasicItem, ServicePackage

TOO_GENERAL = frozenset("证明 补贴 申请 登记 办证 材料 手续 电话 网上办理 补办 换证 过户 投诉 举报 预约 查询".split())
"""别名里太笼统、单说时听不出是哪件事的词：收进词典会让“要什么手续”也像在说某个事项。"""

_BRACKETS = re.compile(r"[（(].*?[)）]")


def service_words(items: Iterable[BasicItem], packages: Iterable[ServicePackage]) -> list[str]:
    """事项和一件事的名称（含去掉括号的）与别名，2–20 字，去重排序。"""
    words: set[str] = set()
    records: list[BasicItem | ServicePackage] = [*items, *packages]
    for record in records:
        words |= {record.name, _BRACKETS.sub("", record.name), *record.aliases}
    return sorted(w for w in words if 2 <= len(w) <= 20 and w not in TOO_GENERAL)


def export_lexicon(
    items: Iterable[BasicItem], packages: Iterable[ServicePackage], regions: RegionTable, path: Path
) -> int:
    """把词典写成 JSON（`{"service": […], "region": […]}`），返回词数；内容不变时文件也不变。"""
    services = service_words(items, packages)
    places = sorted(set(regions.names()) - set(services))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"service": services, "region": places}, ensure_ascii=False), "utf-8")
    return len(services) + len(places)
