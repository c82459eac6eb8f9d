"""只载入我们自己训练的模型：训练完记下摘要，启动前核对。

模型文件是压缩包，Rasa 载入时会还原里面的对象；换成别人的文件等于让别人的代码在这里运行。
摘要记在模型旁边的 trained.sha256 里（每训练一次加一行）。能同时改这两个文件的人已经进了这台机器；
防的是拿错、拷错、下载来的模型。
"""

from __future__ import annotations

import hashlib
from pathlib import Path

RECORD = "trained.sha256"


class NotOurModel(Exception):
    """模型不在训练的记录里。"""


def digest(model: Path) -> str:
    """返回文件内容的 SHA-256，十六进制。"""
    summary = hashlib.sha256()
    with model.open("rb") as file:
        for part in iter(lambda: file.read(1 << 20), b""):
            summary.update(part)
    return summary.hexdigest()


def record(model: Path) -> None:
    """训练完记下摘要。"""
    with (model.parent / RECORD).open("a", encoding="utf-8") as known:
        known.write(f"{digest(model)}  {model.name}\n")


def check(model: Path) -> None:
    """在训练的记录里就返回，否则抛 NotOurModel。"""
    known = model.parent / RECORD
    if not known.is_file():
        raise NotOurModel(f"{model} 旁边没有训练的记录 {RECORD}。请用 zhilu train 重新训练，不要用别处拿来的模型。")
    if digest(model) not in {line.split()[0] for line in known.read_text("utf-8").splitlines() if line.strip()}:
        raise NotOurModel(f"{model} 不是这里训练的，或没有拷完整。请用 zhilu train 重新训练。")
