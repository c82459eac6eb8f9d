"""推迟导入：Rasa 一启动就导入 TensorFlow、scikit-learn，而本项目的流水线不用它们。

只推迟，不替换：谁真的用到（训练、换回 DIET），那一刻照常载入。实测冷启动里约三分之二的时间花在这些用不到的导入上。
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

ON_FIRST_USE = (
    "rasa.utils.train_utils",
    "rasa.utils.tensorflow.model_data_utils",
    "rasa.utils.plotting",
    "questionary",
)
"""整个模块被引用、但服务时不碰它的成员：第一次碰到成员才载入。"""

ON_FIRST_CALL = {
    "sklearn.model_selection": ("train_test_split",),
    "rasa.core.test": ("test",),
    "boto3.dynamodb.conditions": ("Key",),
}
"""被 `from 模块 import 函数` 取用的函数：第一次调用才载入模块。"""


class _OnFirstUse(importlib.abc.MetaPathFinder):
    """给名单里的模块换上标准库的 LazyLoader。"""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """名单里的返回推迟载入的说明，其余返回 None 交给后面的查找器。"""
        if name not in ON_FIRST_USE:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = importlib.util.LazyLoader(spec.loader)  # type: ignore[arg-type]
        return spec


def _stand_in(name: str, functions: Sequence[str]) -> ModuleType:
    """只有这几个函数的替身模块；调用其中一个，就换上真模块再转过去。碰别的成员也一样换上真的。"""
    module = ModuleType(name)

    def real() -> ModuleType:
        if sys.modules.get(name) is module:
            del sys.modules[name]
        return importlib.import_module(name)

    def forwarder(function: str) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            return getattr(real(), function)(*args, **kwargs)

        return call

    def other_member(member: str) -> Any:
        if member.startswith("__"):
            raise AttributeError(member)
        return getattr(real(), member)

    for function in functions:
        setattr(module, function, forwarder(function))
    module.__getattr__ = other_member  # type: ignore[attr-defined]
    return module


def install() -> None:
    """装上；要在导入 rasa 之前调用。已经载入的模块不动。"""
    sys.meta_path.insert(0, _OnFirstUse())
    for name, functions in ON_FIRST_CALL.items():
        sys.modules.setdefault(name, _stand_in(name, functions))
