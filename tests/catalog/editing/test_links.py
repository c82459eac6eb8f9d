"""查链接：白名单、内网、转向、打不开；快到期的。"""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Engine

from catalog.editing import links
from catalog.editing.links import DEAD, FORBIDDEN, OK, UNSURE, Used, check, is_public

HOSTS = frozenset({"www.gov.cn", "a.gov.cn"})


def answers(**given: object) -> links.Fetch:
    def fetch(url: str) -> tuple[int, str]:
        found = given[url.rsplit("/", 1)[1]]
        if isinstance(found, OSError):
            raise found
        return found  # type: ignore[return-value]

    return fetch


@pytest.mark.parametrize(
    ("url", "state"),
    [
        ("https://www.gov.cn/ok", OK),
        ("https://www.gov.cn/moved", OK),
        ("https://www.gov.cn/gone", DEAD),
        ("https://www.gov.cn/down", DEAD),
        ("https://www.gov.cn/refused", DEAD),
        ("https://www.gov.cn/shy", UNSURE),
        ("https://www.gov.cn/loop", UNSURE),
        ("https://www.gov.cn/astray", FORBIDDEN),
        ("https://www.gov.cn/inside", FORBIDDEN),
        ("https://evil.example/ok", FORBIDDEN),
        ("https://127.0.0.1/ok", FORBIDDEN),
        ("ftp://www.gov.cn/ok", FORBIDDEN),
    ],
)
def test_each_kind_of_answer(url: str, state: str) -> None:
    fetch = answers(
        ok=(200, ""), moved=(302, "https://a.gov.cn/ok"), gone=(404, ""), down=(503, ""), refused=ConnectionError(),
        shy=(412, ""), loop=(302, "/loop"), astray=(301, "https://evil.example/"), inside=(302, "http://169.254.169.254/"),
    )
    assert check(url, HOSTS, fetch, lambda _: True)[0] == state


@pytest.mark.parametrize(
    ("address", "public"),
    [("1.1.1.1", True), ("10.0.0.8", False), ("127.0.0.1", False), ("169.254.169.254", False), ("::1", False),
     ("192.168.1.1", False), ("fd00::1", False), ("0.0.0.0", False)],
)
def test_only_public_addresses_are_visited(address: str, public: bool) -> None:
    assert is_public("a.gov.cn", lambda _: [address]) is public
    assert not is_public("a.gov.cn", lambda _: [address, "10.0.0.1"])


def test_a_name_that_leads_inside_is_not_visited() -> None:
    def never(_url: str) -> tuple[int, str]:
        raise AssertionError("不该去连")

    assert check("https://www.gov.cn/ok", HOSTS, never, lambda _: False)[0] == UNSURE


def test_results_are_kept_and_can_be_put_aside(engine: Engine) -> None:
    used, hosts = links.used_links(engine)
    assert used and "www.sczwfw.gov.cn" in hosts
    one = Used("https://www.sczwfw.gov.cn/", 3, {"kind": "portal", "code": "x", "region": "510000", "name": "甲"})
    links.save_check(engine, one, DEAD, "对方说 404")
    [row], total = links.listed(engine, DEAD)
    assert (row.url, total, links.counts(engine)) == (one.url, 1, {DEAD: 1})
    links.ignore(engine, row.digest, "zhang")
    links.save_check(engine, one, DEAD, "对方说 404")
    assert links.listed(engine, DEAD) == ([], 0)
    links.forget_unused(engine, [])
    assert links.counts(engine) == {}


def test_records_nearing_their_end_come_first(engine: Engine) -> None:
    found = links.expiring(engine, dt.date(2028, 1, 1), 60, 365)
    assert {one["kind"] for one in found} >= {"basic", "package", "item"}
    assert links.expiring(engine, dt.date(2026, 11, 2), 60, 365) == []
