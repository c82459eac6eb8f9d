"""训练并检查 bot 模型：`python -m bot.train --lexicon 词典.json --out 目录`。"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def train(lexicon: Path, out: Path, nlu_data: Path) -> Path:
    """训练模型并返回模型文件路径；训练后立即加载一次，加载不了就抛出异常（缓存可能还原出坏组件，所以总是全量训练）。"""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    import rasa.model_training
    from rasa.core.agent import Agent

    from bot import model_digest
    from bot.training_data import write_training_data

    started = time.time()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        count = write_training_data(nlu_data, work / "nlu")
        config = work / "config.yml"
        config.write_text(
            (ROOT / "config.yml").read_text("utf-8").replace("${LEXICON}", str(lexicon.resolve())), "utf-8"
        )
        print(f"训练例句 {count} 条", flush=True)
        result = rasa.model_training.train(
            domain=str(ROOT / "domain.yml"),
            config=str(config),
            training_files=[str(work / "nlu"), str(ROOT / "rules.yml")],
            output=str(out),
            fixed_model_name="zhilu-new",
            force_training=True,
        )
        if result.code != 0 or not result.model:
            raise RuntimeError(f"训练没有成功，返回码 {result.code}")
        Agent.load(result.model)
    final = out / "zhilu.tar.gz"
    os.replace(result.model, final)
    model_digest.record(final)
    print(f"模型已就绪：{final}（{time.time() - started:.0f} 秒）", flush=True)
    return final


def main(argv: list[str] | None = None) -> None:
    """命令行入口。"""
    parser = argparse.ArgumentParser(description="训练指路的 Rasa 模型")
    parser.add_argument("--lexicon", type=Path, required=True, help="目录导出的词典 JSON")
    parser.add_argument("--out", type=Path, required=True, help="模型输出目录")
    parser.add_argument("--nlu-data", type=Path, default=ROOT.parent / "nlu_data")
    args = parser.parse_args(argv)
    train(args.lexicon, args.out, args.nlu_data)


if __name__ == "__main__":
    main()
