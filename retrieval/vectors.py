"""向量缓存：每段文字编码一次，按文字摘要存盘；目录更新时只编码新文字。

文件带模型摘要和维数，换了模型就拒绝混用；写盘先写临时文件再改名。
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from retrieval.encoder import Encoder

Progress = Callable[[str, int, int], None]
CHUNK = 256
SMALL_CHUNK = 32
"""限时编码时一次编多少段：小一点，超时不会超太多。"""


class IndexMismatch(RuntimeError):
    """索引与模型不是一套；消息里写明怎么办。"""


class VectorStore:
    """文字 → 向量。`get` 只读内存；`fill` 编码缺的并存盘。"""

    def __init__(self, folder: Path, digest: str, dimension: int, name: str) -> None:
        """打开（或新建）`folder` 里属于这个模型的向量文件。"""
        self.path = folder / f"vectors-{digest[:12]}.npz"
        self._digest, self.dimension, self._name = digest, dimension, name
        self._place: dict[str, int] = {}
        self._rows = np.zeros((0, dimension), np.float16)
        if self.path.is_file():
            self._load()

    def _load(self) -> None:
        with np.load(self.path, allow_pickle=False) as stored:
            digest, rows = str(stored["digest"]), stored["rows"]
            if digest != self._digest or rows.shape[1] != self.dimension:
                raise IndexMismatch(
                    f"索引 {self.path.name} 是用另一个向量模型建的（{stored['name']}，{rows.shape[1]} 维），"
                    f"现在的模型是 {self._name}（{self.dimension} 维），分数不能比较。请删除该文件，启动时会自动重建。"
                )
            self._rows = rows
            self._place = {str(key): place for place, key in enumerate(stored["keys"])}

    def __contains__(self, text: str) -> bool:
        """返回这段文字是否已有向量。"""
        return _key(text) in self._place

    def get(self, texts: Sequence[str]) -> np.ndarray:
        """返回各段文字的单位向量；还没编码的行是零向量。"""
        out = np.zeros((len(texts), self.dimension), np.float32)
        known = [(row, self._place[key]) for row, key in enumerate(map(_key, texts)) if key in self._place]
        if known:
            rows, places = map(list, zip(*known, strict=True))
            out[rows] = self._rows[places]
        return out

    def fill(
        self,
        texts: Iterable[str],
        encode: Callable[[Sequence[str]], np.ndarray],
        progress: Progress | None = None,
        seconds: float | None = None,
        what: str = "编码文字",
    ) -> int:
        """编码还没有的文字并存盘；`seconds` 用完就先停，返回还剩多少段没编码。"""
        missing = [text for text in dict.fromkeys(texts) if _key(text) not in self._place]
        if not missing:
            return 0
        missing.sort(key=len)  # 长短相近的放一批
        started, done, fresh = time.monotonic(), 0, []
        while done < len(missing):
            if seconds is not None and done and time.monotonic() - started > seconds:
                break
            part = missing[done : done + (CHUNK if seconds is None else SMALL_CHUNK)]
            fresh.append(encode(part).astype(np.float16))
            done += len(part)
            if progress is not None:
                progress(what, done, len(missing))
        first = len(self._rows)
        self._rows = np.concatenate([self._rows, *fresh])
        self._place = {**self._place, **{_key(text): first + i for i, text in enumerate(missing[:done])}}
        self._save()
        return len(missing) - done

    def keep(self, texts: Iterable[str]) -> None:
        """只留还在用的文字，免得旧版本的向量越积越多。"""
        keys = [key for key in dict.fromkeys(map(_key, texts)) if key in self._place]
        if len(keys) < 0.7 * len(self._place):
            self._rows = self._rows[[self._place[key] for key in keys]]
            self._place = {key: place for place, key in enumerate(keys)}
            self._save()

    def _save(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".vectors-", suffix=".npz", dir=self.path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                keys = np.array(list(self._place), dtype="U32")
                np.savez(file, digest=self._digest, name=self._name, keys=keys, rows=self._rows)
            os.replace(temporary, self.path)
        finally:
            Path(temporary).unlink(missing_ok=True)


def open_vectors(folder: Path, encoder: Encoder) -> VectorStore:
    """打开与编码器配套的向量缓存。"""
    return VectorStore(folder, encoder.digest, encoder.dimension, encoder.name)


def _key(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
