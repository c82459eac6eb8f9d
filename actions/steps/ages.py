"""说了年龄：名字里写着年龄段的事项，取合得上的那个。"""

from __future__ import annotations

from actions.outcomes import Reply
from actions.steps.opening import open_hit
from actions.steps.topics import related, topic_text
from actions.turn import Turn
from actions.understanding.ages import said_age, suits
from actions.understanding.subjects import thing
from actions.wording import say


def right_age(turn: Turn) -> Reply | None:
    """列的选项按年龄分得清，就取合得上的；正在说的那件不合年龄，就换成合得上的那件。没说年龄、不用换返回 None。"""
    age = said_age(turn.text)
    if age is None or turn.state.pending:
        return None
    choices = turn.state.choices
    if choices and "code" in choices[0]:
        fitting = [choice for choice in choices if suits(choice["label"], age)]
        if len(fitting) == 1:
            reply = open_hit(turn, fitting[0]["code"], fitting[0]["kind"])
            turn.state.clarifying = {"list": choices}
            return reply
        if not turn.state.item:
            return None
    name = topic_text(turn) if turn.state.item else ""
    if not name or suits(name, age) is not False:
        return None
    hits = turn.search(f"{thing(name)} {turn.text}").hits
    other = next((hit for hit in hits if suits(hit.name, age) and related(thing(name), hit.name)), None)
    if other is None:
        return None
    turn.state.topic = f"{thing(name)} {turn.text}"
    turn.assumed = say("fits_better", name=other.name)
    return open_hit(turn, other.code, other.kind)
