"""目录测试的共用材料：一个很小的全国目录（自己写的，不是真目录）。"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

PORTALS = """
portals:
- {id: gjzwfw, kind: online, name: 国家政务服务平台, url: "https://gjzwfw.www.gov.cn/", hosts: [gjzwfw.www.gov.cn], source: 测试, captured: 2026-11-01}
- {id: "12123", kind: online, name: 交管12123网页版, url: "https://www.122.gov.cn/", hosts: [www.122.gov.cn], source: 测试, captured: 2026-11-01}
- {id: traffic-510000, kind: online, name: 四川省交管, region: "510000", url: "https://sc.122.gov.cn/", hosts: [sc.122.gov.cn], source: 测试, captured: 2026-11-01}
- {id: portal-510000, kind: online, name: 四川政务服务网, region: "510000", url: "https://www.sczwfw.gov.cn/", hosts: [www.sczwfw.gov.cn], source: 测试, captured: 2026-11-01}
- {id: app-510000, kind: app, name: 天府通办 App, region: "510000", source: 测试, captured: 2026-11-01}
- {id: portal-430000, kind: online, name: 湖南政务服务网, region: "430000", url: "https://zwfw-new.hunan.gov.cn/", hosts: [zwfw-new.hunan.gov.cn], source: 测试, captured: 2026-11-01}
- {id: tel-12345, kind: phone, name: 政务服务便民热线, number: "12345", source: 测试, captured: 2026-11-01}
"""  # noqa: E501

ITEMS = """
theme: 身份户籍
laws:
  id-law: {name: 中华人民共和国居民身份证法, effective: 2012-01-01}
items:
- code: id-card-renewal
  name: 居民身份证换领（有效期满）
  summary: 身份证快到期或已经过期，到派出所换一张新的。
  audience: [自然人]
  department: 公安机关
  aliases: [身份证到期换证]
  conditions: [居民身份证有效期满]
  materials:
  - {name: 居民身份证}
  time_limit: {days: 60, unit: 自然日}
  fee: {amount_yuan: 20, text: 20 元}
  channels:
  - {kind: window, name: 任一派出所户籍窗口}
  - {kind: online, portal: province}
  consult_phone: "12345"
  confused_with: [{code: id-card-lost, difference: 丢了的是补领。}]
  basis: {default: id-law 第十一条}
  checked: 2026-11-01
- code: id-card-lost
  name: 居民身份证丢失补领
  summary: 身份证丢了，到派出所补一张。
  audience: [自然人]
  department: 公安机关
  channels:
  - {kind: app, portal: province}
  checked: 2026-11-01
- code: driver-licence-renewal
  name: 机动车驾驶证换证（期满）
  summary: 驾驶证快到期了，换一本新的。
  audience: [自然人]
  department: 公安交管部门
  channels:
  - {kind: online, portal: "12123"}
  varies: [fee]
  checked: 2026-11-01
"""

PACKAGES = """
packages:
- code: newborn
  name: 新生儿出生一件事
  audience: [自然人]
  theme: 身份户籍
  summary: 孩子出生后的手续一次理清。
  event: {name: 孩子出生, ask_date: 哪天出生的？}
  questions:
  - key: lost
    ask: 身份证丢了吗？
    options:
    - {value: lost-yes, label: 丢了, words: [找不到了]}
    - {value: lost-no, label: 没丢}
  steps:
  - {item: id-card-lost, why: 先有身份证。, when: {lost: [lost-yes]}}
  - {item: id-card-renewal, why: 再换证。, after: [id-card-lost], deadline_days: 30, deadline_basis: id-law 第十一条}
  basis: 测试
  checked: 2026-11-01
"""


def write_national(folder: Path, items: str = ITEMS, packages: str = PACKAGES, portals: str = PORTALS) -> Path:
    """在 folder 里写一个小目录，返回它的路径。"""
    for name, text in (("portals.yaml", portals), ("items/a.yaml", items), ("packages/a.yaml", packages)):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
    return folder


@pytest.fixture
def national(tmp_path: Path) -> Path:
    """一个没有错误的小目录。"""
    return write_national(tmp_path / "national")


@pytest.fixture
def state(database_url: str, tmp_path: Path) -> Path | str:
    """目录放在哪里：一个空的状态文件夹，或一个空的 PostgreSQL 库。"""
    return tmp_path / "state" if database_url.startswith("sqlite") else database_url
