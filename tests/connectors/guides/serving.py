"""真的动作服务，里面存着两份指南。"""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI

from actions.resume import SavedGuide, SavedGuides, Tries
from actions.server import make_app
from actions.settings import load_settings
from actions.turn import Tools
from catalog.regions import RegionTable
from catalog.store import CatalogStore
from connectors.building.places import Places
from retrieval.searcher import Searcher


def serve_guides(state: Path, folder: Path) -> tuple[FastAPI, str, str]:
    """（动作服务，说过日期的编号，没说日期的编号）；编号存在 `folder`。"""
    store, regions, places = CatalogStore.open(state), RegionTable.load(), Places(state)
    saved = SavedGuides.open(folder, 30, Tries(5, 120, 600))
    searcher = Searcher.open(store, regions, places.model, places.index)
    tools = Tools(store, searcher, regions, load_settings(), saved=saved)
    dated = saved.save(SavedGuide("newborn", "511621", {}, [], "2026-11-03"))
    return make_app(tools), dated, saved.save(SavedGuide("newborn", "511621"))
