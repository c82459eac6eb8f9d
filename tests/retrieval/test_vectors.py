"""向量缓存：只追加、几个进程看得见彼此、断在半路不坏、整理时正在用的不受影响。"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from retrieval.vectors import KEY_BYTES, VectorStore


def _encode(texts: Sequence[str]) -> np.ndarray:
    """每段文字的“向量”：方向由长度与首字的码位定，好认；是单位向量，存成半精度也不变。"""
    angles = [len(text) + ord(text[0]) % 97 for text in texts]
    return np.array([[np.cos(angle), np.sin(angle)] for angle in angles]).astype(np.float16).astype(np.float32)


def _store(folder: Path) -> VectorStore:
    return VectorStore(folder, "c" * 64, 2, "小模型")


def test_only_new_texts_are_encoded_and_appended(tmp_path: Path) -> None:
    store = _store(tmp_path)
    asked: list[str] = []

    def encode(texts: Sequence[str]) -> np.ndarray:
        asked.extend(texts)
        return _encode(texts)

    assert store.fill(["甲", "乙乙"], encode) == 0
    before = (store.folder / "rows-0").read_bytes()
    assert store.fill(["甲", "乙乙", "丙丙丙"], encode) == 0
    assert asked == ["甲", "乙乙", "丙丙丙"]
    assert (store.folder / "rows-0").read_bytes().startswith(before)
    assert store.get(["丙丙丙", "没有"]).tolist() == [_encode(["丙丙丙"])[0].tolist(), [0, 0]]


def test_another_process_sees_what_was_added(tmp_path: Path) -> None:
    one, two = _store(tmp_path), _store(tmp_path)
    one.fill(["甲"], _encode)
    assert "甲" not in two
    assert two.refresh()
    assert np.array_equal(two.get(["甲"]), one.get(["甲"]))
    assert not two.refresh()


def test_two_writers_do_not_write_the_same_text_twice(tmp_path: Path) -> None:
    one, two = _store(tmp_path), _store(tmp_path)
    one.fill(["甲", "乙"], _encode)
    two.fill(["乙", "丙"], _encode)
    assert (one.folder / "keys-0").stat().st_size == 3 * KEY_BYTES
    assert len(_store(tmp_path)) == 3


def test_a_half_written_tail_is_ignored_and_overwritten(tmp_path: Path) -> None:
    store = _store(tmp_path)
    store.fill(["甲"], _encode)
    with (store.folder / "rows-0").open("ab") as file:
        file.write(b"\x01\x02\x03")  # 断电：向量写了一半，摘要还没写
    again = _store(tmp_path)
    assert len(again) == 1
    again.fill(["乙乙"], _encode)
    assert np.array_equal(_store(tmp_path).get(["甲", "乙乙"]), _encode(["甲", "乙乙"]))


def test_zero_seconds_encodes_nothing(tmp_path: Path) -> None:
    store = _store(tmp_path)
    assert store.fill(["甲", "乙"], _encode, seconds=0) == 2
    assert not store.exists


def test_tidying_keeps_what_is_used_and_others_follow(tmp_path: Path) -> None:
    one = _store(tmp_path)
    one.fill([f"第{n}段" for n in range(10)], _encode)
    two = _store(tmp_path)
    one.keep(["第3段", "第7段"])
    assert len(one) == 2
    assert np.array_equal(two.get(["第5段"]), _encode(["第5段"])), "还没刷新的照旧可用"
    two.refresh()
    assert len(two) == 2
    assert np.array_equal(two.get(["第7段"]), _encode(["第7段"]))
    assert sorted(path.name for path in one.folder.iterdir()) == ["keys-1", "lock", "manifest.json", "rows-1"]
    one.keep(["第3段", "第7段"])  # 没有多余的就不动
    assert (one.folder / "keys-1").is_file()
