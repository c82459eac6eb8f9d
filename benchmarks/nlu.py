"""意图分类的几种做法在同一份考核上的对照：准确率、宏 F1、单句用时、内存、冷启动；并画混淆矩阵。

`python -m benchmarks.nlu [--kinds …] [--epochs 30]`。考核与训练不共用句式：
字面相近（两字组重合一半以上）的例句归成一组，整组进一边。
结果写到 状态目录/bench/nlu.json，混淆矩阵写到 docs/nlu-confusion.svg。
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from actions.settings import load_settings
from actions.understanding.agreement import settle
from actions.understanding.examples import load_examples
from actions.understanding.meaning import MeaningClassifier, sentence_vectors
from benchmarks.confusion import confusion_svg
from connectors.building.makers import BOT_PYTHON
from connectors.building.places import ROOT, Places
from connectors.serving import BOT_ENV, QUIET_ENV
from connectors.settings import Settings
from retrieval.encoder import open_encoder

SEED = 7
MOST_PER_INTENT = 400
"""每个意图最多取多少条：问事项有几千条，全取会让训练慢、宏平均看不出小类。"""
TEST_SHARE = 0.25
ALIKE = 0.5
SAME_ROLE = {"tell_event": "ask_service", "nlu_fallback": "ask_service"}
"""走同一个动作、对话里不必分清的意图，另算一个合并后的准确率。"""

Pairs = list[tuple[str, str]]


def bigrams(text: str) -> set[str]:
    return {text[n : n + 2] for n in range(len(text) - 1)} or {text}


def wording_groups(texts: list[str]) -> list[int]:
    """字面相近的归成一组，返回每句的组号。"""
    parent = list(range(len(texts)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    sets, holders = [bigrams(text) for text in texts], defaultdict(list)
    for n, mine in enumerate(sets):
        shared = Counter(other for pair in mine for other in holders[pair])
        for other, count in shared.items():
            if count / (len(mine) + len(sets[other]) - count) >= ALIKE:
                parent[root(n)] = root(other)
        for pair in mine:
            holders[pair].append(n)
    return [root(n) for n in range(len(texts))]


def split(pairs: Pairs) -> tuple[Pairs, Pairs]:
    """（训练，考核）：整组进一边。"""
    chance = random.Random(SEED)
    by_intent: dict[str, list[str]] = defaultdict(list)
    for intent, text in pairs:
        by_intent[intent].append(text)
    kept = [(i, t) for i, ts in sorted(by_intent.items()) for t in chance.sample(ts, min(len(ts), MOST_PER_INTENT))]
    groups = wording_groups([text for _, text in kept])
    held = {group for group in sorted(set(groups)) if chance.random() < TEST_SHARE}
    train = [pair for pair, group in zip(kept, groups, strict=True) if group not in held]
    return train, [pair for pair, group in zip(kept, groups, strict=True) if group in held]


def scores(truth: list[str], said: list[str]) -> dict[str, float]:
    """准确率、宏 F1、合并同作用意图后的准确率。"""
    names = sorted(set(truth))
    each = []
    for name in names:
        hit = sum(t == s == name for t, s in zip(truth, said, strict=True))
        each.append(2 * hit / max(1, truth.count(name) + said.count(name)))
    merged = [(SAME_ROLE.get(t, t), SAME_ROLE.get(s, s)) for t, s in zip(truth, said, strict=True)]
    return {
        "accuracy": round(sum(t == s for t, s in zip(truth, said, strict=True)) / len(truth), 4),
        "macro_f1": round(sum(each) / len(each), 4),
        "accuracy_by_role": round(sum(t == s for t, s in merged) / len(merged), 4),
    }


def in_rasa(kind: str, folder: Path, lexicon: Path, epochs: int, log: Path) -> dict[str, Any]:
    """在机器人环境里训练并预测一种流水线。"""
    out = folder / f"{kind}.json"
    command = [str(BOT_PYTHON), "-m", "benchmarks.nlu_rasa", "--kind", kind, "--data", str(folder)]
    command += ["--lexicon", str(lexicon), "--epochs", str(epochs), "--out", str(out)]
    with log.open("a") as sink:
        env = {**os.environ, **QUIET_ENV, **BOT_ENV}
        subprocess.run(command, cwd=ROOT, env=env, stdout=sink, stderr=sink, check=True)
    found: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return found


def svm(train: Pairs, test: Pairs) -> dict[str, Any]:
    """字 n 元 tf-idf + 线性支持向量机（scikit-learn 默认参数）。"""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    model = make_pipeline(TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 3), sublinear_tf=True), LinearSVC())
    started = time.monotonic()
    model.fit([text for _, text in train], [intent for intent, _ in train])
    trained = time.monotonic() - started
    took, said = [], []
    for _, text in test:
        begun = time.perf_counter()
        said.append(str(model.predict([text])[0]))
        took.append((time.perf_counter() - begun) * 1000)
    return {"answers": [{"intent": one} for one in said], "p50_ms": float(np.median(took)), "train_s": trained}


def with_meaning(train: Pairs, test: Pairs, model: Path, ours: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """只用句意，和词面、句意合议两种。用时是编码加分类；编码本来就要为检索做，合议另外只多零点几毫秒。"""
    encoder, policy = open_encoder(model), load_settings()
    vectors = sentence_vectors(encoder, [text for _, text in train])
    meaning = MeaningClassifier.train(vectors, [intent for intent, _ in train], encoder.digest)
    alone, both, took = [], [], []
    for (_, text), answer in zip(test, ours["answers"], strict=True):
        started = time.perf_counter()
        vector = sentence_vectors(encoder, [text])[0]
        chances = meaning.probabilities(vector)
        took.append((time.perf_counter() - started) * 1000)
        alone.append({"intent": meaning.classes[int(chances.argmax())]})
        both.append({"intent": settle(answer["ranking"], meaning, vector, policy.meaning_share, 0.0)[0]})
    median = float(np.median(took))
    return {
        "meaning": {"answers": alone, "p50_ms": median},
        "agreement": {**ours, "answers": both, "p50_ms": ours["p50_ms"] + median},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kinds", nargs="*", default=["ours", "rasa_lr", "diet"])
    parser.add_argument("--epochs", type=int, default=30, help="DIET 训练几轮")
    parser.add_argument("--svg", type=Path, default=ROOT / "docs" / "nlu-confusion.svg")
    args = parser.parse_args()
    places = Places(Settings().state)
    folder = places.state / "bench" / "nlu"
    folder.mkdir(parents=True, exist_ok=True)
    train, test = split(load_examples())
    (folder / "train.json").write_text(json.dumps(train, ensure_ascii=False), "utf-8")
    (folder / "test.json").write_text(json.dumps(test, ensure_ascii=False), "utf-8")
    print(f"训练 {len(train)} 句，考核 {len(test)} 句，{len({i for i, _ in test})} 个意图", flush=True)
    truth = [intent for intent, _ in test]
    log = folder / "rasa.log"
    log.write_text("")
    found = {kind: in_rasa(kind, folder, places.lexicon, args.epochs, log) for kind in args.kinds}
    found["svm"] = svm(train, test)
    if "ours" in found:
        found |= with_meaning(train, test, places.model, found["ours"])
    table = {}
    for kind, result in found.items():
        costs = {k: round(result[k], 2) for k in ("p50_ms", "train_s", "cold_start_s", "memory_mb") if k in result}
        table[kind] = {**scores(truth, [answer["intent"] for answer in result["answers"]]), **costs}
        print(kind, json.dumps(table[kind], ensure_ascii=False), flush=True)
    (places.state / "bench" / "nlu.json").write_text(json.dumps(table, ensure_ascii=False, indent=1), "utf-8")
    shown = found.get("agreement", found["svm"])
    args.svg.write_text(confusion_svg(truth, [answer["intent"] for answer in shown["answers"]]), "utf-8")


if __name__ == "__main__":
    main()
