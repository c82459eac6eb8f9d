"""`zhilu search`：直接打开索引检索一次。"""

from __future__ import annotations

from connectors.settings import Settings


def search(words: str, region: str, audience: str, k: int, explain: bool) -> int:
    """打印结果，返回退出码；没有结果返回 1。"""
    from catalog.regions import RegionTable
    from catalog.store import NotPublishedError
    from connectors.gateway.opening import NotBuilt, open_catalog

    regions = RegionTable.load()
    place = regions.get(region) if region else None
    if region and place is None:
        print(f"没有区划代码“{region}”。请用 6、9 或 12 位的行政区划代码。")
        return 2
    try:
        opened = open_catalog(Settings(), regions)
    except (NotBuilt, NotPublishedError) as problem:
        print(problem)
        return 2
    found = opened.searcher.search(words, region=place.code if place else None, audience=audience or None, k=k)
    where = f"  地区：{found.region.name}" if found.region else ""
    print(f"{len(found.hits)} 条，{found.took_ms:.0f} 毫秒，能直接回答的把握 {found.answerable:.2f}{where}")
    for number, hit in enumerate(found.hits, start=1):
        kind = "一件事" if hit.kind == "package" else "事项"
        print(f"{number:2}. {hit.score:.3f}  {hit.name}  [{kind}]  {hit.department}  {hit.region.name}  {hit.code}")
        if hit.url:
            print(f"      {hit.url}")
        if explain:
            print("      " + "  ".join(f"{name} {value:.3f}" for name, value in hit.parts.items() if value))
    return 0 if found.hits else 1
