"""推迟导入：没用到就不载入，用到了是真的。"""

from __future__ import annotations

import subprocess
import sys

from connectors.building.makers import BOT_PYTHON
from connectors.building.places import ROOT


def run(python: str, code: str) -> str:
    """在一个新进程里跑一段代码，返回打印的内容。"""
    done = subprocess.run([python, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_functions_load_their_module_on_the_first_call() -> None:
    code = """
import sys
from bot import deferred
deferred.install()
from sklearn.model_selection import train_test_split
before = "scipy" in sys.modules
kept, held = train_test_split([1, 2, 3, 4], test_size=0.5, random_state=0)
print(before, len(kept), len(held), "scipy" in sys.modules)
"""
    assert run(sys.executable, code) == "False 2 2 True"


def test_other_members_are_the_real_ones() -> None:
    code = """
from bot import deferred
deferred.install()
import sklearn.model_selection as stand_in
print(stand_in.KFold(n_splits=3).get_n_splits())
"""
    assert run(sys.executable, code) == "3"


def test_serving_imports_no_tensorflow_no_sklearn_no_matplotlib() -> None:
    code = """
import sys
from bot import deferred
deferred.install()
import rasa.core.run
print([name for name in ("tensorflow", "sklearn", "matplotlib") if name in sys.modules])
"""
    assert run(str(BOT_PYTHON), code) == "[]"
