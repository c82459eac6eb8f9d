"""部署文件：格式合规范，有健康检查与上限，不以 root 运行，机器人出不了网，口令不在文件里，变量与命令都是真的。"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
KUBERNETES = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
PROGRAMS = Path(sys.executable).parent


def run(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def documents() -> list[dict[str, Any]]:
    return [one for path in KUBERNETES for one in yaml.safe_load_all(path.read_text("utf-8"))]


def workloads() -> list[dict[str, Any]]:
    return [one for one in documents() if one["kind"] in ("Deployment", "StatefulSet", "Job")]


def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8")))


def test_dockerfile_passes_hadolint() -> None:
    run(PROGRAMS / "hadolint", "--failure-threshold", "warning", DEPLOY / "Dockerfile")


def test_compose_file_fits_the_compose_specification() -> None:
    run(PROGRAMS / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yaml")


@pytest.mark.parametrize("path", KUBERNETES, ids=lambda path: path.stem)
def test_kubernetes_files_fit_the_api(path: Path) -> None:
    run(PROGRAMS / "kubernetes-validate", "--strict", path)


@pytest.mark.promise("每个容器都限资源、不用 root")
def test_every_pod_is_bounded_and_not_root() -> None:
    for one in workloads():
        pod = one["spec"]["template"]["spec"]
        assert pod["securityContext"]["runAsNonRoot"] and not pod["automountServiceAccountToken"]
        for container in pod["containers"]:
            assert {"cpu", "memory"} <= container["resources"]["limits"].keys()
            assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
            if one["kind"] != "Job":
                assert {"startupProbe", "readinessProbe", "livenessProbe"} <= container.keys(), one["metadata"]["name"]


def test_every_compose_service_is_bounded_and_watched() -> None:
    for name, service in compose()["services"].items():
        if name == "publish":
            continue
        assert service["healthcheck"]["test"][0] == "CMD", name
        assert {"cpus", "memory"} <= service["deploy"]["resources"]["limits"].keys(), name
        assert ("ports" in service) == (name == "door"), "对外只有一扇门"


@pytest.mark.promise("部署清单里机器人连不到外面")
def test_the_bot_cannot_reach_the_outside() -> None:
    file = compose()
    assert file["networks"]["inside"]["internal"] is True
    for name in ("bot1", "bot2", "actions", "postgres", "redis"):
        assert file["services"][name]["networks"] == ["inside"], name
    policies = {one["metadata"]["name"]: one["spec"] for one in documents() if one["kind"] == "NetworkPolicy"}
    egress = policies["bot"]["egress"]
    assert "Egress" in policies["bot"]["policyTypes"]
    assert all("ipBlock" not in target for rule in egress for target in rule["to"]), "只许连集群里的几个部分"
    users = {one["metadata"]["name"]: one["spec"]["template"]["spec"]["securityContext"]["runAsUser"]
             for one in workloads()}
    assert users["bot"] not in (users["gateway"], users["actions"])


@pytest.mark.promise("部署清单里没有写死的口令")
def test_no_secret_is_written_down() -> None:
    for path in [*KUBERNETES, DEPLOY / "compose.yaml", DEPLOY / "Dockerfile"]:
        lines = [line for line in path.read_text("utf-8").splitlines() if not line.lstrip().startswith("#")]
        assert not re.search(r"(?i)(password|token|secret)[\"']?\s*[:=]\s*[\"']?[a-z0-9]{8,}", "\n".join(lines)), path


def test_every_variable_named_is_one_that_the_programs_read() -> None:
    read = "".join(
        path.read_text("utf-8") for folder in ("connectors", "actions", "bot") for path in (ROOT / folder).rglob("*.py")
    )
    fields = {f"ZHILU_{name.upper()}" for name in re.findall(r"^    (\w+): .*= (?:Field|SecretStr)", read, re.M)}
    for path in [*KUBERNETES, DEPLOY / "compose.yaml", DEPLOY / "kubernetes" / "README.md", DEPLOY / "Dockerfile"]:
        for name in re.findall(r"ZHILU_[A-Z_]+", path.read_text("utf-8")):
            assert name in fields or f'"{name}"' in read, f"{path.name} 里的 {name} 没有人读"


def test_the_commands_run_modules_and_options_that_exist() -> None:
    for one in workloads():
        for container in one["spec"]["template"]["spec"]["containers"]:
            command = container["command"]
            if command[0] == "python":
                source = ROOT / (command[2].replace(".", "/") + ".py")
                source = source if source.exists() else source.with_suffix("") / "__main__.py"
                text = source.read_text("utf-8")
                assert all(option in text for option in command if option.startswith("--")), command
            else:
                assert command[:2] == ["zhilu", "prepare"], command
