"""检索行为：排得对、地区是偏好、地方记录替换全国记录、换版不停、分数可拆。"""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from retrieval.features import NAMES
from retrieval.searcher import Searcher
from retrieval.settings import load_settings
from retrieval.vectors import IndexMismatch, VectorStore
from tests.retrieval.support import NATIONAL, QUESTIONS, SmallStore, document, regions


@pytest.fixture(scope="module")
def searcher(model_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """返回小目录上的真检索。"""
    return Searcher.open(SmallStore(), regions(), model_dir, tmp_path_factory.mktemp("index"), questions=QUESTIONS)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("身份证丢了怎么补", "id-card-reissue"),
        ("身份證過期點樣換", "id-card-renewal"),
        ("钱包让人偷了，证件也没了坐不了火车", "id-card-reissue"),
        ("租房子能取公积金不", "fund-rent"),
        ("我想和老公离婚", "divorce-registration"),
        ("厂里倒闭把我裁了，没收入能领钱吗", "unemployment-benefit"),
        ("开个小店要办啥执照", "self-employed"),
        ("去外地看病怎么备案", "remote-medical"),
    ],
)
def test_finds_the_service(searcher: Searcher, text: str, code: str) -> None:
    assert searcher.search(text).hits[0].code == code


def test_without_a_region_only_national_records(searcher: Searcher) -> None:
    found = {hit.code for hit in searcher.search("租房补贴", k=20).hits}
    assert not found & {"local-subsidy", "other-subsidy", "local-fund-rent"}


def test_the_local_record_takes_the_place_of_the_national_one(searcher: Searcher) -> None:
    result = searcher.search("租房提取公积金", region="430200")
    codes = [hit.code for hit in result.hits]
    assert codes[0] == "local-fund-rent"
    assert result.hits[0].basic_code == "fund-rent"
    assert result.hits[0].region.code == "430200"
    assert "fund-rent" not in codes


def test_a_county_gets_its_citys_record(searcher: Searcher) -> None:
    result = searcher.search("租房提取公积金", region="430211")  # 株洲市天元区
    assert result.hits[0].code == "local-fund-rent"
    assert result.hits[0].region.code == "430200"


def test_local_only_services_compete_and_others_never_appear(searcher: Searcher) -> None:
    codes = [hit.code for hit in searcher.search("人才租房补贴", region="430200", k=20).hits]
    assert codes[0] == "local-subsidy"
    assert "other-subsidy" not in codes


def test_region_comes_from_the_words(searcher: Searcher) -> None:
    result = searcher.search("株洲人才租房补贴怎么申请")
    assert result.region.code == "430200"
    assert result.hits[0].code == "local-subsidy"


def test_given_region_wins_over_the_words(searcher: Searcher) -> None:
    assert searcher.search("广安区租房补贴", region="430200").region.code == "430200"


@pytest.mark.promise("地名有几个同名的，检索会请人选")
def test_ambiguous_place_is_asked_back(searcher: Searcher) -> None:
    result = searcher.search("朝阳区离婚")
    assert result.region is None
    assert {region.code for region in result.region_candidates} == {"110105", "220104"}


@pytest.mark.promise("当地没有记录也有全国的答复")
def test_unmatched_region_still_gets_national_answers(searcher: Searcher) -> None:
    result = searcher.search("身份证丢了", region="110105")
    assert result.hits[0].code == "id-card-reissue"
    assert result.hits[0].region.code == "000000"


def test_strict_region_gives_only_local_records(searcher: Searcher) -> None:
    result = searcher.search("租房补贴", region="430200", strict_region=True)
    assert {hit.code for hit in result.hits} == {"local-subsidy", "local-fund-rent"}


def test_audience_is_a_preference(searcher: Searcher) -> None:
    person = searcher.search("不想干了要注销登记", audience="自然人").hits
    company = searcher.search("不想干了要注销登记", audience="法人").hits
    assert company[0].code == "company-cancel"
    assert any(hit.code == "company-cancel" and hit.parts["audience"] < 0 for hit in person)


def test_kinds_can_be_limited(searcher: Searcher) -> None:
    hits = searcher.search("孩子出生要办什么", kinds={"package"}).hits
    assert [hit.code for hit in hits] == ["newborn"]


def test_scores_fall_and_are_shares(searcher: Searcher) -> None:
    scores = [hit.score for hit in searcher.search("身份证", k=30).hits]
    assert scores == sorted(scores, reverse=True)
    assert 0 < sum(scores) <= 1.01


