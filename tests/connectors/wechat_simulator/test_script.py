"""剧本的读法。"""

import pytest

from connectors.wechat_simulator.script import BadScript, Step, read_script


def test_lines_comments_and_blanks() -> None:
    steps = read_script("# 说明\n\n> 我在长沙，刚生了孩子\n  点 2 \n图片\n? 出生.*证明\n! 192\\.168\n")
    assert steps == [
        Step(3, ">", "我在长沙，刚生了孩子"), Step(4, "点", "2"), Step(5, "图片", ""), Step(6, "?", "出生.*证明"),
        Step(7, "!", "192\\.168"),
    ]


def test_a_line_nobody_understands_is_told_with_its_number() -> None:
    with pytest.raises(BadScript, match="第2行"):
        read_script("> 你好\n跳舞 一支")
