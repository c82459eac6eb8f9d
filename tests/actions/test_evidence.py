"""哪条规定回答了这个问题。"""

from __future__ import annotations

from dataclasses import replace

from actions.evidence import Weights, best_facts, facts_of, words_asked
from catalog.schema import Faq
from tests.actions.packages import item

WEIGHTS = Weights(aspect=2.5, word=1.6, unfit=1.5, least=2.2)
SERVICE = item("card", ["旧卡"]).model_copy(
    update={
        "name": "示例卡办理",
        "summary": "办一张示例卡。",
        "faq": [Faq(q="卡能用几年", a="五年有效。"), Faq(q="要拍照吗", a="现场免费拍照。")],
        "agent": "可以委托他人代办。",
    }
)


def answers(text: str, closeness: dict[str, float]) -> list[str]:
    return [one.fact.text for one in best_facts(facts_of(SERVICE), text, SERVICE.name, closeness, WEIGHTS)]


def test_the_kind_of_rule_decides_when_the_words_are_few() -> None:
    """“管多久”问有效期：五年有效 0 + 2.5 ≥ 2.2；拍照那条 1.0 − 1.5 不够。"""
    assert answers("管多久", {"要拍照吗": 1.0}) == ["五年有效。"]


def test_a_close_question_wins() -> None:
    """没有特定的一类：只看远近，3.1 ≥ 2.2。"""
    assert answers("照相吗", {"要拍照吗": 3.1, "卡能用几年": 0.4}) == ["现场免费拍照。"]


def test_nothing_is_made_up() -> None:
    assert answers("附近有停车场吗", {"要拍照吗": 0.6, "卡能用几年": 0.2}) == []


def test_a_rule_named_after_the_aspect_comes_first() -> None:
    """“别人能代办吗”：代办那条 2.5 + 1.6 + 共同的词。"""
    assert answers("别人能代办吗", {})[0] == "可以委托他人代办。"


def test_everything_asked_about_is_written_there() -> None:
    """“要拍照吗”只有一个词“拍照”，规定里写到了：1.6 × 1 + 0.8 = 2.4 ≥ 2.2。"""
    weights = Weights(aspect=2.5, word=1.6, unfit=1.5, least=2.2, said=0.8)
    found = best_facts(facts_of(SERVICE), "需要拍照吗", SERVICE.name, {}, weights)
    assert [one.fact.text for one in found] == ["现场免费拍照。"]


def test_a_common_word_alone_is_no_answer() -> None:
    """“委托”到处都有：意思不近、没说到同样的东西，只凭这一类的字眼不算。"""
    service = SERVICE.model_copy(update={"agent": "", "steps": ["本人到场领取"]})
    found = best_facts(facts_of(service), "我去弄行吗", service.name, {}, WEIGHTS)
    assert found == []


def test_the_summary_answers_only_whether_it_is_so() -> None:
    """概述什么词都沾一点：问要不要、又全说到了（1.6 + 0.8 ≥ 2.2）才拿它来答，“怎么弄”不拿。"""
    sure = replace(WEIGHTS, said=0.8)
    about = SERVICE.model_copy(update={"name": "示例", "summary": "补卡不用登报。", "faq": [], "agent": ""})

    def told(text: str) -> list[str]:
        return [one.fact.text for one in best_facts(facts_of(about), text, about.name, {}, sure)]

    assert told("要登报吗") == ["补卡不用登报。"]
    assert told("登报怎么弄") == []


def test_a_number_that_is_written_counts_for_more() -> None:
    """“三天”也算说到了“三日”：词 1.6 + 数 1.6 = 3.2 ≥ 2.2。"""
    limited = SERVICE.model_copy(update={"faq": [Faq(q="几时提出", a="三日内提出。")], "agent": "", "steps": []})
    found = best_facts(facts_of(limited), "三天够不够", limited.name, {}, WEIGHTS)
    assert [one.fact.text for one in found][:1] == ["三日内提出。"]


def test_old_and_new_are_told_apart() -> None:
    assert words_asked("旧的还要吗", "示例卡办理") == ["旧"]
    assert words_asked("换新的", "示例卡办理") != ["新"]
