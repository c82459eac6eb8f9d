"""听出说的是谁、是不是换了个人来问。"""

from __future__ import annotations

import pytest

from actions.understanding.subjects import besides_subjects, changes_subject, said_subjects, thing, with_subject


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("那小孩的呢", "孩子"),
        ("公司的呢", "企业"),
        ("个体户也一样吗", "个体工商户"),
        ("她是日本人", "外国人"),
        ("换成我奶奶", "老人"),
        ("外省的呢", "外地户口"),
    ],
)
def test_asking_again_for_someone_else(text: str, who: str) -> None:
    assert changes_subject(text)
    assert who in [one for _, one in said_subjects(text)]


@pytest.mark.parametrize("text", ["他本人要去不", "我老公要到场吗", "孩子上学要用", "要什么材料呢"])
def test_mentioning_someone_is_not_asking_for_them(text: str) -> None:
    assert not changes_subject(text)


def test_the_new_person_replaces_the_old_one() -> None:
    assert with_subject("个体户怎么注销", "公司的呢") == "企业怎么注销"
    assert with_subject("公司换地址", "个体户呢") == "个体工商户换地址"
    assert with_subject("护照怎么办", "孩子呢") is None


def test_the_thing_is_what_is_left_of_the_name() -> None:
    assert thing("居民身份证换领（有效期满）") == "居民身份证"
    assert thing("劳务派遣经营许可证延续") == "劳务派遣经营许可证"
    assert thing("登记") == "登记"


def test_what_is_left_besides_the_person_is_another_thing() -> None:
    assert besides_subjects("孩子医保呢") == "医保呢"
    assert besides_subjects("外地户口的孩子呢") == "的呢"
