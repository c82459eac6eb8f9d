"""没听清的说法，和只是应一声的区别。"""

from __future__ import annotations

import pytest

from actions.steps.social import HUH


@pytest.mark.parametrize("said", ["啊？", "啥？？", "你说什么", "没听清", "没看明白啊"])
def test_not_having_caught_it(said: str) -> None:
    assert HUH.match(said)


@pytest.mark.parametrize("said", ["啊这个要多少钱", "什么材料", "好的", "没听过这个证"])
def test_having_caught_it(said: str) -> None:
    assert not HUH.match(said)
