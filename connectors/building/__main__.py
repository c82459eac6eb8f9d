"""`python -m connectors.building 步骤`：建一样东西，进度一行行打印。设置取自 ZHILU_* 环境变量。"""

from __future__ import annotations

import sys
import time

from connectors.building.makers import MAKERS, BuildFailed
from connectors.building.places import Places
from connectors.building.steps import STEPS
from connectors.settings import Settings


def main(name: str) -> int:
    """建一步，返回退出码。"""
    settings = Settings()
    places = Places(settings.state)
    step = next(one for one in STEPS if one.name == name)
    started = time.monotonic()
    try:
        MAKERS[name](settings, places)
    except BuildFailed as problem:
        print(f"{step.title}没有建成：{problem}", flush=True)
        return 1
    step.done(places, settings)
    print(f"{step.title}已建好（{time.monotonic() - started:.0f} 秒）", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
