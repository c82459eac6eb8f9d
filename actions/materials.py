"""整件事的材料合并：同名的只列一次，数清原件和复印件，标明哪些由前面的步骤产出。"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from catalog.schema import Material

if TYPE_CHECKING:
    from actions.planner import PlannedStep

COUNT = r"([\d一二两三四五六]+)\s*[份张]"
COPIES = re.compile(rf"复印件[^\d一二两三四五六]{{0,4}}{COUNT}|{COUNT}复印件")
ORIGINALS = re.compile(rf"原件[^\d一二两三四五六复]{{0,4}}{COUNT}|{COUNT}原件")


@dataclass(frozen=True)
class MergedMaterial:
    """整件事里的一份材料：哪些步骤用到；`from_step` 是产出它的步骤编号（不用自己准备）。

    `originals`、`copies` 是全程要带的原件和复印件份数；目录没写份数的是 None，不猜
    （“居民身份证（父母）”写“原件”，就不能说是一份）。`sheets` 是给人看的一句，如“原件、复印件共6份”。
    """

    name: str
    used_in: tuple[int, ...]
    from_step: int | None
    waived: bool
    required: bool
    originals: int | None = None
    copies: int | None = None
    sheets: str = ""


def merge_materials(planned: list[PlannedStep]) -> list[MergedMaterial]:
    """同名材料合并；前面步骤产出的标明来自哪一步；每一步都免提交才算免提交。"""
    made = {name: p.number for p in reversed(planned) for name in p.step.yields}
    used: dict[str, list[tuple[int, Material]]] = {}
    for p in planned:
        for material in p.item.materials:
            used.setdefault(material.name, []).append((p.number, material))
    merged = []
    for name, uses in used.items():
        source = made.get(name)
        if source is not None and source >= uses[0][0]:
            source = None
        carried = [material for _, material in uses if not material.waived]
        counts = [count_sheets(material) for material in carried]
        # 原件带着走，到哪一步都是同一份；复印件每一步各留一份，要加起来
        originals = max((one for one, _ in counts if one is not None), default=None)
        copies = sum(copy for _, copy in counts if copy is not None) or None
        merged.append(
            MergedMaterial(
                name=name,
                used_in=tuple(dict.fromkeys(number for number, _ in uses)),
                from_step=source,
                waived=all(material.waived for _, material in uses),
                required=any(material.required for _, material in uses),
                originals=originals,
                copies=copies,
                sheets=sheets_text(carried, originals, copies),
            )
        )
    return merged


def count_sheets(material: Material) -> tuple[int | None, int | None]:
    """一份材料写明的（原件份数，复印件份数）；没写的是 None。"""
    said = f"{material.copies} {material.form}"
    copy = COPIES.search(said)
    original = ORIGINALS.search(said)
    return (_number(original) if original else None), (_number(copy) if copy else None)


def sheets_text(uses: list[Material], originals: int | None, copies: int | None) -> str:
    """要原件还是复印件、各几份；目录没写的不说。"""
    said = " ".join(f"{material.copies} {material.form}" for material in uses)
    parts = [f"原件{originals}份" if originals else "原件" if "原件" in said else ""]
    parts.append(f"复印件共{copies}份" if copies else "复印件" if "复印件" in said else "")
    return "、".join(part for part in parts if part)


def _number(match: re.Match[str]) -> int:
    digits = next(group for group in match.groups() if group)
    return int(digits) if digits.isdigit() else max(1, "一二三四五六".find(digits.replace("两", "二")) + 1)
