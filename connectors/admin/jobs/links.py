"""查链接的任务：一个一个查，同一主机隔一会儿再查，不给对方添乱。"""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlsplit

import httpx

from catalog.editing import links
from connectors.admin.jobs.work import Work

AGENT = "zhilu-link-check/1 (+government service catalogue maintenance)"


def check_links(work: Work) -> tuple[str, dict[str, Any]]:
    """查一遍正在服务的全部网址。"""
    tuning = work.console.tuning
    used, hosts = links.used_links(work.catalog)
    links.forget_unused(work.catalog, (one.url for one in used))
    counts: dict[str, int] = {}
    last: dict[str, float] = {}
    # 不跟随转向：每一跳都先看是不是白名单、是不是公网；也不走系统代理
    client = httpx.Client(
        headers={"User-Agent": AGENT}, timeout=tuning.link_timeout_s, follow_redirects=False, trust_env=False
    )
    with client:

        def fetch(url: str) -> tuple[int, str]:
            try:
                with client.stream("GET", url) as answer:
                    return answer.status_code, answer.headers.get("location", "")
            except httpx.HTTPError as problem:
                raise ConnectionError(str(problem)) from problem

        for done, one in enumerate(sorted(used, key=lambda one: one.url), 1):
            host = urlsplit(one.url).hostname or ""
            wait = tuning.link_pause_s - (time.monotonic() - last.get(host, 0.0))
            if wait > 0 and links.is_allowed(one.url, hosts):
                time.sleep(wait)
            last[host] = time.monotonic()
            state, said = links.check(one.url, hosts, fetch)
            links.save_check(work.catalog, one, state, said)
            counts[links.STATE_WORDS[state]] = counts.get(links.STATE_WORDS[state], 0) + 1
            work.tell(f"查到 {host}", done, len(used))
    return f"查了 {len(used)} 个链接", counts
