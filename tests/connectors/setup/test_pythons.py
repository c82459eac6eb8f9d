"""找能运行的 Python：pyenv 的空壳、没有执行权限的、版本不对的都要跳过。"""

import os
import sys
from pathlib import Path

import pytest

from connectors.setup.pythons import find_python, under_pyenv, version_of

HERE = f"{sys.version_info[0]}.{sys.version_info[1]}"


def script(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def pretending(path: Path, version: str) -> Path:
    """一个自称某个版本的解释器。"""
    return script(path, f"echo {version}")


def test_the_real_interpreter_tells_its_version() -> None:
    assert version_of(sys.executable) == HERE


def test_a_shim_that_fails_is_skipped(tmp_path: Path) -> None:
    script(tmp_path / "shims" / "python3.10", "echo 'pyenv: python3.10: command not found' >&2; exit 127")
    real = pretending(tmp_path / "versions" / "3.10.13" / "bin" / "python3.10", "3.10")
    assert find_python(["3.10"], path=str(tmp_path / "shims"), pyenv_root=tmp_path) == (str(real), "3.10")


def test_path_comes_before_pyenv_and_order_of_path_is_kept(tmp_path: Path) -> None:
    first = pretending(tmp_path / "a" / "python3.10", "3.10")
    pretending(tmp_path / "b" / "python3.10", "3.10")
    pretending(tmp_path / "versions" / "3.10.13" / "bin" / "python3.10", "3.10")
    path = os.pathsep.join(str(tmp_path / part) for part in ("empty", "a", "b"))
    assert find_python(["3.10"], path=path, pyenv_root=tmp_path) == (str(first), "3.10")


def test_a_plain_python3_of_the_right_version_will_do(tmp_path: Path) -> None:
    real = pretending(tmp_path / "python3", "3.10")
    assert find_python(["3.10"], path=str(tmp_path), pyenv_root=tmp_path / "none") == (str(real), "3.10")


def test_a_wrong_version_is_not_taken(tmp_path: Path) -> None:
    pretending(tmp_path / "python3.10", "3.11")
    assert find_python(["3.10"], path=str(tmp_path), pyenv_root=tmp_path / "none") is None


def test_the_newest_patch_of_pyenv_comes_first(tmp_path: Path) -> None:
    for patch in ("3.10.9", "3.10.13"):
        pretending(tmp_path / "versions" / patch / "bin" / "python3.10", "3.10")
    assert [Path(one).parts[-3] for one in under_pyenv("3.10", tmp_path)] == ["3.10.13", "3.10.9"]


def test_uv_is_asked_last_and_never_to_download(tmp_path: Path) -> None:
    real = pretending(tmp_path / "uv-python" / "python3.10", "3.10")
    uv = script(tmp_path / "uv", f'[ "$*" = "python find --no-python-downloads 3.10" ] && echo {real}')
    found = find_python(["3.10"], path=str(tmp_path / "none"), pyenv_root=tmp_path / "none", uv=str(uv))
    assert found == (str(real), "3.10")


@pytest.mark.parametrize("body", ["exit 1", "echo 3.10; exit 1", "kill -9 $$"])
def test_an_interpreter_that_does_not_run_has_no_version(tmp_path: Path, body: str) -> None:
    assert version_of(str(script(tmp_path / "python3.10", body))) is None
