"""重启前等多久：每次翻倍到上限，稳定运行一阵后复位。"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Backoff:
    """指数退避。"""

    first_s: float
    factor: float
    max_s: float
    reset_s: float
    failures: int = 0

    def next_wait(self, ran_s: float) -> float:
        """进程跑了 ran_s 秒后退出，返回下次启动前要等的秒数。"""
        if ran_s >= self.reset_s:
            self.failures = 0
        wait = min(self.first_s * self.factor**self.failures, self.max_s)
        self.failures += 1
        return wait
