"""把 china-division 的 `pcas-code.json` 压成随包发布的两份小表：区县以上、乡镇街道。

返回写出的行数。平时不用运行；换新版区划数据时运行一次：

    python -m catalog.regions.build pcas-code.json
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


def rows(tree: list[dict[str, Any]]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """返回（区县以上的行, 乡镇的行），每行是（代码, 名称）；占位的“市辖区”“省直辖”不算地方，去掉。"""
    divisions: list[tuple[str, str]] = []
    towns: list[tuple[str, str]] = []
    for province in tree:
        divisions.append((province["code"] + "0000", province["name"]))
        for city in province["children"]:
            if city["name"] not in ("市辖区", "县") and not city["code"].endswith("90"):
                divisions.append((city["code"] + "00", city["name"]))
            for county in city["children"]:
                # 东莞、中山、儋州不设区县，来源里用同名的“区县”占位；嘉峪关的占位代码另在 former.tsv 里指回市。
                if county["name"] != city["name"]:
                    divisions.append((county["code"], county["name"]))
                towns += [(town["code"], town["name"]) for town in county.get("children", [])]
    return divisions, towns


def write(path: Path, lines: list[tuple[str, str]]) -> None:
    """写一份压缩的两列表；固定时间戳，内容不变则文件不变。"""
    text = "".join(f"{code}\t{name}\n" for code, name in lines)
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def main(source: str) -> None:
    """读来源文件，写两份压缩表，打印行数。"""
    divisions, towns = rows(json.loads(Path(source).read_text(encoding="utf-8")))
    write(DATA / "divisions.tsv.gz", divisions)
    write(DATA / "towns.tsv.gz", towns)
    print(f"区县以上 {len(divisions)} 行，乡镇街道 {len(towns)} 行")


if __name__ == "__main__":
    main(sys.argv[1])
