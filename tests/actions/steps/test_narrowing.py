"""说的数装不装得下邻近事项概述里写的界限。"""

from __future__ import annotations

import pytest

from actions.steps.narrowing import fits_summary
from actions.understanding.quantities import heard_quantities

WITHIN_TEN = "十年内的私家车，除第6年、第10年外不用上检测线，每两年在手机上申领一次。"
REVIVE = "驾驶证过期一年以上被注销、还没超过两年，考科目一就能恢复。"


@pytest.mark.parametrize(
    ("summary", "said", "fits"),
    [
        (WITHIN_TEN, "买了三年", True),
        (WITHIN_TEN, "开了四年多", True),
        (WITHIN_TEN, "买了六年", False),  # 单点出来的第6年
        (WITHIN_TEN, "开了十二年", False),
        (WITHIN_TEN, "我今年三十岁", False),  # 不是同一种数
        (REVIVE, "满十年了", False),  # 两条界限都要装得下
        ("到期了换新的。", "满十年了", False),
    ],
)
def test_a_number_fits_the_limits_of_the_summary(summary: str, said: str, fits: bool) -> None:
    assert fits_summary(summary, heard_quantities(said)) is fits
