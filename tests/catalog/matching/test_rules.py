"""认定“同一件事”的规则：写明、编码、名称、别名；命中多个就不认定。"""

from __future__ import annotations

import pytest

from catalog.matching import BasicNames, Matcher
from catalog.matching.names import action_last, event, normal, without_brackets

MATCHER = Matcher(
    [
        BasicNames("renew", "居民身份证换领（有效期满）", ("身份证到期换证",), "000709001000"),
        BasicNames("renew-damaged", "居民身份证换领（损坏）"),
        BasicNames("lost", "居民身份证丢失补领", ("身份证补办", "证件补办")),
        BasicNames("passport-lost", "普通护照补发", ("证件补办",)),
        BasicNames("transfer", "机动车转移登记（过户）"),
        BasicNames("food", "食品经营许可证核发"),
    ],
    [BasicNames("newborn", "新生儿出生一件事"), BasicNames("after-death", "身后一件事")],
)


@pytest.mark.parametrize(
    ("name", "catalog_code", "declared", "expected"),
    [
        ("随便什么", "", "lost", ("lost", "映射文件写明")),
        ("居民身份证丢失补领", "", "-", None),  # 写明对应不到
        ("居民身份证换领", "", "gone", None),  # 写明的代码不存在：不认定，也不再猜
        ("随便什么", "000709001000", "", ("renew", "基本编码相同")),
        ("居民身份证丢失补领（县级）", "", "", ("lost", "名称相同")),
        ("《食品经营许可证》核发", "", "", ("food", "名称相同")),
        ("居民身份证换领(损坏)", "", "", ("renew-damaged", "名称相同")),
        ("居民身份证换领", "", "", None),  # 去括注后有两个，不认定
        ("机动车转移登记", "", "", ("transfer", "全国名称去括注后相同")),
        ("身份证到期换证", "", "", ("renew", "名称是唯一别名")),
        ("证件补办", "", "", None),  # 两个事项共有的别名
        ("河道采砂许可", "", "", None),
    ],
)
def test_item_rules(name: str, catalog_code: str, declared: str, expected: tuple[str, str] | None) -> None:
    assert MATCHER.item(name, catalog_code, declared) == expected


def test_package_rules() -> None:
    assert MATCHER.package("新生儿出生“一件事”") == ("newborn", "一件事名称相同")
    assert MATCHER.package("个人身后“一件事”") is None
    assert MATCHER.package("个人身后“一件事”", "after-death") == ("after-death", "映射文件写明")


def test_name_forms() -> None:
    assert normal("《营业执照》 遗失 补领（市级/县级权限）") == "营业执照遗失补领"
    assert normal("公共场所卫生许可（变更）") == "公共场所卫生许可变更"
    assert without_brackets("机动车转移登记（过户）") == "机动车转移登记"
    assert action_last("换领居民身份证") == "居民身份证换领"
    assert event("高效办成退休“一件事”") == "退休"
