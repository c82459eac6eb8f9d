"""训练句意分类：`python -m actions.understanding --model 向量模型目录 --out 文件`。"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from actions.understanding.examples import FOLDER, load_examples
from actions.understanding.meaning import MeaningClassifier, sentence_vectors
from retrieval.encoder import open_encoder


def train(model: str | Path, out: Path, nlu_data: Path = FOLDER) -> int:
    """训练并存到 `out`，返回例句条数。"""
    encoder = open_encoder(model, os.cpu_count() or 1)
    examples = load_examples(nlu_data)
    vectors = sentence_vectors(encoder, [text for _, text in examples])
    MeaningClassifier.train(vectors, [intent for intent, _ in examples], encoder.digest).write(out)
    return len(examples)


def main() -> None:
    """命令行入口。"""
    parser = argparse.ArgumentParser(description="训练指路的句意分类")
    parser.add_argument("--model", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--nlu-data", type=Path, default=FOLDER)
    args = parser.parse_args()
    print(f"句意分类：{train(args.model, args.out, args.nlu_data)} 条例句", flush=True)


if __name__ == "__main__":
    main()
