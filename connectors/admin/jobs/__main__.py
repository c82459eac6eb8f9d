"""`python -m connectors.admin.jobs 编号`：办一个任务。设置取自 ZHILU_* 环境变量。"""

from __future__ import annotations

import argparse
import sys
import traceback
from pathlib import Path

from catalog.national_layer import NATIONAL
from connectors.admin.console import Console
from connectors.admin.jobs.kinds import KINDS
from connectors.admin.jobs.store import DONE, FAILED
from connectors.admin.jobs.work import Failed, Work
from connectors.settings import Settings
from connectors.tuning import tuning


def main(argv: list[str]) -> int:
    """办完返回 0，没办成返回 1；结果和说明都写进任务表。"""
    parser = argparse.ArgumentParser(description="办一个后台任务")
    parser.add_argument("job", type=int)
    parser.add_argument("--national", type=Path, default=NATIONAL)
    options = parser.parse_args(argv)
    console = Console(Settings(), tuning(), options.national)
    jobs = console.jobs
    task = jobs.read(options.job)
    if task is None:
        print(f"没有任务 {options.job}", file=sys.stderr)
        return 1
    work = Work(task, console, jobs)
    stop = work.keep_beating()
    try:
        said, result = KINDS[task.kind](work)
    except Failed as problem:
        stop.set()
        jobs.finish(task.id, FAILED, str(problem), problem.result)
        return 1
    except Exception as problem:  # noqa: BLE001 说得出哪一类错，就不让任务一直“正在办”
        stop.set()
        traceback.print_exc()
        jobs.finish(task.id, FAILED, f"出了意外（{type(problem).__name__}），详情在日志里，请告诉技术人员", {})
        return 1
    finally:
        stop.set()
        console.close()
    jobs.finish(task.id, DONE, said, result)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