@pytest.mark.promise("每个检索分数都能拆开说明")
def test_every_score_can_be_taken_apart(searcher: Searcher) -> None:
    parts = searcher.search("租房提取公积金", region="430200").hits[0].parts
    assert set(parts) == {*NAMES, "region", "audience"}
    settings = load_settings()
    # 株洲市在链上比省近一级：boost + 2 级 × per_level（省 1、市 2）
    assert parts["region"] == pytest.approx(settings.region.boost + 2 * settings.region.per_level)


@pytest.mark.parametrize("text", ["", "   ", "？？？", "😀😀", "a" * 3000, "1' OR '1'='1", "\x00\x01", "办" * 2000])
def test_odd_input_never_breaks(searcher: Searcher, text: str) -> None:
    result = searcher.search(text)
    assert 0 <= result.answerable <= 1
    assert all(np.isfinite(hit.score) for hit in result.hits)


def test_nonsense_is_less_answerable_than_a_service(searcher: Searcher) -> None:
    service = searcher.search("身份证丢了怎么补办").answerable
    assert service > searcher.search("今天晚上吃什么好呢").answerable
    assert service > searcher.search("帮我写一首诗").answerable


def test_empty_catalogue_answers_nothing(model_dir: Path, tmp_path: Path) -> None:
    class Empty(SmallStore):
        def documents(self):  # type: ignore[no-untyped-def]
            return iter(())

    result = Searcher.open(Empty(), regions(), model_dir, tmp_path, questions={}).search("身份证")
    assert result.hits == []
    assert result.answerable == 0


def test_reload_picks_up_a_new_release(model_dir: Path, tmp_path: Path) -> None:
    store = SmallStore()
    searcher = Searcher.open(store, regions(), model_dir, tmp_path, questions={})
    assert searcher.reload_if_changed() is False
    store.extra.append(document("heating-subsidy", "冬季取暖补贴申领", "冬天取暖的补助。"))
    store.release = "r2"
    assert searcher.reload_if_changed() is True
    assert searcher.status()["complete"] is True
    assert searcher.search("取暖补贴").hits[0].code == "heating-subsidy"


def test_new_words_are_searchable_before_they_are_encoded(model_dir: Path, tmp_path: Path) -> None:
    store = SmallStore()
    searcher = Searcher.open(store, regions(), model_dir, tmp_path, questions={})
    store.extra += [document(f"extra-{n}", f"第{n}号水域滩涂养殖证核发", "养鱼") for n in range(150)]
    store.release = "r2"
    searcher.reload_if_changed(seconds=0)
    assert searcher.status()["complete"] is False
    assert any(hit.code.startswith("extra-") for hit in searcher.search("水域滩涂养殖证").hits)
    for _ in range(20):
        if not searcher.reload_if_changed(seconds=5):
            break
    assert searcher.status()["complete"] is True


def test_second_open_encodes_nothing(model_dir: Path, tmp_path: Path) -> None:
    Searcher.open(SmallStore(), regions(), model_dir, tmp_path, questions=QUESTIONS)
    told: list[str] = []
    Searcher.open(
        SmallStore(),
        regions(),
        model_dir,
        tmp_path,
        questions=QUESTIONS,
        progress=lambda what, done, all_: told.append(what),
    )
    assert told == []


def test_vectors_of_another_model_are_refused(tmp_path: Path) -> None:
    one = VectorStore(tmp_path, "a" * 64, 4, "模型甲")
    one.fill(["文字"], lambda texts: np.ones((len(texts), 4), np.float32))
    with pytest.raises(IndexMismatch, match="另一个向量模型"):
        VectorStore(tmp_path, "a" * 12 + "b" * 52, 4, "模型乙")


def test_search_is_fast_enough(searcher: Searcher) -> None:
    # 每句都不同，不吃记忆；量处理器时间，机器忙时也不误报；宽限到目标（20 毫秒）的三倍
    took = []
    for number in range(30):
        started = time.process_time()
        searcher.search(f"{document.__name__}{number}号楼的身份证丢了怎么补办")
        took.append(time.process_time() - started)
    assert float(np.median(took)) < 0.06


def test_national_fixture_codes_are_unique() -> None:
    codes = [one.code for one in NATIONAL]
    assert len(codes) == len(set(codes))
