"""金标问题：列表、加、删；每次发布前都要考。"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from catalog.editing.golden import add_golden, all_golden, drop_golden
from catalog.editing.records import search_records
from catalog.storage import releases
from connectors.admin.console import Console
from connectors.admin.web import Editor, Form, address_of, console_of, go, number, page, text
from connectors.conversation.masking import mask

router = APIRouter()


@router.get("/golden")
def listing(request: Request, visit: Editor) -> Response:
    """全部金标问题。"""
    return _page(request)


def _page(request: Request, trouble: str = "", status: int = 200, **filled: str) -> Response:
    console = console_of(request)
    golden = all_golden(console.catalog)
    names = _names(console, {code for one in golden for code in one.codes})
    given = {"query": "", "codes": "", "region": "", **filled}
    return page(request, "golden.html", status, golden=golden, names=names, trouble=trouble, filled=given)


def _names(console: Console, codes: set[str]) -> dict[str, str]:
    """代码 → 名称；目录里没有的不出现。"""
    serving = releases.current(console.catalog)
    if serving is None or not codes:
        return {}
    found: dict[str, str] = {}
    with console.catalog.connect() as connection:
        for code in codes:
            for record in search_records(connection, serving.members, code, limit=20)[0]:
                if record.key.code == code:
                    found[code] = record.name
    return found


@router.post("/golden")
def add(request: Request, visit: Editor, form: Form) -> Response:
    """加一道。答案的代码要在目录里。"""
    console = console_of(request)
    query, region = mask(text(form, "query")), text(form, "region")
    codes = text(form, "codes").replace("、", " ").replace(",", " ").replace("，", " ").split()
    filled = {"query": query, "codes": text(form, "codes"), "region": region}
    if not query or not codes:
        return _page(request, "问法和答案都要写。", 422, **filled)
    missing = [code for code in codes if code not in _names(console, set(codes))]
    if missing:
        return _page(request, f"目录里没有代码 {'、'.join(missing)}。到“全国事项”里查到代码再填。", 422, **filled)
    if region and console.regions.get(region) is None:
        return _page(request, "没有这个区划代码。不限地区就空着。", 422, **filled)
    add_golden(console.catalog, query, codes, visit.person.name, region)
    console.audit.note(visit.person.name, "加金标问题", query, {"答案": codes}, address_of(request))
    return go(request, "/admin/golden", "已加上。下一次发布就会考它。")


@router.post("/golden/drop")
def drop(request: Request, visit: Editor, form: Form) -> Response:
    """删一道。"""
    console, which = console_of(request), number(form, "golden")
    found = next((one for one in all_golden(console.catalog) if one.id == which), None)
    drop_golden(console.catalog, which)
    asked = found.query if found else str(which)
    console.audit.note(visit.person.name, "删金标问题", asked, address=address_of(request))
    return go(request, "/admin/golden", "已删掉。")
