"""准备环境：没变就什么也不做；锁变了只补装；找不到 Python 3.10 时交给 uv 下载；失败时说得出怎么办。"""

import sys
from pathlib import Path

import pytest

from connectors.setup import envs
from connectors.setup.progress import SetupError, run_step


class Project:
    """一个假的仓库根目录，记下要运行的命令而不真装。"""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.ran: list[list[str]] = []
        (root / "requirements").mkdir()
        for name in ("main", "dev", "bot"):
            (root / "requirements" / f"{name}.lock").write_text("a==1\n")
        (root / "pyproject.toml").write_text("[project]\n")
        monkeypatch.setattr(envs, "run_step", self.note)
        monkeypatch.delenv("TORCH_INDEX_URL", raising=False)

    def note(self, title: str, command: list[str], log: Path, remedy: str) -> None:
        self.ran.append(command)
        if "venv" in command:
            self.make_env(Path(command[-1]))

    def make_env(self, env: Path) -> None:
        (env / "bin").mkdir(parents=True, exist_ok=True)
        (env / "bin" / "python").symlink_to(sys.executable)
        (env / "bin" / "uv").touch()

    def setup(self) -> list[list[str]]:
        self.ran = []
        envs.prepare_main(self.root, dev=True)
        envs.prepare_bot(self.root)
        return self.ran


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    return Project(tmp_path, monkeypatch)


def test_the_first_time_installs_torch_first_and_the_second_time_nothing(project: Project) -> None:
    ran = project.setup()
    pip = [command for command in ran if "pip" in command and "install" in command]
    assert envs.TORCH in pip[0], "torch 要先装"
    assert str(project.root / "requirements" / "main.lock") == pip[1][-1]
    assert "-e" in pip[2]
    assert pip[-1][-1].endswith("bot.lock")
    assert "--compile-bytecode" in pip[-1]
    assert project.setup() == []


def test_a_changed_lock_installs_only_that_part(project: Project) -> None:
    project.setup()
    (project.root / "requirements" / "bot.lock").write_text("a==2\n")
    (command,) = project.setup()
    assert command[-1].endswith("bot.lock")
    (project.root / "requirements" / "dev.lock").write_text("a==2\n")
    (command,) = project.setup()
    assert command[-1].endswith("dev.lock")


def test_the_torch_index_is_used_when_given(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TORCH_INDEX_URL", "https://wheels.example/cpu")
    torch = next(command for command in project.setup() if envs.TORCH in command)
    assert torch[-2:] == ["--index-url", "https://wheels.example/cpu"]


def test_without_a_running_3_10_uv_is_asked_to_fetch_one(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = envs.find_python
    monkeypatch.setattr(envs, "find_python", lambda versions, **more: None if "3.10" in versions else found(versions))
    command = next(command for command in project.setup() if command[1:2] == ["venv"] and command[0].endswith("uv"))
    assert command[command.index("--python") + 1] == "3.10"
    assert "由 uv 下载" in capsys.readouterr().out


def test_without_any_python_3_11_it_says_what_to_install(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envs, "find_python", lambda *_, **__: None)
    with pytest.raises(SetupError) as problem:
        project.setup()
    assert "apt install python3.11" in problem.value.remedy


def test_a_failing_step_shows_the_end_of_its_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "logs" / "setup.log"
    with pytest.raises(SetupError) as problem:
        run_step("装东西", [sys.executable, "-c", "print('连不上软件源'); raise SystemExit(3)"], log, "检查网络")
    assert "退出码 3" in str(problem.value)
    assert problem.value.remedy == "检查网络"
    assert "连不上软件源" in capsys.readouterr().out
    assert "连不上软件源" in log.read_text(encoding="utf-8")
