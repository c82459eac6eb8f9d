"""导入的地方记录：链接、电话、过时说法。原文照存，命中的记成提醒，回复时会告诉市民。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from catalog.checks.phones import is_phone
from catalog.links import is_allowed
from catalog.outdated import outdated_hits
from catalog.problems import Problem
from catalog.schema import ServiceItem


def check_imported(items: Iterable[ServiceItem], hosts: frozenset[str], file: str) -> Iterator[Problem]:
    """一批地方记录的问题；同一个没登记的主机名只报一次，写明影响多少条。"""
    unknown: Counter[str] = Counter()
    for item in items:
        if item.url and not is_allowed(item.url, hosts):
            unknown[urlsplit(item.url).hostname or item.url[:60]] += 1
        for column, number in (("consult_phone", item.consult_phone), ("complaint_phone", item.complaint_phone)):
            if number and not is_phone(number):
                yield Problem(
                    "电话写法", f"“{number[:30]}”不像电话号码", "核对来源", file, None, column, "warning", item.code
                )
        for hit in outdated_hits(item):
            if hit.path == ("name",):  # 名称是官方叫法，不算说法过时
                continue
            yield Problem(
                "过时说法",
                f"“{hit.word}”可能过时：{hit.rule.why}（原句：{hit.sentence[:50]}）",
                f"向来源单位核实：{hit.rule.remedy}",
                file,
                None,
                ".".join(str(part) for part in hit.path),
                "warning",
                item.code,
            )
    for host, total in unknown.most_common():
        yield Problem(
            "链接不在白名单",
            f"{total} 条的链接主机 {host} 没有登记，不会给市民看",
            "核实是官方网站后，在 portals.yaml 登记主机名和来源",
            file,
            None,
            "url",
            "warning",
        )
