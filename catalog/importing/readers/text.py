"""认出文本文件的编码。政务系统导出的 CSV 多是 GBK。"""

from __future__ import annotations

from pathlib import Path

from charset_normalizer import from_bytes

from catalog.problems import Problem

_STRICT = ("utf-8-sig", "gb18030")
_SAMPLE_BYTES = 200_000


def read_text(path: Path) -> tuple[str, list[Problem]]:
    """文件的文字和编码问题。

    先严格试 UTF-8、GB18030，再让 charset-normalizer 判断；仍读不了的字节换成 �，由各行报告。
    """
    raw = path.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return raw.decode("utf-16"), []
        except UnicodeDecodeError:
            return raw.decode("utf-16", "replace"), [_broken(path, "utf-16")]
    for encoding in _STRICT:
        try:
            return raw.decode(encoding), []
        except UnicodeDecodeError:
            continue
    best = from_bytes(raw[:_SAMPLE_BYTES]).best()
    encoding = best.encoding if best is not None else "utf-8"
    # 多数字节是好的 UTF-8 或 GBK，只是中间坏了几个：按坏字节最少的读，坏处留下 �。
    candidates = {name: raw.decode(name, "replace") for name in ("utf-8", "gb18030", encoding)}
    text = min(candidates.values(), key=lambda decoded: decoded.count("�"))
    chosen = next(name for name, decoded in candidates.items() if decoded is text)
    return text, [_broken(path, chosen)]


def _broken(path: Path, encoding: str) -> Problem:
    """有读不出的字节。"""
    return Problem(
        "编码错误",
        f"按 {encoding} 读，仍有读不出的字",
        "从原系统用 UTF-8 重新导出；坏的行会单独列出",
        path.name,
        severity="warning",
    )
