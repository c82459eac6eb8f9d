"""正在运行的网关：目录发布新版本后 5 秒内就能查到，不用重启。"""

import shutil
import time
from pathlib import Path

import httpx

from catalog.commands import build_national
from catalog.regions import RegionTable
from catalog.store import CatalogStore
from connectors.building.places import Places
from retrieval.searcher import Searcher
from tests.support.gateway import gateway, small_state, until

NEW_ITEM = """
- code: library-card
  name: 公共图书馆读者证办理
  summary: 到公共图书馆办一张读者证，就能借书。
  audience: [自然人]
  department: 公共图书馆
  aliases: [借书证, 图书证]
  channels: [{kind: window, name: 公共图书馆服务台}]
  consult_phone: "12345"
  varies: [materials]
  checked: 2026-11-23
"""


def first_hit(client: httpx.Client, words: str) -> str:
    return str(client.get("/api/search", params={"q": words, "k": 1}).json()["results"][0]["code"])


def test_a_published_item_is_served_within_five_seconds(tmp_path: Path) -> None:
    state = small_state(tmp_path)
    with gateway(state) as client:
        before = client.get("/readyz").json()["parts"]["catalog"]
        assert first_hit(client, "办借书证") != "library-card"
        file = tmp_path / "national" / "items" / "sample.yaml"
        file.write_text(file.read_text(encoding="utf-8") + NEW_ITEM, encoding="utf-8")
        assert build_national(state, tmp_path / "national").ok
        published = time.monotonic()
        until(lambda: first_hit(client, "办借书证") == "library-card", seconds=5)
        assert time.monotonic() - published < 5
        after = client.get("/readyz").json()["parts"]["catalog"]
        assert after["release"] != before["release"]
        assert (before["basic_items"], after["basic_items"]) == (4, 5)
        assert client.get("/api/items/library-card").json()["name"] == "公共图书馆读者证办理"


def test_the_first_start_answers_before_everything_is_encoded(tmp_path: Path) -> None:
    state = small_state(tmp_path)
    places = Places(state)
    places.stamp("search").unlink()
    shutil.rmtree(places.index)
    with gateway(state) as client:
        ready = client.get("/readyz").json()
        assert (ready["status"], ready["parts"]["search"]["state"]) == ("degraded", "degraded")
        assert "没有编码" in ready["parts"]["search"]["message"]
        name = client.get("/api/items/id-card-lost").json()["name"]
        assert first_hit(client, name) == "id-card-lost", "字面相同的现在就能找到"
        # 另一个进程编码完了、记下建好了：正在跑的网关自己换上
        store = CatalogStore.open(state)
        Searcher.open(store, RegionTable.load(), places.model, places.index)
        store.close()
        places.stamp("search").write_text("test")
        until(lambda: client.get("/readyz").json()["parts"]["search"]["state"] == "ready", seconds=10)
