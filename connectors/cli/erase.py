"""`zhilu erase 对话编号`：擦除一个对话的全部记录。服务在运行就请它擦，没在运行就直接从数据库里删。"""

from __future__ import annotations

import os
import subprocess
import sys
from urllib.parse import quote

import httpx
from sqlalchemy.exc import SQLAlchemyError

from connectors.building.places import ROOT, Places
from connectors.gateway.feedback import RatingStore
from connectors.learning.log import LearningLog, NotScrubbed
from connectors.privacy import places
from connectors.privacy.places import StillThere
from connectors.settings import Settings
from connectors.supervisor import status
from connectors.tuning import tuning

TIMEOUT_S = 30.0


def erase(conversation_id: str) -> int:
    """擦干净返回 0；有没擦成的说清是哪里，返回 1。"""
    settings = Settings()
    running = status.read(Places(settings.state).run)
    failed = asked(running["url"], conversation_id) if running else directly(settings, conversation_id)
    if failed:
        print(f"还没有擦干净：{failed}。请过一会儿再试一次。", file=sys.stderr)
        return 1
    print("已擦除。")
    return 0


def asked(url: str, conversation_id: str) -> str:
    """请正在运行的服务擦；返回没擦成的原因，擦成了是空串。"""
    try:
        answer = httpx.delete(
            f"{url}/api/conversations/{quote(conversation_id, safe='')}", timeout=TIMEOUT_S, trust_env=False
        )
    except httpx.HTTPError:
        return "服务没有应声"
    return "" if answer.status_code == 204 else str(answer.json().get("detail", answer.status_code))


def directly(settings: Settings, conversation_id: str) -> str:
    """服务没在运行：对话状态在内存里的已经没有了，其余从数据库里删。返回没擦成的各处。"""
    ratings = RatingStore(settings.database)
    works = {"好差评": ratings.erase, "微信收件": places.erase_wechat(settings.database)}
    if settings.database_url:
        works["共用的对话状态"] = places.erase_shared_slots(settings.database_url)
    learning = LearningLog(settings.database, tuning().learning)
    works["没答好的问题"] = learning.erase
    works["存下的指南"] = lambda one: guides(settings, one)
    failed = []
    for place, work in works.items():
        try:
            work(conversation_id)
        except (SQLAlchemyError, StillThere, NotScrubbed):
            failed.append(place)
    ratings.close()
    learning.close()
    return "、".join(failed)


def guides(settings: Settings, conversation_id: str) -> int:
    """指南归动作服务管，请它的程序删。"""
    command = [sys.executable, "-m", "actions.erase", "--state-dir", str(settings.state), "--", conversation_id]
    env = {**os.environ, "ZHILU_DATABASE_URL": settings.database_url}
    if subprocess.run(command, cwd=ROOT, env=env, check=False).returncode:
        raise StillThere
    return 0
