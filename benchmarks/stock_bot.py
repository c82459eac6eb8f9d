"""在机器人环境里运行：用 Rasa 3.6 的默认流水线（DIET + TED）训练并启动，作为对照。

`python -m benchmarks.stock_bot train --out 目录 --epochs 5 [--lines 1500]`
`python -m benchmarks.stock_bot serve --model 文件 --port 端口 --actions-url 地址`
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# rasa init 生成的默认配置，只把空格分词换成 Rasa 自带的 jieba 分词（默认分词器不支持中文）
CONFIG = """
recipe: default.v1
language: zh
assistant_id: stock
pipeline:
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
- name: EntitySynonymMapper
- name: ResponseSelector
  epochs: {epochs}
  constrain_similarities: true
- name: FallbackClassifier
  threshold: 0.3
  ambiguity_threshold: 0.1
policies:
- name: MemoizationPolicy
- name: RulePolicy
- name: UnexpecTEDIntentPolicy
  max_history: 5
  epochs: {epochs}
- name: TEDPolicy
  max_history: 5
  epochs: {epochs}
  constrain_similarities: true
"""
# 默认配置要有故事，TED 才会参与；用同样的意图和动作
STORIES = """
version: "3.1"
stories:
- story: ask then details
  steps:
  - intent: ask_service
  - action: action_find_service
  - intent: ask_materials
  - action: action_answer_field
- story: event then time
  steps:
  - intent: tell_event
  - action: action_find_service
  - intent: ask_time
  - action: action_answer_field
"""


def fewer(folder: Path, lines: int) -> None:
    """每个文件按同样的比例抽样例句，意图一个不少。"""
    files = sorted(folder.glob("*.yml"))
    total = sum(file.read_text("utf-8").count("\n    - ") for file in files)
    keep = min(1.0, lines / max(total, 1))
    chance = random.Random(1)
    for file in files:
        kept, since_intent = [], 0
        for line in file.read_text("utf-8").splitlines():
            since_intent = 0 if line.startswith("- intent") else since_intent + line.startswith("    - ")
            if not line.startswith("    - ") or since_intent <= 4 or chance.random() < keep:
                kept.append(line)
        file.write_text("\n".join(kept) + "\n", "utf-8")


def train(out: Path, epochs: int, lines: int) -> None:
    import rasa.model_training

    from bot.training_data import write_training_data

    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        write_training_data(ROOT / "nlu_data", work / "nlu")
        fewer(work / "nlu", lines)
        (work / "config.yml").write_text(CONFIG.format(epochs=epochs), "utf-8")
        (work / "stories.yml").write_text(STORIES, "utf-8")
        result = rasa.model_training.train(
            domain=str(ROOT / "bot" / "domain.yml"),
            config=str(work / "config.yml"),
            training_files=[str(work / "nlu"), str(work / "stories.yml"), str(ROOT / "bot" / "rules.yml")],
            output=str(out),
            fixed_model_name="stock",
            force_training=True,
        )
        if result.code != 0:
            raise SystemExit(f"对照的模型没有训练成（{result.code}）")


def serve(model: str, port: int, actions_url: str) -> None:
    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints

    with tempfile.TemporaryDirectory() as folder:
        endpoints, credentials = Path(folder) / "endpoints.yml", Path(folder) / "credentials.yml"
        endpoints.write_text(f"action_endpoint:\n  url: {actions_url}\n", "utf-8")
        credentials.write_text("rest:\n", "utf-8")
        serve_application(
            model_path=model,
            interface="127.0.0.1",
            port=port,
            credentials=str(credentials),
            enable_api=True,
            endpoints=AvailableEndpoints.read_endpoints(str(endpoints)),
        )


def main() -> None:
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    training = commands.add_parser("train")
    training.add_argument("--out", type=Path, required=True)
    training.add_argument("--epochs", type=int, default=5)
    training.add_argument("--lines", type=int, default=1500)
    serving = commands.add_parser("serve")
    serving.add_argument("--model", required=True)
    serving.add_argument("--port", type=int, required=True)
    serving.add_argument("--actions-url", required=True)
    args = parser.parse_args()
    if args.command == "train":
        train(args.out, args.epochs, args.lines)
    else:
        serve(args.model, args.port, args.actions_url)


if __name__ == "__main__":
    main()
