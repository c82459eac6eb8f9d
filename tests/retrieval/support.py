"""检索测试用的小目录：十来个事项、一件事和地方记录，都是为测试写的。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from catalog.documents import Document
from catalog.regions import RegionTable

NATION = "000000"


def document(code: str, name: str, summary: str = "", **more: Any) -> Document:
    """返回一篇文档；缺的字段按全国事项补。"""
    fields: dict[str, Any] = {
        "doc_id": more.pop("doc_id", f"basic:{code}"),
        "kind": "item",
        "aliases": [],
        "situations": [],
        "theme": "",
        "audience": ["自然人"],
        "regions": frozenset({NATION}),
    }
    fields.update(more)
    return Document(code=code, name=name, summary=summary, **fields)


NATIONAL = (
    document(
        "id-card-reissue",
        "居民身份证丢失补领",
        "身份证丢了、被偷了，重新办一张。",
        aliases=["补办身份证", "身份证挂失补办"],
    ),
    document("id-card-renewal", "居民身份证有效期满换领", "身份证快到期或已经过期，换一张新的。", aliases=["换身份证"]),
    document("birth-registration", "出生登记", "孩子出生后到派出所上户口。", aliases=["上户口", "报户口"]),
    document(
        "marriage-registration", "内地居民结婚登记", "男女双方自愿结婚，领取结婚证。", aliases=["领结婚证", "扯证"]
    ),
    document("divorce-registration", "内地居民离婚登记", "双方自愿离婚，申请离婚登记，经过冷静期领取离婚证。"),
    document("fund-rent", "租房提取住房公积金", "无房职工租房居住，提取公积金付房租。", aliases=["公积金租房提取"]),
    document("fund-loan", "住房公积金个人住房贷款", "买房时申请公积金贷款。"),
    document("unemployment-benefit", "失业保险金申领", "非因本人意愿失业，按月领取失业保险金。", aliases=["失业金"]),
    document(
        "self-employed",
        "个体工商户设立登记",
        "开小店、摆摊经营，办个体营业执照。",
        audience=["自然人", "法人"],
        aliases=["个体户执照"],
    ),
    document("company-cancel", "公司注销登记", "公司不办了，办理注销登记。", audience=["法人"]),
    document("remote-medical", "异地就医备案", "参保人到外地看病，先备案再直接结算。"),
    document(
        "newborn",
        "新生儿出生一件事",
        "孩子出生后从出生证、上户口到医保一次理清。",
        doc_id="package:newborn",
        kind="package",
        aliases=["生孩子要办什么"],
    ),
)
REGIONAL = (
    document(
        "local-fund-rent",
        "住房公积金提取（租赁住房）",
        doc_id="item:a",
        basic_code="fund-rent",
        regions=frozenset({"430200"}),
        layer="regional",
    ),
    document(
        "local-subsidy",
        "株洲市人才租房补贴申领",
        "来株工作的高校毕业生申请租房补贴。",
        doc_id="item:b",
        regions=frozenset({"430200"}),
        layer="regional",
    ),
    document(
        "other-subsidy",
        "广安区人才租房补贴申领",
        "来广安工作的高校毕业生申请租房补贴。",
        doc_id="item:c",
        regions=frozenset({"511602"}),
        layer="regional",
    ),
)
QUESTIONS = {
    "id-card-reissue": ["钱包被偷了，里面的证件也没了，坐不了火车", "證件唔見咗點樣補"],
    "unemployment-benefit": ["厂子倒闭了，这几个月没收入能领钱吗", "被公司裁员了有没有补贴"],
}


@dataclass
class SmallStore:
    """内存里的小目录，接口同 CatalogStore。"""

    release: str = "r1"
    extra: list[Document] = field(default_factory=list)

    def documents(self) -> Iterator[Document]:
        """返回全部文档。"""
        yield from NATIONAL
        yield from REGIONAL
        yield from self.extra

    def item(self, code: str, region: str | None = None) -> None:
        """小目录没有实施细节。"""
        return None

    def package(self, code: str, region: str | None = None) -> None:
        """小目录没有实施细节。"""
        return None


def regions() -> RegionTable:
    """返回真的行政区划表。"""
    return RegionTable.load()
