"""一条消息该怎么应。"""

import pytest

from connectors.wechat.incoming import Incoming, Kind
from connectors.wechat.text.rendering import Choice
from connectors.wechat.understanding import Fixed, Meaning, More, Place, Say, Silence, chosen, meaning
from connectors.wechat.wording import say


def means(kind: Kind, words: str = "") -> Meaning:
    return meaning(Incoming(kind, "o1", "k", 1, words=words))


@pytest.mark.parametrize(("kind", "words", "expected"), [
    (Kind.TEXT, "身份证丢了[流泪]怎么办/::<", Say("身份证丢了怎么办")),
    (Kind.TEXT, "[长沙]身份证", Say("[长沙]身份证")),
    (Kind.TEXT, "[微笑]", Fixed("sticker")),
    (Kind.TEXT, "👍👍", Fixed("sticker")),
    (Kind.TEXT, "/:rose", Fixed("sticker")),
    (Kind.TEXT, "【收到不支持的消息类型，暂无法显示】", Fixed("sticker")),
    (Kind.TEXT, "  ", Fixed("empty")),
    (Kind.TEXT, "？", Say("？")),
    (Kind.TEXT, "更多", More()),
    (Kind.TEXT, " 更多。", More()),
    (Kind.TEXT, "ＭＯＲＥ", More()),
    (Kind.TEXT, "更多材料", Say("更多材料")),
    (Kind.VOICE, "更多。", More()),
    (Kind.VOICE, "", Fixed("voice_unclear")),
    (Kind.VOICE, "身份证丢了。", Say("身份证丢了。")),
    (Kind.MENU, "孩子上学", Say("孩子上学")),
    (Kind.MENU, "", Fixed("welcome")),
    (Kind.LOCATION, "长沙市岳麓区", Place("长沙市岳麓区")),
    (Kind.IMAGE, "", Fixed("image")),
    (Kind.VIDEO, "", Fixed("video")),
    (Kind.FILE, "", Fixed("file")),
    (Kind.LINK, "", Fixed("link")),
    (Kind.OTHER, "", Fixed("other")),
    (Kind.JOINED, "", Fixed("welcome")),
    (Kind.QUIET, "", Silence()),
    (Kind.LEFT, "", Silence(forget=True)),
])
def test_meanings(kind: Kind, words: str, expected: Meaning) -> None:
    assert means(kind, words) == expected


def test_every_fixed_answer_has_words() -> None:
    for kind in Kind:
        found = means(kind)
        if isinstance(found, Fixed):
            assert say(found.name).strip()


CHOICES = (Choice("在医院出生", "医院"), Choice("在家里", "家里"))


@pytest.mark.parametrize(("text", "menu_id", "words"), [
    ("1", "", "医院"), ("２", "", "家里"), ("2.", "", "家里"), ("2、", "", "家里"), ("1号", "", "医院"),
    ("3", "", "3"), ("0", "", "0"), ("12", "", "12"), ("第一个", "", "第一个"), ("1楼", "", "1楼"),
    ("2. 在家里", "2", "家里"), ("在家里", "2", "家里"), ("上一轮的选项", "2", "上一轮的选项"), ("x", "99999999", "x"),
])
def test_a_typed_number_or_a_clicked_item_becomes_the_choice(text: str, menu_id: str, words: str) -> None:
    assert chosen(text, menu_id, CHOICES) == words


def test_without_choices_a_number_is_just_a_number() -> None:
    assert chosen("1", "", ()) == "1"
