"""任务的种类：名字 → 怎么办。办成返回（一句话，留给页面的结果），办不成抛 Failed。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from connectors.admin.jobs.conflicts import conflicts
from connectors.admin.jobs.importing import accept, compare
from connectors.admin.jobs.links import check_links
from connectors.admin.jobs.publishing import publish
from connectors.admin.jobs.training import back, train
from connectors.admin.jobs.work import Work

KINDS: dict[str, Callable[[Work], tuple[str, dict[str, Any]]]] = {
    "publish": publish, "compare": compare, "accept": accept, "conflicts": conflicts,
    "train": train, "back": back, "links": check_links
}
