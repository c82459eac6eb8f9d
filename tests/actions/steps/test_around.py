"""周围的事项：同在一件事里的，和互相容易弄混的（两头都算）。"""

from __future__ import annotations

from typing import Any, cast

from actions.steps.around import around
from catalog.schema import Confusion
from catalog.store import CatalogStore
from tests.actions.packages import item, package, step


class SmallStore:
    """只有几个事项、一件事的目录。"""

    def items(self) -> list[Any]:
        confused = item("lost").model_copy(update={"confused_with": [Confusion(code="renew", difference="到期是换。")]})
        return [confused, item("renew"), item("first"), item("other")]

    def packages(self) -> list[Any]:
        return [package([step("first"), step("renew")])]


def test_steps_of_the_same_package_and_confusable_items_on_both_sides() -> None:
    store = cast(CatalogStore, SmallStore())
    assert around(store, "lost") == {"renew"}
    assert around(store, "renew") == {"lost", "first", "test"}
    assert around(store, "first") == {"renew", "test"}


def test_an_item_on_its_own_has_nothing_around_it() -> None:
    assert around(cast(CatalogStore, SmallStore()), "other") == frozenset()
