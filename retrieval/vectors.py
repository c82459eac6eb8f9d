"""向量缓存：每段文字编码一次，按文字摘要存盘；目录更新时只编码、只追加新文字。

一个模型一个文件夹：`manifest.json`（模型摘要、维数、提示词、现用的是第几代）、`keys-N`（每段 16 字节的摘要）、
`rows-N`（半精度向量）。只追加，先写向量后写摘要，断在半路也只是少几行；几个进程同时写靠文件锁，
`refresh` 能看到别的进程新写的。换了模型就拒绝混用。打开时发现坏了，整个文件夹改名放一边，重新编码。
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.encoder import Encoder
from retrieval.rows import Rows
from retrieval.rows.memory import MemoryRows

if TYPE_CHECKING:
    from retrieval.rows.pgvector import PgVectors

log = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
CHUNK = 256
SMALL_CHUNK = 32
"""限时编码时一次编多少段：小一点，超时不会超太多。"""
SAVE_EVERY_S = 15.0
"""编码几万段时每隔多久存一次盘：中断不白做，等着的进程也能先用上一部分。"""
KEY_BYTES = 16
MANIFEST = "manifest.json"
SPARSE = 0.7
"""还在用的不到这个比例就整理一次。"""


UNIT_SLACK = 0.05
"""存的都是单位向量；长度差得比这多，就是文件坏了。"""


class Damaged(RuntimeError):
    """盘上的文件读不懂，或不是向量。"""


class IndexMismatch(RuntimeError):
    """索引与模型不是一套；消息里写明怎么办。"""


@dataclass(frozen=True)
class IndexManifest:
    """向量缓存的说明：是哪个模型、多少维、用的什么提示词编的，现用第几代文件。"""

    name: str
    digest: str
    dimension: int
    query_prompt: str
    passage_prompt: str
    generation: int = 0


class VectorStore:
    """文字 → 向量。`get` 只读内存；`fill` 编码缺的并追加到盘上。"""

    def __init__(
        self,
        folder: Path,
        digest: str,
        dimension: int,
        name: str,
        prompts: tuple[str, str] = ("", ""),
        database: PgVectors | None = None,
    ):
        """打开（或新建）`folder` 里属于这个模型的向量缓存；和模型对不上时抛 IndexMismatch。

        给了 `database`，查最近邻的行就放在那里，不放在内存里。
        """
        self._database = database
        self.folder = folder / f"vectors-{digest[:12]}"
        self.manifest = IndexManifest(name, digest, dimension, *prompts)
        self.dimension = dimension
        # 位置表与向量一起换（放得下时只往后添）：正在 `get` 的线程看到的总是同一张表的两半
        self._table: tuple[dict[bytes, int], np.ndarray] = ({}, np.zeros((0, dimension), np.float16))
        try:
            self.refresh()
        except Damaged as problem:
            self._set_aside(problem)

    @property
    def exists(self) -> bool:
        """返回盘上有没有这个模型的向量。"""
        return (self.folder / MANIFEST).is_file()

    @property
    def _place(self) -> dict[bytes, int]:
        return self._table[0]

    def __len__(self) -> int:
        """返回有多少段文字有向量。"""
        return len(self._place)

    def __contains__(self, text: str) -> bool:
        """返回这段文字是否已有向量。"""
        return _key(text) in self._place

    def refresh(self) -> bool:
        """读进盘上新增的行（别的进程写的也算），返回有没有新增。"""
        stored = self._stored_manifest()
        if stored is None:
            return False
        if stored.generation != self.manifest.generation:
            self.manifest, self._table = stored, ({}, np.zeros((0, self.dimension), np.float16))
        keys, rows = self._files(stored.generation)
        width, known = 2 * self.dimension, len(self._place)
        count = min(_size(keys) // KEY_BYTES, _size(rows) // width)
        if count <= known:
            return False
        with keys.open("rb") as file:
            file.seek(known * KEY_BYTES)
            fresh = file.read((count - known) * KEY_BYTES)
        found = np.fromfile(rows, np.float16, (count - known) * self.dimension, offset=known * width)
        lengths = np.linalg.norm(found.reshape(-1, self.dimension).astype(np.float32), axis=1)
        if not np.all(np.abs(lengths - 1) < UNIT_SLACK):
            raise Damaged(f"{rows} 里有的行不是单位向量")
        names = [fresh[at : at + KEY_BYTES] for at in range(0, len(fresh), KEY_BYTES)]
        self._take(names, found.reshape(-1, self.dimension))
        return True

    def get(self, texts: Sequence[str]) -> np.ndarray:
        """返回各段文字的单位向量；还没编码的行是零向量。"""
        place, rows = self._table
        if not place:
            return np.zeros((len(texts), self.dimension), np.float32)
        at = np.fromiter((place.get(_key(text), -1) for text in texts), np.int64, len(texts))
        out = rows[np.maximum(at, 0)].astype(np.float32)
        out[at < 0] = 0
        return out

    def rows(self, texts: Sequence[str]) -> Rows:
        """返回各段文字的向量行，供一组文档查最近邻。"""
        found = self.get(texts)
        return self._database.rows(found) if self._database else MemoryRows(found)

    def missing(self, texts: Iterable[str]) -> list[str]:
        """返回还没有向量的各段文字（去重，保持顺序）。"""
        return [text for text in dict.fromkeys(texts) if _key(text) not in self._place]

    def fill(
        self,
        texts: Iterable[str],
        encode: Callable[[Sequence[str]], np.ndarray],
        progress: Progress | None = None,
        seconds: float | None = None,
        what: str = "编码文字",
    ) -> int:
        """编码还没有的文字并存盘；`seconds` 用完就先停（0 是一段也不编），返回还剩多少段没编码。"""
        missing = self.missing(texts)
        if not missing or seconds == 0:
            return len(missing)
        missing.sort(key=len)  # 长短相近的放一批
        started = saved = time.monotonic()
        done, waiting = 0, []
        while done < len(missing):
            now = time.monotonic()
            if seconds is not None and done and now - started > seconds:
                break
            part = missing[done : done + (CHUNK if seconds is None else SMALL_CHUNK)]
            waiting.append((part, encode(part).astype(np.float16)))
            done += len(part)
            if now - saved > SAVE_EVERY_S:
                self._append(waiting)
                waiting, saved = [], now
            if progress is not None:
                progress(what, done, len(missing))
        self._append(waiting)
        return len(missing) - done

    def keep(self, texts: Iterable[str]) -> None:
        """只留还在用的文字，免得旧版本的向量越积越多。"""
        keys = [key for key in dict.fromkeys(map(_key, texts)) if key in self._place]
        if not self._place or len(keys) >= SPARSE * len(self._place):
            return
        with self._locked():
            self.refresh()
            place, stored = self._table
            rows = stored[[place[key] for key in keys]]
            old = self.manifest.generation
            self.manifest = IndexManifest(**{**asdict(self.manifest), "generation": old + 1})
            self._write(keys, rows, "wb")
            self._write_manifest()
            self._table = ({key: at for at, key in enumerate(keys)}, rows)
            for path in self._files(old):
                path.unlink(missing_ok=True)

    def _append(self, parts: Sequence[tuple[Sequence[str], np.ndarray]]) -> None:
        if not parts:
            return
        with self._locked():
            self.refresh()  # 等锁的时候别的进程也许写过同样的文字
            if self._stored_manifest() is None:
                self._write_manifest()
            fresh = [(_key(text), row) for texts, rows in parts for text, row in zip(texts, rows, strict=True)]
            new = {key: row for key, row in fresh if key not in self._place}
            if new:
                rows = np.stack(list(new.values()))
                self._write(list(new), rows, "ab")
                self._take(list(new), rows)

    def _take(self, keys: Sequence[bytes], fresh: np.ndarray) -> None:
        """把新行放进内存；后面留些空，放得下就不整块搬。

        放得下时位置表就地加：正在 `get` 的线程手里的行数组是同一个，行先写好，键后写上。
        """
        place, rows = self._table
        first, last = len(place), len(place) + len(fresh)
        numbered = {key: first + at for at, key in enumerate(keys)}
        if last > len(rows):
            bigger = np.zeros((last + last // 4, self.dimension), np.float16)
            bigger[:first] = rows[:first]
            bigger[first:last] = fresh
            self._table = ({**place, **numbered}, bigger)
            return
        rows[first:last] = fresh
        place.update(numbered)

    def _write(self, keys: Sequence[bytes], rows: np.ndarray, mode: str) -> None:
        key_file, row_file = self._files(self.manifest.generation)
        if mode == "ab":
            # 上次断在半路多出来的几行先截掉，两份文件才对得齐
            for path, width in ((key_file, KEY_BYTES), (row_file, 2 * self.dimension)):
                if path.exists():
                    os.truncate(path, len(self._place) * width)
        with row_file.open(mode) as file:
            file.write(np.ascontiguousarray(rows, np.float16).tobytes())
        with key_file.open(mode) as file:
            file.write(b"".join(keys))

    def _files(self, generation: int) -> tuple[Path, Path]:
        return self.folder / f"keys-{generation}", self.folder / f"rows-{generation}"

    def _stored_manifest(self) -> IndexManifest | None:
        try:
            stored = IndexManifest(**json.loads((self.folder / MANIFEST).read_text("utf-8")))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError) as problem:
            raise Damaged(f"索引 {self.folder} 的说明读不懂") from problem
        ours = self.manifest
        if (stored.digest, stored.dimension) != (ours.digest, ours.dimension):
            raise IndexMismatch(
                f"索引 {self.folder.name} 是用另一个向量模型建的（{stored.name}，{stored.dimension} 维），"
                f"现在的模型是 {ours.name}（{ours.dimension} 维），分数不能比较。请删除该文件夹，启动时会自动重建。"
            )
        return stored

    def _set_aside(self, problem: Damaged) -> None:
        """坏了的文件夹改名留着查，从空的开始。"""
        log.warning("%s，改名放一边，重新编码", problem)
        broken = self.folder.with_suffix(".broken")
        shutil.rmtree(broken, ignore_errors=True)
        os.replace(self.folder, broken)
        self._table = ({}, np.zeros((0, self.dimension), np.float16))

    def _write_manifest(self) -> None:
        scratch = self.folder / f".{MANIFEST}.{os.getpid()}"
        scratch.write_text(json.dumps(asdict(self.manifest), ensure_ascii=False, indent=1), "utf-8")
        os.replace(scratch, self.folder / MANIFEST)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def open_vectors(folder: Path, encoder: Encoder, database_url: str = "") -> VectorStore:
    """打开与编码器配套的向量缓存；`database_url` 给出时向量行放进那个 PostgreSQL（pgvector）。"""
    database = None
    if database_url:
        from retrieval.rows.pgvector import PgVectors  # 用得到才载入数据库驱动

        database = PgVectors(database_url, encoder.dimension)
    return VectorStore(folder, encoder.digest, encoder.dimension, encoder.name, encoder.prompts, database)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=KEY_BYTES).digest()
