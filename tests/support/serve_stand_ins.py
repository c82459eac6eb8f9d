"""在单独进程里运行看护：`python -m tests.support.serve_stand_ins 目录`，部分都是替身。"""

import asyncio
import sys
from pathlib import Path

from connectors.supervisor.checks import http_ok
from connectors.supervisor.instance import AlreadyRunning
from connectors.supervisor.part import PartSpec
from connectors.supervisor.ports import free_port
from connectors.supervisor.supervisor import Build, Supervisor
from connectors.tuning import Supervisor as Timing

QUICK = Timing(
    backoff_first_s=0.1, backoff_factor=2, backoff_max_s=1, backoff_reset_s=60, health_s=0.1, health_timeout_s=0.5,
    hung_s=1.5, start_s=10, stop_s=1,
)


def stand_in(state: Path, name: str, *options: str) -> PartSpec:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "tests.support.stand_in", str(port), *options]
    return PartSpec(name, name, command, state / "logs" / f"{name}.log", http_ok(url), url)


def main() -> int:
    state = Path(sys.argv[1])
    built = state / "built"

    async def build() -> bool:
        await asyncio.sleep(0.3)
        built.touch()
        return True

    specs = [
        stand_in(state, "gateway"),
        stand_in(state, "actions", "--deaf"),
        stand_in(state, "bot", "--grandchild", str(state / "grandchild")),
    ]
    supervisor = Supervisor(
        state / "run", QUICK, specs, [Build("model", "模型", lambda: not built.exists(), build)],
        {"bot": ("model",)}, {"version": "test"},
    )
    try:
        asyncio.run(supervisor.run())
    except AlreadyRunning:
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
