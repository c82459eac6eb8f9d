"""重新训练机器人：导出词典和例句 → 训练并载入一次 → 训练句意分类 → 起起来压一压 → 换上；换不上就还用原来的。

训练和压测都在另外的进程和端口上，市民的对话一直由原来的模型答。
"""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from catalog.editing.golden import all_examples, all_golden
from catalog.lexicon import export_lexicon
from catalog.store import CatalogStore
from connectors.admin.jobs.work import Failed, Work
from connectors.building.examples import training_folder
from connectors.building.makers import BOT_PYTHON, catalog_source
from connectors.building.places import ROOT, Places
from connectors.building.steps import STEPS
from connectors.supervisor import process as processes
from connectors.supervisor.ports import free_port

TOTAL = 6
USUAL = ("身份证丢了怎么补", "给孩子上户口", "要带什么材料", "多少钱", "在哪里办", "谢谢")
"""压测时总要问的几句：办事、追问、闲话都有。"""
ROUNDS, AT_ONCE = 20, 4
MEANING = "meaning.npz"
SLOWEST_S = 4.0
"""压测里九成五的句子要在这么久内理解完（与网关等机器人的时限相同）。"""
START_S = 180.0
BOT_ENV = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "2", "CUDA_VISIBLE_DEVICES": "-1"}


def train(work: Work) -> tuple[str, dict[str, Any]]:
    """办一次训练。"""
    if not BOT_PYTHON.exists():
        raise Failed("这台机器没有机器人环境（.venv-bot），训练不了。请在跑机器人的机器上训练，或运行 make setup。")
    places = work.places
    fresh = places.state / "bot-next"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    work.tell("导出词典和例句", 0, TOTAL)
    examples = all_examples(work.catalog)
    store = CatalogStore.open(catalog_source(work.console.settings))
    words = export_lexicon(store.items(), store.packages(), store.regions, fresh / "lexicon.json")
    packages = frozenset(package.code for package in store.packages())
    store.close()
    share = work.console.settings.training_share
    with training_folder(ROOT / "nlu_data", examples, packages, share) as (folder, added):
        work.tell(f"训练机器人（词典 {words} 个词，后台加的例句 {added} 句），一两分钟", 1, TOTAL)
        _train(fresh, folder)
        work.tell("训练句意分类，一两分钟", 2, TOTAL)
        _train_meaning(places, fresh / MEANING, folder)
    model = fresh / "zhilu.tar.gz"
    questions = [*USUAL, *(one.query for one in all_golden(work.catalog))][:200]
    work.tell(f"压测新模型：{len(questions)} 句 × {ROUNDS} 遍", 3, TOTAL)
    figures = asyncio.run(_load_test(model, questions, places.logs / "admin-train-bot.log"))
    work.tell("换上新模型", 4, TOTAL)
    places.bot.mkdir(parents=True, exist_ok=True)
    for now, before in _pairs(places):
        if now.exists():
            shutil.copy2(now, before)
    os.replace(model, places.bot_model)
    # 动作服务自己留意这个文件，一两秒内换上
    os.replace(fresh / MEANING, places.meaning)
    # 机器人只肯载入训练记录里有的模型（bot/model_digest.py）
    with (places.bot / "trained.sha256").open("a", encoding="utf-8") as known:
        known.write((fresh / "trained.sha256").read_text("utf-8"))
    os.replace(fresh / "lexicon.json", places.lexicon)
    _stamp(work)
    swapped = swap(work)
    work.audit.note(work.task.author, "训练并换上机器人", "", {"例句": added, **figures, "换上": swapped})
    return f"新模型已训练、压测过。{swapped}", {"例句": added, **figures}


def back(work: Work) -> tuple[str, dict[str, Any]]:
    """换回上一个模型；再按一次又换回来。"""
    places = work.places
    previous = _pairs(places)[0][1]
    if not previous.exists():
        raise Failed("没有上一个模型可换。")
    for now, before in _pairs(places):
        if before.exists():
            spare = before.with_name(f"spare-{before.name}")
            shutil.copy2(now, spare)
            os.replace(before, now)
            os.replace(spare, before)
    swapped = swap(work)
    work.audit.note(work.task.author, "换回上一个机器人模型", "", swapped)
    return f"已换回上一个模型。{swapped}", {}


def _pairs(places: Places) -> list[tuple[Path, Path]]:
    """（正在用的，上一个）：机器人模型和句意分类一起换、一起退。"""
    return [
        (places.bot_model, places.bot / "zhilu-previous.tar.gz"), (places.meaning, places.bot / f"previous-{MEANING}")
    ]


