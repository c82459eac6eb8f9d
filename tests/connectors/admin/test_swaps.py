"""一边不停地问，一边换一百次版本：没有一个出错，没有一个答复混了两个版本。"""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from catalog.editing import proposals
from catalog.editing.candidate import make_candidate, publish_candidate
from catalog.editing.changes import EDITED, Edit, changed_fields
from catalog.editing.records import Key, find_record
from catalog.storage import releases
from catalog.storage.engine import open_engine
from connectors.tuning import tuning
from tests.support.gateway import gateway, small_state, until

SWAPS = 100
ASKERS = 4
CODES = ("id-card-lost", "birth-registration")


def two_releases(state: Path) -> tuple[int, int]:
    """两个版本：同样的两个事项，名称、概述、别名里都写着是哪一版。"""
    engine = open_engine(state)
    made = []
    for mark in ("甲版", "乙版"):
        number = proposals.start(engine, mark, "zhang")
        serving = releases.current(engine)
        assert serving is not None
        with engine.connect() as connection:
            for code in CODES:
                key = Key("basic", code, "000000")
                found = find_record(connection, serving.members, key)
                assert found is not None
                named = found.content["name"].removesuffix("（甲版）")
                new = {**found.content, "name": f"{named}（{mark}）", "summary": f"{named}，{mark}。",
                       "department": f"公安机关{mark}"}
                edit = Edit(0, found.source, key, named, EDITED, changed_fields(found.content, new), "zhang")
                proposals.add_edit(engine, number, edit)
        proposals.submit(engine, number)
        proposals.approve(engine, number, "li")
        draft = proposals.read(engine, number)
        assert draft is not None
        made.append(publish_candidate(engine, make_candidate(engine, draft, state / "national"), draft).id)
    engine.dispose()
    return made[0], made[1]


def marks(content: Any) -> set[str]:
    """一份答复里出现的版本。"""
    text = str(content)
    return {mark for mark in ("甲版", "乙版") if mark in text}


@pytest.mark.slow
def test_a_hundred_swaps_under_load(tmp_path: Path) -> None:
    state = small_state(tmp_path)
    first, second = two_releases(state)
    errors: list[str] = []
    mixed: list[str] = []
    seen: set[str] = set()
    asked = [0]
    stop = threading.Event()

    def ask(base: str) -> None:
        paths = ["/api/search?q=身份证丢了&k=5", f"/api/items/{CODES[0]}", "/api/packages/newborn"]
        with httpx.Client(base_url=base, trust_env=False, timeout=20) as client:
            while not stop.is_set():
                for path in paths:
                    try:
                        answer = client.get(path)
                    except httpx.HTTPError as problem:
                        errors.append(repr(problem))
                        continue
                    asked[0] += 1
                    if answer.status_code != 200:
                        errors.append(f"{path} {answer.status_code}")
                    found = marks(answer.json())
                    seen.update(found)
                    if len(found) != 1:
                        mixed.append(f"{path} {found}")

    quick = tuning().model_copy(update={"search": tuning().search.model_copy(update={"reload_s": 0.05})})
    with gateway(state, tuned=quick) as client:
        engine = open_engine(state)
        base = str(client.base_url)
        threads = [threading.Thread(target=ask, args=(base,)) for _ in range(ASKERS)]
        for thread in threads:
            thread.start()
        for swap in range(SWAPS):
            wanted = first if swap % 2 == 0 else second
            info = releases.point_to(engine, wanted)
            assert info is not None
            until(lambda digest=info.digest: served(client) == digest, 30)  # type: ignore[misc]
        stop.set()
        for thread in threads:
            thread.join(30)
        engine.dispose()
    print(f"换 {SWAPS} 次，其间问了 {asked[0]} 次")
    assert errors == []
    assert mixed == []
    assert seen == {"甲版", "乙版"} and asked[0] > SWAPS


def served(client: httpx.Client) -> str:
    """网关正在用的发布。"""
    time.sleep(0.02)
    return str(client.get("/readyz").json()["parts"]["catalog"]["release"])
