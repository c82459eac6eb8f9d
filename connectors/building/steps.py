"""三个步骤各自的内容指纹：指纹没变、成品还在，就不用再建。"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from connectors.building.places import ROOT, Places
from connectors.settings import Settings

SKIPPED = {"__pycache__", ".rasa"}


TRAINED_FROM = (
    "components", "config.yml", "domain.yml", "rules.yml", "train.py", "training_data.py", "model_digest.py",
)
"""机器人模型由 bot/ 里的这些训练出来；其余只在服务时用，改了不必重新训练。"""


HEARD_BY = ("__main__.py", "examples.py", "meaning.py")
"""句意分类由 actions/understanding/ 里的这些训练；其余只在听话时用。"""


def files_digest(*folders: Path, without: Path | None = None) -> str:
    """一些文件（或文件夹里全部文件，`without` 下面的除外）内容的指纹；与它们放在哪无关，状态目录搬了家不必重建。"""
    digest = hashlib.sha256()
    for name, file in _files(folders):
        if without and file.is_relative_to(without):
            continue
        digest.update(name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _files(folders: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """（名字, 文件），次序固定，略过缓存。"""
    for folder in folders:
        if folder.is_file():
            yield folder.name, folder
        else:
            for file in sorted(one for one in folder.rglob("*") if one.is_file() and not SKIPPED & set(one.parts)):
                yield str(file.relative_to(folder.parent)), file


@dataclass(frozen=True)
class Step:
    """建一样东西。`inputs` 算内容指纹，`product` 是建成后必有的文件，`needs` 要先建好。"""

    name: str
    title: str
    inputs: Callable[[Places, Settings], str]
    product: Callable[[Places, Settings], Path | None]
    needs: tuple[str, ...] = ()

    def needed(self, places: Places, settings: Settings) -> bool:
        """要不要建。"""
        product, stamp = self.product(places, settings), places.stamp(self.name)
        if product is not None and not product.exists():
            return True
        return not stamp.is_file() or stamp.read_text() != self.inputs(places, settings)

    def done(self, places: Places, settings: Settings) -> None:
        """记下建好的是什么内容。"""
        places.run.mkdir(parents=True, exist_ok=True)
        places.stamp(self.name).write_text(self.inputs(places, settings))


def _text_digest(text: str) -> str:
    """一段文字的指纹。"""
    return hashlib.sha256(text.encode()).hexdigest()


def _catalog_inputs(_: Places, settings: Settings) -> str:
    return _text_digest(f"{settings.database_url}:{files_digest(ROOT / 'catalog')}")


def _catalog_product(places: Places, settings: Settings) -> Path | None:
    return None if settings.database_url else places.state / "catalog.db"


def _search_inputs(places: Places, settings: Settings) -> str:
    return _text_digest(f"{_catalog_inputs(places, settings)}:{_model_inputs(settings)}")


def _model_inputs(settings: Settings) -> str:
    # 训练用的代码和来信不进索引，改了不必重建
    own = files_digest(ROOT / "retrieval", without=ROOT / "retrieval" / "training")
    return f"{settings.embedding_model}:{own}"


def _meaning_inputs(_: Places, settings: Settings) -> str:
    # 例句和向量都不看目录：目录改了不必重训
    own = files_digest(*(ROOT / "actions" / "understanding" / name for name in HEARD_BY), ROOT / "nlu_data")
    return _text_digest(f"{_model_inputs(settings)}:{own}")


def _bot_inputs(places: Places, _: Settings) -> str:
    lexicon = [places.lexicon] if places.lexicon.exists() else []
    own = [ROOT / "bot" / name for name in TRAINED_FROM]
    return files_digest(*own, ROOT / "nlu_data", ROOT / "requirements" / "bot.lock", *lexicon)


STEPS: tuple[Step, ...] = (
    Step("catalog", "全国事项目录", _catalog_inputs, _catalog_product),
    Step("search", "向量模型与检索索引", _search_inputs, lambda places, _: places.model, ("catalog",)),
    Step("meaning", "句意分类", _meaning_inputs, lambda places, _: places.meaning, ("search",)),
    Step("lexicon", "机器人词典", _catalog_inputs, lambda places, _: places.lexicon, ("catalog",)),
    Step("bot", "机器人模型", _bot_inputs, lambda places, _: places.bot_model, ("lexicon",)),
)
