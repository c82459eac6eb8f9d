"""记下每一轮：没答好的遮盖后存、只存次数；答了的按地区数；对话停在哪里。"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from sqlalchemy import Engine, text, update

from catalog.storage.address import driver_url
from connectors.building.places import ROOT
from connectors.conversation.outcomes import Outcome
from connectors.conversation.pipeline import Turn
from connectors.gateway.feedback import RatingStore
from connectors.learning import reading
from connectors.learning.charts import bars, trend
from connectors.learning.log import ANSWERED, ASKED_BACK, UNANSWERED, UNSURE, LearningLog, kind_of, open_learning
from connectors.learning.tables import Talk
from connectors.tuning import tuning

SERVICE = {"type": "service", "text": "居民身份证丢失补领", "service": {"code": "id-card-lost"}}
NOT_FOUND = {"type": "text", "text": "我的目录里没有找到对应的政务服务事项。"}


@pytest.fixture
def url(database_url: str) -> str:
    return driver_url(database_url)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    opened = open_learning(url)
    yield opened
    opened.dispose()


def note(url: str, *turns: tuple[str, str, list[dict[str, Any]], str]) -> None:
    log = LearningLog(url, tuning().learning)
    for conversation, words, replies, region in turns:
        log.note(Turn(conversation, words, region, replies=replies, outcome=Outcome.BOT))
    log.close()


def test_the_marks_are_what_the_actions_say() -> None:
    wording = yaml.safe_load((ROOT / "actions" / "wording.yaml").read_text("utf-8"))
    limits = tuning().learning
    assert kind_of([{"type": "text", "text": wording["not_found"]}], Outcome.BOT, limits) == (UNANSWERED, "")
    near = {"type": "choices", "text": wording["not_found_near"], "choices": []}
    assert kind_of([near], Outcome.BOT, limits) == (UNSURE, "")


def test_the_kind_of_a_turn() -> None:
    limits = tuning().learning
    assert kind_of([SERVICE], Outcome.BOT, limits) == (ANSWERED, "id-card-lost")
    assert kind_of([{"type": "choices", "text": "哪一个？", "choices": []}], Outcome.BOT, limits) == (ASKED_BACK, "")
    assert kind_of([{"type": "text", "text": "稍等"}], Outcome.CANNOT_ANSWER, limits) == (UNANSWERED, "")


def test_only_masked_words_and_counts_are_kept(url: str, engine: Engine, tmp_path: Path) -> None:
    asked = "给流浪猫上户口，电话13812345678"
    note(url, ("conversation-one", asked, [NOT_FOUND], "511602"), ("conversation-two", asked, [NOT_FOUND], "511602"))
    [question] = reading.open_questions(engine)
    assert (question.text, question.count, question.region) == ("给流浪猫上户口，电话〔电话号码〕", 2, "511602")
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"13812345678" not in kept and b"conversation-one" not in kept


def test_most_asked_by_region(url: str, engine: Engine) -> None:
    here = [(one, "身份证丢了", [SERVICE], "511602") for one in ("a", "b")]
    note(url, *here, ("c", "补", [SERVICE], ""))
    assert reading.most_asked(engine) == [("511602", "id-card-lost", 2), ("", "id-card-lost", 1)]
    assert reading.most_asked(engine, "511602") == [("511602", "id-card-lost", 2)]


def test_where_conversations_end(url: str, engine: Engine) -> None:
    note(url, ("a", "身份证丢了", [SERVICE], ""), ("a", "那猫呢", [NOT_FOUND], ""), ("b", "身份证丢了", [SERVICE], ""))
    assert reading.endings(engine) == {}  # 刚说过话的还没有结束
    with engine.begin() as connection:
        hour_ago = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
        connection.execute(update(Talk).values(last_at=hour_ago))
    assert reading.endings(engine) == {UNANSWERED: 1, ANSWERED: 1}
    assert reading.unhappy_endings(engine) == [("id-card-lost", "", UNANSWERED, 1)]


def test_which_places_go_unanswered(url: str, engine: Engine) -> None:
    note(url, ("a", "养猫证", [NOT_FOUND], "511602"), ("b", "养猫证", [NOT_FOUND], "511602"))
    note(url, ("c", "身份证丢了", [SERVICE], "511602"), ("d", "养猫证", [NOT_FOUND], ""))
    note(url, ("e", "身份证丢了", [SERVICE], "430100"))
    assert reading.unanswered_places(engine) == []  # 还没有说完
    with engine.begin() as connection:
        connection.execute(update(Talk).values(last_at=dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)))
    assert reading.unanswered_places(engine) == [("", 1, 1), ("511602", 2, 3), ("430100", 0, 1)]
    assert reading.unanswered_places(engine, least=2) == [("511602", 2, 3)]


def test_alike_questions_are_put_together(url: str, engine: Engine) -> None:
    note(url, *[("a", words, [NOT_FOUND], "") for words in ("养猫证", "养猫证", "办养猫证", "开飞机")])
    vectors = {"养猫证": (1.0, 0.0), "办养猫证": (0.96, 0.28), "开飞机": (0.0, 1.0)}
    made = reading.clustered(reading.open_questions(engine), lambda texts: np.array([vectors[one] for one in texts]))
    assert [(cluster.questions[0].text, cluster.count) for cluster in made] == [("养猫证", 3), ("开飞机", 1)]
    reading.handle(engine, [one.digest for one in made[0].questions], "zhang：不用管")
    assert [one.text for one in reading.open_questions(engine)] == ["开飞机"]


def test_ratings_have_a_trend(url: str, engine: Engine) -> None:
    store = RatingStore(url)
    for stars in (1, 2, 3):
        store.add("a", "id-card-lost", stars, "")
    store.close()
    with engine.begin() as connection:
        connection.execute(text("update rating set created = '2026-11-02 00:00:00' where rating = 1"))
        connection.execute(text("update rating set created = '2026-11-10 00:00:00' where rating > 1"))
    [rated] = reading.ratings(engine)
    assert (rated.count, rated.average, rated.low) == (3, 2.0, 2)
    assert rated.weeks == {"2026-W45": (1.0, 1), "2026-W46": (2.5, 2)}


def test_pictures_are_plain_svg() -> None:
    for picture in (bars([("<b>甲", 3), ("乙", 1)], " 次"), trend([("W1", 1.0), ("W2", 5.0)])):
        assert picture.startswith("<svg") and picture.endswith("</svg>")
        assert "<b>" not in picture and "style=" not in picture and "<script" not in picture


def test_erasing_a_conversation_takes_its_questions_along(url: str, engine: Engine) -> None:
    log = LearningLog(url, tuning().learning)
    for conversation, words in (("mine", "只有我问过"), ("mine", "都问过"), ("yours", "都问过")):
        log.note(Turn(conversation, words, None, replies=[NOT_FOUND], outcome=Outcome.BOT))
    log.erase("mine")
    log.close()
    assert [(one.text, one.count) for one in reading.open_questions(engine)] == [("都问过", 1)]
    with engine.connect() as connection:
        assert connection.execute(text("select count(*) from learn_talk")).scalar() == 1