def _train_meaning(places: Places, out: Path, nlu_data: Path) -> None:
    """用同一批例句训练句意分类：它和机器人合议，只训一头，新例句会被另一头否掉。"""
    command = [
        sys.executable, "-m", "actions.understanding", "--model", str(places.model), "--out", str(out),
        "--nlu-data", str(nlu_data),
    ]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    if code != 0 or not out.exists():
        raise Failed(f"句意分类没有训练成（退出码 {code}），原来的照常服务。详情在日志 admin-train.log 里。")


def _train(fresh: Path, nlu_data: Path) -> None:
    """用机器人环境训练；训练程序自己会载入一次，载入不了就是失败。"""
    command = [
        str(BOT_PYTHON), "-m", "bot.train", "--lexicon", str(fresh / "lexicon.json"), "--out", str(fresh),
        "--nlu-data", str(nlu_data),
    ]
    code = subprocess.run(command, cwd=ROOT, env={**os.environ, **BOT_ENV}, check=False).returncode
    if code != 0 or not (fresh / "zhilu.tar.gz").exists():
        raise Failed(f"训练没有成功（退出码 {code}），原来的模型照常服务。详情在日志 admin-train.log 里。")


async def _load_test(model: Path, questions: list[str], log: Path) -> dict[str, Any]:
    """在另一个端口起新模型，几个人同时问，看有没有答不出、慢不慢。"""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [
        str(BOT_PYTHON), "-m", "bot.serve", "--model", str(model), "--port", str(port), "--actions-url", f"{url}/none"
    ]
    # 空的令牌在 Rasa 那头也算设了令牌，谁也进不去：给它一个现编的
    token = secrets.token_urlsafe(16)
    env = {**BOT_ENV, "ZHILU_BOT_TOKEN": token, "ZHILU_TRACKERS_URL": ""}
    process = await processes.start(command, env, log, ROOT)
    try:
        limits: dict[str, Any] = {"trust_env": False, "timeout": SLOWEST_S * 3, "params": {"token": token}}
        async with httpx.AsyncClient(base_url=url, **limits) as client:
            await _ready(client)
            waiting = [question for _ in range(ROUNDS) for question in questions]
            total, took, empty = len(waiting), [], 0

            async def ask() -> None:
                nonlocal empty
                while waiting:
                    words = waiting.pop()
                    started = time.perf_counter()
                    answer = await client.post("/model/parse", json={"text": words})
                    took.append(time.perf_counter() - started)
                    empty += answer.status_code != 200 or not answer.json().get("intent", {}).get("name")

            try:
                await asyncio.gather(*(ask() for _ in range(AT_ONCE)))
            except httpx.HTTPError as problem:
                raise Failed(f"压测时新模型断了（{type(problem).__name__}），没有换上。") from problem
    finally:
        await processes.stop(process, 3.0)
    took.sort()
    slow = took[int(len(took) * 0.95)]
    figures = {"压测句数": total, "没听出意图": empty, "一半在毫秒内": round(took[len(took) // 2] * 1000, 1),
               "九成五在毫秒内": round(slow * 1000, 1)}
    if empty or slow > SLOWEST_S:
        raise Failed("新模型没有通过压测，没有换上，原来的照常服务。", **figures)
    return figures


async def _ready(client: httpx.AsyncClient) -> None:
    """等新模型起来。"""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        try:
            answer = await client.get("/status")
            if answer.status_code == 200 and answer.json().get("model_file"):
                return
        except (httpx.HTTPError, ValueError):
            await asyncio.sleep(0.5)
    raise Failed("新模型起不来，没有换上，原来的照常服务。")


def _stamp(work: Work) -> None:
    """记下机器人和句意分类是按现在的内容建的，下次启动不必再训一遍。"""
    for step in STEPS:
        if step.name in ("bot", "meaning"):
            step.done(work.places, work.console.settings)


def swap(work: Work) -> str:
    """让正在跑的机器人一个一个换上模型文件，返回换得怎样。一个换的时候别的照常答，只有一个时由检索顶几秒。"""
    settings = work.console.settings
    urls = [url for url in settings.bot_url.split(",") if url]
    if not urls:
        return "现在没有连着的机器人，下次启动就用它。"
    token = settings.bot_token.get_secret_value()
    body = {"model_file": str(work.places.bot_model)}
    started = time.monotonic()
    for url in urls:
        try:
            answer = httpx.put(f"{url}/model", params={"token": token}, json=body, timeout=120, trust_env=False)
        except httpx.HTTPError as problem:
            said = f"机器人 {url} 没有应声（{type(problem).__name__}），模型文件已放好，重启服务就会用上。"
            raise Failed(said) from problem
        if answer.status_code != 204:
            raise Failed(f"机器人没有换上（{answer.status_code}），还用着原来的。")
    return f"{len(urls)} 个机器人都换上了，用了 {time.monotonic() - started:.0f} 秒。"
