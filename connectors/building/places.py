"""状态目录里各样东西放在哪。"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""仓库根目录：bot/、nlu_data/ 和两个环境都在这里。"""


@dataclass(frozen=True)
class Places:
    """一个状态目录的布局。"""

    state: Path

    @property
    def run(self) -> Path:
        """进程号、锁、状态文件。"""
        return self.state / "run"

    @property
    def logs(self) -> Path:
        """各部分的日志。"""
        return self.state / "logs"

    @property
    def model(self) -> Path:
        """正在用的向量模型：指向 models/ 里某一个的链接。"""
        return self.state / "model"

    @property
    def models(self) -> Path:
        """建好的向量模型，目录名带摘要。"""
        return self.state / "models"

    @property
    def index(self) -> Path:
        """向量缓存。"""
        return self.state / "index"

    @property
    def bot(self) -> Path:
        """机器人模型。"""
        return self.state / "bot"

    @property
    def bot_model(self) -> Path:
        """训练好的 Rasa 模型文件。"""
        return self.bot / "zhilu.tar.gz"

    @property
    def lexicon(self) -> Path:
        """导出给机器人用的词典。"""
        return self.bot / "lexicon.json"

    @property
    def meaning(self) -> Path:
        """句意分类。"""
        return self.state / "meaning.npz"

    def stamp(self, step: str) -> Path:
        """某一步建好时记下的内容指纹。"""
        return self.run / f"built-{step}"
