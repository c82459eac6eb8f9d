"""打印页：内容齐全、全部转义。"""

from __future__ import annotations

from connectors.guides.printing import print_page
from tests.connectors.guides.sample import guide, step


def test_page_has_every_step_material_and_the_code() -> None:
    page = print_page(guide(step(1, "出生登记", done=True), step(2, "社保卡", after=[1])), False, True)
    expected = "新生儿出生一件事 岳池县 出生登记 先办好第1步 居民身份证 原件 可免提交 K57N4-G5B65 在医院出生"
    for text in expected.split():
        assert text in page
    assert "☑" in page and "☐" in page
    assert "guide.ics" in page and 'class="plain"' in page and "large=1" in page


def test_large_type_and_no_calendar_without_dates() -> None:
    page = print_page(guide(step(1, "社保卡")), True, False)
    assert 'class="large"' in page
    assert "guide.ics" not in page


def test_everything_is_escaped() -> None:
    nasty = '<script>alert(1)</script>"&'
    page = print_page(guide(step(1, nasty, why=nasty), title=nasty, warnings=[nasty], resume_code=nasty), False, True)
    assert "<script>alert" not in page
    assert page.count("<script") == 1
