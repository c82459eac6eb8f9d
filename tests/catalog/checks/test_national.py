"""检查全国目录：每种错误都指到文件和行，并说怎么改；真目录没有错误。"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from catalog import commands
from catalog.problems import Problem
from tests.catalog.conftest import ITEMS, PACKAGES, PORTALS, write_national

TODAY = dt.date(2026, 11, 24)


def problems(folder: Path, **parts: str) -> list[Problem]:
    return commands.validate(write_national(folder, **parts), today=TODAY).problems


def test_a_good_catalogue_has_no_problems(national: Path) -> None:
    assert commands.validate(national, today=TODAY).problems == []


@pytest.mark.parametrize(
    ("find", "put", "kind", "column"),
    [
        ("code: id-card-lost\n", "code: id-card-renewal\n", "代码重复", "code"),
        ("  basis: {default: id-law 第十一条}\n", "", "事实没有依据", "conditions"),
        ("id-law 第十一条}", "other-law 第一条}", "依据未登记", "basis.default"),
        ("portal: province}\n  consult", "portal: nowhere}\n  consult", "入口未登记", "channels.1"),
        ("code: id-card-lost, difference", "code: id-none, difference", "易混事项", "confused_with.0"),
        ('consult_phone: "12345"', 'consult_phone: "找小王"', "电话写法", "consult_phone"),
        ("department: 公安机关\n  channels", "depratment: 公安机关\n  channels", "字段错误", "depratment"),
        ("checked: 2026-11-01\n- code: id", "checked: 2027-01-01\n- code: id", "日期矛盾", "checked"),
        ("checked: 2026-11-01\n- code: id", "checked: 2024-01-01\n- code: id", "太久没核对", "checked"),
        ("varies: [fee]", "varies: [费用]", "字段名", "varies.0"),
        ("varies: [fee]", "valid_to: 2026-01-01", "已过期", "valid_to"),
        ("到派出所补一张。", "打开 www.example.com 补一张。", "写了网址", "summary"),
        ("name: 居民身份证丢失补领", "name: 居民身份证换领 （有效期满）", "名称重复", "name"),
        ("effective: 2012-01-01", "effective: 2027-01-01", "依据未施行", "basis.default"),
        (
            "  summary: 身份证丢了，到派出所补一张。\n",
            "  summary: 身份证丢了。\n  summary: 又写一遍。\n",
            "重复的键",
            "summary",
        ),
        ("theme: 身份户籍\n", "theme: 身份户籍\nbad: [\n", "YAML 语法错误", ""),
    ],
)
def test_item_problems_point_to_the_line(national: Path, find: str, put: str, kind: str, column: str) -> None:
    assert find in ITEMS
    found = [problem for problem in problems(national, items=ITEMS.replace(find, put, 1)) if problem.type == kind]
    assert found, kind
    assert all(problem.file == "items/a.yaml" and problem.row and problem.remedy for problem in found)
    assert column in {problem.column for problem in found}


@pytest.mark.parametrize(
    ("find", "put", "kind"),
    [
        ("item: id-card-lost, why", "item: id-none, why", "步骤引用"),
        ("after: [id-card-lost]", "after: [driver-licence-renewal]", "前置不存在"),
        ("why: 先有身份证。,", "why: 先有身份证。, after: [id-card-renewal],", "先后成环"),
        ("when: {lost: [lost-yes]}", "when: {lost: [maybe]}", "情形不存在"),
        ("when: {lost: [lost-yes]}", "when: {other: [x]}", "情形不存在"),
        (", when: {lost: [lost-yes]}", "", "问题不起作用"),
        (", when: {lost: [lost-yes]}", ", when: {lost: [lost-yes, lost-no]}", "选项不起作用"),
        (", deadline_basis: id-law 第十一条", "", "事实没有依据"),
        (", ask_date: 哪天出生的？", "", "不问日期"),
        ("why: 再换证。,", "why: 再换证。, when: {lost: [lost-yes]},", "没有步骤"),
        ("item: id-card-renewal, why", "item: id-card-lost, why", "步骤重复"),
    ],
)
def test_package_problems(national: Path, find: str, put: str, kind: str) -> None:
    assert find in PACKAGES
    found = [p for p in problems(national, packages=PACKAGES.replace(find, put, 1)) if p.type == kind]
    assert found and found[0].file == "packages/a.yaml" and found[0].row


def test_portal_url_must_be_on_its_own_hosts(national: Path) -> None:
    found = problems(national, portals=PORTALS.replace("hosts: [sc.122.gov.cn]", "hosts: [a.gov.cn]"))
    assert [problem.type for problem in found] == ["网址不可用"]


@pytest.mark.parametrize(
    ("name", "sentence", "hit"),
    [
        ("内地居民结婚登记", "居民户口簿", True),
        ("内地居民结婚登记", "不再需要户口簿", False),
        ("结婚落户一件事", "居民户口簿", False),
        ("新生儿入户", "居民户口簿", False),
        ("高校毕业生档案转递", "提交就业报到证", True),
        ("高校毕业生档案转递", "就业报到证已取消", False),
        ("企业简易注销登记", "公示45日", True),
        ("企业简易注销登记", "公示20日", False),
        ("住房公积金提取（租房）", "房租超出家庭工资收入的规定比例", True),
        ("普通护照首次申领", "工本费160元", True),
        ("失业保险金申领", "离职后60日内申领", True),
        ("失业保险金申领", "超过60日内没申领也不影响", False),
        ("居民身份证换领", "须回户籍地办理换领", True),
        ("城镇职工养老保险待遇申领", "缴费满15年", True),
        ("城镇职工养老保险待遇申领", "缴费满15年（2030年起逐步提高到20年）", False),
        ("房屋买卖税费", "卖房满五年免征增值税", True),
        ("房屋买卖税费", "满五年唯一住房免个人所得税", False),
        ("房屋契税申报", "90平方米以下契税1%", True),
        ("机动车检验", "第6、8年上线检测", True),
    ],
)
def test_outdated_words_depend_on_context(name: str, sentence: str, hit: bool) -> None:
    from catalog.outdated import outdated_hits
    from catalog.schema import BasicItem

    item = BasicItem(
        code="x",
        name=name,
        summary="概述",
        audience=["自然人"],
        department="部门",
        conditions=[sentence],
        checked=TODAY,
    )
    assert bool(outdated_hits(item)) is hit


@pytest.mark.promise("随包的全国目录通过全部检查")
def test_the_real_catalogue_has_no_errors() -> None:
    report = commands.validate(today=TODAY)
    assert report.ok, "\n".join(report.lines())
