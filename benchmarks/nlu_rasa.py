"""在机器人环境里运行：按给定的训练、考核例句训练一种 Rasa 流水线，写出预测、单句用时、冷启动和内存。

`python -m benchmarks.nlu_rasa --kind diet|rasa_lr|ours --data 目录 --lexicon 词典.json --out 结果.json`
目录里有 train.json、test.json，都是 [[意图, 例句], …]。
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OURS = """
- name: bot.components.tokenizer.LexiconJiebaTokenizer
  lexicon: {lexicon}
- name: bot.components.classifier.NgramIntentClassifier
  ranking_length: 50
"""
RASA_LR = """
- name: JiebaTokenizer
- name: CountVectorsFeaturizer
- name: CountVectorsFeaturizer
  analyzer: char_wb
  min_ngram: 1
  max_ngram: 4
- name: LogisticRegressionClassifier
  max_iter: 100
  tol: 0.001
"""
DIET = """
- name: JiebaTokenizer
- name: RegexFeaturizer
- name: LexicalSyntacticFeaturizer
- name: CountVectorsFeaturizer
- name: CountVectorsFeaturizer
  analyzer: char_wb
  min_ngram: 1
  max_ngram: 4
- name: DIETClassifier
  epochs: {epochs}
  constrain_similarities: true
  random_seed: 1
"""
PIPELINES = {"ours": OURS, "rasa_lr": RASA_LR, "diet": DIET}


def write_nlu(pairs: list[list[str]], path: Path) -> None:
    """写成 Rasa 的例句文件。"""
    by_intent: dict[str, list[str]] = {}
    for intent, text in pairs:
        by_intent.setdefault(intent, []).append(text.translate(str.maketrans("[]{}()", "［］｛｝（）")))
    lines = ['version: "3.1"', "nlu:"]
    for intent, texts in by_intent.items():
        lines += [f"- intent: {intent}", "  examples: |", *(f"    - {text}" for text in texts)]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def train(kind: str, pairs: list[list[str]], lexicon: str, epochs: int, folder: Path) -> tuple[str, float]:
    """训练，返回模型文件和用时（秒）。"""
    import rasa.model_training

    write_nlu(pairs, folder / "nlu.yml")
    pipeline = PIPELINES[kind].format(lexicon=lexicon, epochs=epochs)
    (folder / "config.yml").write_text(f"recipe: default.v1\nlanguage: zh\nassistant_id: bench\npipeline:{pipeline}")
    started = time.monotonic()
    model = rasa.model_training.train_nlu(
        config=str(folder / "config.yml"),
        nlu_data=str(folder / "nlu.yml"),
        output=str(folder),
        fixed_model_name=kind,
    )
    if not model:
        raise SystemExit(f"{kind} 没有训练成")
    return model, time.monotonic() - started


def since_birth_s() -> float:
    """本进程起来多久了（机器人环境里没有 psutil，直接读 /proc）。"""
    ticks = int(Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()[19])
    return float(Path("/proc/uptime").read_text().split()[0]) - ticks / os.sysconf("SC_CLK_TCK")


def own_memory_mb() -> float:
    """本进程按比例分摊的内存。"""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024


def predict(kind: str, model: str, test: list[list[str]]) -> dict[str, object]:
    """在新进程里载入模型并预测；冷启动从进程开始算。"""
    if kind == "ours":
        from bot import deferred

        deferred.install()
        from bot import hot_path

        hot_path.install()
    from rasa.core.agent import Agent

    agent = Agent.load(model)
    cold_s = since_birth_s()

    async def all_of_them() -> tuple[list[dict[str, object]], list[float]]:
        answers, took = [], []
        for _, text in test[:20]:
            await agent.parse_message(text)
        for _, text in test:
            started = time.perf_counter()
            parsed = await agent.parse_message(text)
            took.append((time.perf_counter() - started) * 1000)
            ranking = {one["name"]: float(one["confidence"]) for one in parsed["intent_ranking"]}
            answers.append({"intent": parsed["intent"]["name"], "ranking": ranking})
        return answers, took

    answers, took = asyncio.run(all_of_them())
    return {
        "answers": answers,
        "p50_ms": sorted(took)[len(took) // 2],
        "cold_start_s": cold_s,
        "memory_mb": own_memory_mb(),
    }


def main() -> None:
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", choices=PIPELINES, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--lexicon", default="")
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--model", default="", help="只预测：用这个模型")
    args = parser.parse_args()
    test = json.loads((args.data / "test.json").read_text("utf-8"))
    if args.model:
        args.out.write_text(json.dumps(predict(args.kind, args.model, test), ensure_ascii=False), "utf-8")
        return
    with tempfile.TemporaryDirectory() as folder:
        pairs = json.loads((args.data / "train.json").read_text("utf-8"))
        model, took_s = train(args.kind, pairs, args.lexicon, args.epochs, Path(folder))
        # 另起一个进程载入：冷启动和内存才不含训练
        again = [sys.executable, "-m", "benchmarks.nlu_rasa", *sys.argv[1:], "--model", model]
        subprocess.run(again, check=True, cwd=ROOT)
        found = json.loads(args.out.read_text("utf-8"))
        args.out.write_text(json.dumps({**found, "train_s": took_s}, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
