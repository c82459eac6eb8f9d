"""机器人：新例句、重新训练、换回上一个模型。"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from catalog.editing.candidate import current_record
from catalog.editing.golden import add_example, all_examples, drop_example
from catalog.editing.records import Key
from catalog.regions import NATION
from connectors.admin.web import Editor, Form, Reviewer, Stop, address_of, console_of, go, number, page, text
from connectors.building.examples import known_intents
from connectors.building.places import ROOT, Places
from connectors.conversation.masking import mask

router = APIRouter()
OWNERS = ("basic", "package")
INTENTS = known_intents(ROOT / "nlu_data")


@router.get("/training")
def show(request: Request, visit: Editor) -> Response:
    """新例句、最近的训练。"""
    console = console_of(request)
    tasks = [*console.jobs.listed("train", 5), *console.jobs.listed("back", 5)]
    previous = (Places(console.settings.state).bot / "zhilu-previous.tar.gz").exists()
    return page(
        request, "training.html", examples=all_examples(console.catalog), previous=previous, intents=INTENTS,
        tasks=sorted(tasks, key=lambda task: -task.id), may=visit.person.may("reviewer"),
    )


@router.post("/training/examples")
def add(request: Request, visit: Editor, form: Form) -> Response:
    """加一句。个人信息先遮住。"""
    console, words = console_of(request), mask(text(form, "text"))
    if not words:
        raise Stop(422, "没有写", "请写一句市民会说的话。")
    code, intent = text(form, "code"), text(form, "intent") or "ask_service"
    if code and all(current_record(console.catalog, None, Key(kind, code, NATION))[1] is None for kind in OWNERS):
        raise Stop(422, "没有这个事项", f"全国事项和一件事里没有代码“{code}”，请先查到它的代码。")
    if not code and intent not in INTENTS:
        raise Stop(422, "没有这个意图", f"意图只能是：{'、'.join(INTENTS)}。")
    add_example(console.catalog, words, intent, code, visit.person.name)
    console.audit.note(visit.person.name, "加例句", words, {"意图": intent, "代码": code}, address_of(request))
    return go(request, "/admin/training", "已加上。重新训练以后起作用。")


@router.post("/training/drop")
def drop(request: Request, visit: Editor, form: Form) -> Response:
    """删一句。"""
    console, which = console_of(request), number(form, "example")
    drop_example(console.catalog, which)
    console.audit.note(visit.person.name, "删例句", str(which), address=address_of(request))
    return go(request, "/admin/training", "已删掉。")


@router.post("/training/start")
def start(request: Request, visit: Reviewer, form: Form) -> Response:
    """排上训练，或换回上一个模型。"""
    console = console_of(request)
    kind, title = ("back", "换回上一个机器人模型") if text(form, "act") == "back" else ("train", "重新训练机器人")
    job = console.jobs.add(kind, title, visit.person.name)
    console.audit.note(visit.person.name, title, address=address_of(request))
    return go(request, f"/admin/jobs/{job}", "已排上。市民的对话照常进行。")
