"""一个发布读进内存的部分：全国目录、一件事、官方入口。地方记录留在数据库里按需读。"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from sqlalchemy import Engine, select

from catalog.corpus import Corpus
from catalog.links import hosts_of
from catalog.national_layer import Citation
from catalog.offers import PortalTable
from catalog.regions import RegionTable
from catalog.schema import BasicItem, Portal, ServicePackage
from catalog.storage.reading import Reader
from catalog.storage.records import citations_of
from catalog.storage.region_rows import edited_regions
from catalog.storage.releases import ReleaseInfo
from catalog.storage.tables import NATIONAL_SOURCE, StoredRecord


@dataclass(frozen=True)
class Snapshot:
    """一个发布的内存部分；换发布时整个换掉，读到一半的请求仍用旧的。"""

    info: ReleaseInfo
    basics: dict[str, BasicItem]
    citations: dict[str, list[Citation]]
    packages: dict[str, ServicePackage]
    portals: PortalTable
    hosts: frozenset[str]
    reader: Reader
    regions: RegionTable
    covered: frozenset[str]
    corpus: Corpus


def load_snapshot(engine: Engine, info: ReleaseInfo, regions: RegionTable, former: Snapshot | None = None) -> Snapshot:
    """把一个发布读进内存。`regions` 是随包的区划表，发布里改过的叠在上面。

    `former` 是换版前的快照：全国目录没换就沿用，地方文档从它那里一步步换过来。
    """
    national = info.members.get(NATIONAL_SOURCE)
    others = [version for source, version in info.members.items() if source != NATIONAL_SOURCE]
    reader = Reader(engine, others, national)
    covered = frozenset(reader.regions())
    corpus = Corpus(engine, info, reader, former.corpus if former else None)
    if former is not None and former.info.members.get(NATIONAL_SOURCE) == national:
        return replace(former, info=info, reader=reader, covered=covered, corpus=corpus)
    basics: dict[str, BasicItem] = {}
    cited: dict[str, list[Citation]] = {}
    packages: dict[str, ServicePackage] = {}
    portals: list[Portal] = []
    entries: list[str] = []
    with engine.connect() as connection:
        rows = connection.execute(
            select(StoredRecord.kind, StoredRecord.code, StoredRecord.body)
            .where(StoredRecord.version_id == (national or 0))
            .order_by(StoredRecord.id)
        )
        for kind, code, text in rows:
            body = json.loads(text)
            if kind == "basic":
                basics[code] = BasicItem.model_validate(body["record"])
                cited[code] = citations_of(body)
            elif kind == "package":
                packages[code] = ServicePackage.model_validate(body["record"])
            elif kind == "portal":
                portals.append(Portal.model_validate(body["record"]))
            elif kind == "region":
                entries.append(text)
    regions = edited_regions(regions, tuple(entries))
    return Snapshot(
        info=info,
        basics=basics,
        citations=cited,
        packages=packages,
        portals=PortalTable(portals, regions),
        hosts=hosts_of(portals),
        reader=reader,
        regions=regions,
        covered=covered,
        corpus=corpus,
    )
