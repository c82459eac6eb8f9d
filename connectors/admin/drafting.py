"""这个人正在起草的送审单：没有就新开一张。"""

from __future__ import annotations

import datetime as dt

from catalog.editing import proposals
from catalog.editing.proposals import Draft
from connectors.admin.accounts import Person
from connectors.admin.console import Console


def open_draft(console: Console, person: Person) -> Draft | None:
    """这个人最近一张起草中的单子；没有返回 None。"""
    number = proposals.current_draft(console.catalog, person.name)
    return proposals.read(console.catalog, number) if number is not None else None


def draft_for(console: Console, person: Person, number: int = 0) -> Draft:
    """要改到哪张单子上：指定的（得是起草中的），或自己最近一张，或新开一张。"""
    if number:
        found = proposals.read(console.catalog, number)
        if found is None or found.state != proposals.DRAFTING:
            raise proposals.NotAllowed("这张送审单已经不在起草，修改要放到别的单子上。")
        return found
    mine = open_draft(console, person)
    if mine is None:
        today = dt.datetime.now(dt.timezone(dt.timedelta(hours=8)))
        title = f"{person.shown} {today:%m月%d日}的修改"
        mine = proposals.read(console.catalog, proposals.start(console.catalog, title, person.name))
    assert mine is not None
    return mine
