"""每一步怎么建。较重的包用到才引用，免得拖慢命令行。"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from connectors.building.examples import training_folder
from connectors.building.places import ROOT, Places
from connectors.settings import Settings

BOT_PYTHON = ROOT / ".venv-bot" / "bin" / "python"
TELL_EVERY_S = 2.0


class BuildFailed(Exception):
    """没有建成；说明里有原因和办法。"""


class Teller:
    """进度：同一件事最多每两秒说一行。"""

    def __init__(self) -> None:
        self._said, self._at = "", 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        """说一声做到哪了。"""
        now = time.monotonic()
        if what != self._said or now - self._at >= TELL_EVERY_S or done == total:
            self._said, self._at = what, now
            print(f"{what} {done}/{total}", flush=True)


def catalog_source(settings: Settings) -> str | Path:
    """目录数据库在哪：数据库地址，没设就是状态目录。"""
    return settings.database_url or settings.state


def make_catalog(settings: Settings, _: Places) -> None:
    """把随包的全国目录发布进数据库；没有变化就什么也不做。"""
    from catalog.commands import build_national
    from catalog.signals import announce

    report = build_national(catalog_source(settings))
    announce(settings.redis_url)
    print("\n".join(report.lines()), flush=True)
    if "发布" not in report.facts:
        raise BuildFailed("；".join(problem.message for problem in report.errors) or "目录没有发布")


def make_search(settings: Settings, places: Places) -> None:
    """备好向量模型，把目录里的全部文字编码好。"""
    from catalog.regions import RegionTable
    from catalog.store import CatalogStore
    from retrieval.searcher import Searcher

    tell = Teller()
    places.stamp("search").unlink(missing_ok=True)  # 正在建：打开着的服务先用编好的那部分，不抢着编
    point_to(places.model, embedding_model(settings.embedding_model, places, tell))
    store = CatalogStore.open(catalog_source(settings))
    try:
        searcher = Searcher.open(store, RegionTable.load(), places.model, places.index, progress=tell)
        print(searcher.status(), flush=True)
    finally:
        store.close()


def embedding_model(name: str, places: Places, tell: Callable[[str, int, int], None]) -> Path:
    """返回向量模型目录：默认用自带的；写了目录就用那个目录；写了模型名就下载一次存在本地。"""
    from retrieval.model.build import ensure_model

    if not name:
        return ensure_model(places.models, tell)
    if Path(name).expanduser().is_dir():
        return Path(name).expanduser().resolve()
    folder = places.models / re.sub(r"[^A-Za-z0-9.]+", "-", name)
    if not (folder / "modules.json").exists():
        from sentence_transformers import SentenceTransformer

        print(f"下载向量模型 {name}", flush=True)
        try:
            SentenceTransformer(name, device="cpu").save(str(folder))
        except (OSError, ValueError) as problem:
            remedy = "请检查网络和名称，或把 ZHILU_EMBEDDING_MODEL 指向本地目录"
            raise BuildFailed(f"取不到模型 {name}。{remedy}。") from problem
    return folder


def point_to(link: Path, target: Path) -> None:
    """让链接指向新目标；正在读旧目标的进程不受影响。"""
    scratch = link.with_name(link.name + ".new")
    scratch.unlink(missing_ok=True)
    scratch.symlink_to(os.path.relpath(target, link.parent) if target.is_relative_to(link.parent) else target)
    os.replace(scratch, link)


@contextmanager
def all_training_examples(settings: Settings) -> Iterator[Path]:
    """给出训练用的例句文件夹：自带的，加上维护者在后台加的。软件升级后重新训练，后台加的也不丢。"""
    from catalog.editing.golden import all_examples
    from catalog.storage.engine import open_engine
    from catalog.store import CatalogStore, NotPublishedError

    try:
        store = CatalogStore.open(catalog_source(settings))
    except NotPublishedError:
        yield ROOT / "nlu_data"
        return
    packages = frozenset(package.code for package in store.packages())
    store.close()
    engine = open_engine(catalog_source(settings))
    examples = all_examples(engine)
    engine.dispose()
    with training_folder(ROOT / "nlu_data", examples, packages) as (folder, _):
        yield folder


def make_meaning(settings: Settings, places: Places) -> None:
    """在句向量上训练意图分类，给动作服务用。"""
    with all_training_examples(settings) as nlu_data:
        command = [sys.executable, "-m", "actions.understanding", "--model", str(places.model)]
        command += ["--out", str(places.meaning), "--nlu-data", str(nlu_data)]
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
    if code != 0:
        raise BuildFailed(f"句意分类没有训练成（退出码 {code}），原因在上面的日志里。")


def make_lexicon(settings: Settings, places: Places) -> None:
    """从目录导出服务与地名词典，给机器人训练用。"""
    from catalog.lexicon import export_lexicon
    from catalog.store import CatalogStore

    store = CatalogStore.open(catalog_source(settings))
    try:
        count = export_lexicon(store.items(), store.packages(), store.regions, places.lexicon)
        print(f"词典 {count} 个词", flush=True)
    finally:
        store.close()


def make_bot(settings: Settings, places: Places) -> None:
    """用机器人环境训练 Rasa 模型。"""
    if not BOT_PYTHON.exists():
        raise BuildFailed("没有机器人环境 .venv-bot，请先运行 make setup。")
    command = [str(BOT_PYTHON), "-m", "bot.train", "--lexicon", str(places.lexicon), "--out", str(places.bot)]
    env = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "2"}
    with all_training_examples(settings) as nlu_data:
        command += ["--nlu-data", str(nlu_data)]
        code = subprocess.run(command, cwd=ROOT, env=env, check=False).returncode
    if code != 0 or not places.bot_model.exists():
        raise BuildFailed(f"训练没有成功（退出码 {code}），原因在上面的日志里。")


MAKERS: dict[str, Callable[[Settings, Places], None]] = {
    "catalog": make_catalog, "search": make_search, "meaning": make_meaning, "lexicon": make_lexicon, "bot": make_bot,
}
