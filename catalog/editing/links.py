"""链接检查：市民会点到的每个网址还通不通、在不在白名单；快到期、太久没核对的记录。

检查时不碰内网：只连白名单里的主机，连之前先看解析出的地址是不是公网的，转去别处也照样先看。
"""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import json
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from sqlalchemy import Engine, delete, func, insert, select, update

from catalog.links import hosts_of, is_allowed
from catalog.schema import Portal
from catalog.storage import releases
from catalog.storage.desk_tables import LinkCheck
from catalog.storage.engine import writing
from catalog.storage.tables import StoredRecord

OK, DEAD, FORBIDDEN, UNSURE = "ok", "dead", "forbidden", "unsure"
STATE_WORDS = {OK: "通", DEAD: "打不开", FORBIDDEN: "不在白名单", UNSURE: "说不准"}
MOST_HOPS = 4
Fetch = Callable[[str], tuple[int, str]]
"""取一次网址的开头：返回（状态码，转去哪里）；连不上抛 OSError。"""


@dataclass(frozen=True)
class Used:
    """一个网址用在哪些记录里：几条，举一条。"""

    url: str
    count: int
    sample: dict[str, Any]


def used_links(engine: Engine) -> tuple[list[Used], frozenset[str]]:
    """正在服务的全部网址，和白名单的主机名。"""
    serving = releases.current(engine)
    members = serving.members if serving else {}
    counts: dict[str, int] = {}
    samples: dict[str, dict[str, Any]] = {}
    portals: list[Portal] = []
    columns = (StoredRecord.kind, StoredRecord.code, StoredRecord.region, StoredRecord.name, StoredRecord.body)
    wanted = select(*columns).where(StoredRecord.version_id.in_(members.values()))
    with engine.connect() as connection:
        for row in connection.execution_options(yield_per=1000).execute(wanted):
            record = json.loads(row.body)["record"]
            if row.kind == "portal":
                portals.append(Portal.model_validate(record))
            url = str(record.get("url") or "")
            if url:
                counts[url] = counts.get(url, 0) + 1
                where = {"kind": row.kind, "code": row.code, "region": row.region, "name": row.name}
                samples.setdefault(url, where)
    return [Used(url, total, samples[url]) for url, total in counts.items()], hosts_of(portals)


def is_public(host: str, resolve: Callable[[str], Iterable[str]] | None = None) -> bool:
    """这个主机解析出的每个地址都是公网地址；有一个是内网、回环、保留地址就不连。"""
    try:
        addresses = list((resolve or _resolve)(host))
    except OSError:
        return False
    return bool(addresses) and all(ipaddress.ip_address(one).is_global for one in addresses)


def _resolve(host: str) -> list[str]:
    """域名解析。"""
    return sorted({str(found[4][0]) for found in socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)})


def check(url: str, hosts: frozenset[str], fetch: Fetch, public: Callable[[str], bool] = is_public) -> tuple[str, str]:
    """检查一个网址，返回（结论，说明）。只看开头，不下载内容。"""
    here = url
    for _ in range(MOST_HOPS):
        if not is_allowed(here, hosts):
            said = "主机名没有登记" if here == url else f"转去了没有登记的 {urlsplit(here).hostname}"
            return FORBIDDEN, f"{said}，不会给市民看"
        if not public(urlsplit(here).hostname or ""):
            return UNSURE, "域名解析不了，或解析到了内网地址，没有去连"
        try:
            status, target = fetch(here)
        except OSError as problem:
            return DEAD, f"连不上（{type(problem).__name__}）"
        if status in (301, 302, 303, 307, 308) and target:
            here = urljoin(here, target)
            continue
        if status in (404, 410) or status >= 500:
            return DEAD, f"对方说 {status}"
        # 不少政务网站对程序返回 403、412：人能打开，程序打不开
        return (OK, f"{status}") if status < 400 else (UNSURE, f"对方说 {status}，请人工打开看看")
    return UNSURE, "转了太多次"


def save_check(engine: Engine, used: Used, state: str, said: str) -> None:
    """存下一个结论；人看过说不用管的，还是不用管。"""
    digest = hashlib.sha1(used.url.encode(), usedforsecurity=False).hexdigest()
    with writing(engine) as connection:
        old = connection.execute(select(LinkCheck.ignored_by).where(LinkCheck.digest == digest)).scalar()
        connection.execute(delete(LinkCheck).where(LinkCheck.digest == digest))
        values = {"digest": digest, "url": used.url, "state": state, "said": said[:300], "used": used.count}
        values |= {"sample": used.sample, "checked_at": releases.now(), "ignored_by": old or ""}
        connection.execute(insert(LinkCheck).values(**values))


def forget_unused(engine: Engine, urls: Iterable[str]) -> None:
    """不再用的网址不留。"""
    kept = {hashlib.sha1(url.encode(), usedforsecurity=False).hexdigest() for url in urls}
    with writing(engine) as connection:
        for digest in list(connection.execute(select(LinkCheck.digest)).scalars()):
            if digest not in kept:
                connection.execute(delete(LinkCheck).where(LinkCheck.digest == digest))


def listed(engine: Engine, state: str, start: int = 0, limit: int = 50) -> tuple[list[Any], int]:
    """一种结论的链接（这一页，总数），用得多的在前；人说不用管的不列。"""
    mine = (LinkCheck.state == state, LinkCheck.ignored_by == "")
    with engine.connect() as connection:
        wanted = select(LinkCheck).where(*mine).order_by(LinkCheck.used.desc(), LinkCheck.url)
        rows = list(connection.execute(wanted.offset(start).limit(limit)).all())
        return rows, int(connection.execute(select(func.count()).select_from(LinkCheck).where(*mine)).scalar_one())


def counts(engine: Engine) -> dict[str, int]:
    """各种结论有几个。"""
    wanted = select(LinkCheck.state, func.count()).where(LinkCheck.ignored_by == "").group_by(LinkCheck.state)
    with engine.connect() as connection:
        return {row[0]: int(row[1]) for row in connection.execute(wanted)}


def ignore(engine: Engine, digest: str, author: str) -> None:
    """人看过了，不用管。"""
    with writing(engine) as connection:
        connection.execute(update(LinkCheck).where(LinkCheck.digest == digest).values(ignored_by=author))


def expiring(engine: Engine, today: dt.date, within_days: int, stale_days: int) -> list[dict[str, Any]]:
    """快到期、已到期、太久没核对的记录，最急的在前。"""
    serving = releases.current(engine)
    members = serving.members if serving else {}
    soon = (today + dt.timedelta(days=within_days)).isoformat()
    stale = (today - dt.timedelta(days=stale_days)).isoformat()
    columns = (StoredRecord.kind, StoredRecord.code, StoredRecord.region, StoredRecord.name, StoredRecord.body)
    found = []
    with engine.connect() as connection:
        wanted = select(*columns).where(StoredRecord.version_id.in_(members.values()))
        for row in connection.execution_options(yield_per=1000).execute(wanted):
            record = json.loads(row.body)["record"]
            until, checked = record.get("valid_to") or "", record.get("checked") or record.get("captured") or ""
            why = ""
            if until and until <= soon:
                why = f"有效期到 {until}" + ("，已经过了" if until < today.isoformat() else "")
            elif checked and checked < stale:
                why = f"上次核对是 {checked}"
            if why:
                key = {"kind": row.kind, "code": row.code, "region": row.region, "name": row.name}
                found.append({**key, "why": why, "date": until or checked})
    return sorted(found, key=lambda one: str(one["date"]))
