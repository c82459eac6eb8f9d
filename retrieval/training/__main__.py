"""`python -m retrieval.training adapter|ranker`：训练小适配器，或学事项向量和排序权重；结果写进仓库，作为数据提交。"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from catalog.regions import RegionTable
from catalog.store import CatalogStore
from retrieval.model.adapter import FOLDER, WEIGHTS_NAME, adapter_digest
from retrieval.model.build import ensure_model
from retrieval.prototypes import FILE as PROTOTYPES
from retrieval.questions import FOLDER as QUESTIONS
from retrieval.questions import load_questions, split
from retrieval.ranker import FILE


def main(arguments: list[str] | None = None) -> int:
    """按参数训练，返回退出码。"""
    parser = argparse.ArgumentParser(prog="python -m retrieval.training", description=__doc__)
    parser.add_argument("what", choices=("adapter", "ranker"))
    parser.add_argument("--questions", type=Path, default=QUESTIONS, help="问句文件夹")
    parser.add_argument("--out", type=Path, help="写到哪里（默认写进仓库）")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--minutes", type=float, default=45.0, help="最多训练多少分钟")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=5e-4, help="学习率")
    parser.add_argument("--start", type=Path, help="从这个适配器接着训练")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(arguments)
    state = Path(os.environ.get("ZHILU_STATE_DIR") or ".zhilu")
    store = CatalogStore.open(os.environ.get("ZHILU_DATABASE_URL") or state)
    questions = load_questions(options.questions)
    if not questions:
        print(f"{options.questions} 里没有问句。", file=sys.stderr)
        return 2
    if options.what == "adapter":
        return _adapter(store, questions, state, options)
    return _ranker(store, questions, state, options)


def _adapter(store: CatalogStore, questions: dict[str, list[str]], state: Path, options: argparse.Namespace) -> int:
    import torch
    from safetensors.numpy import load_file

    from retrieval.training.contrast import ContrastiveTrainer, TrainingSettings
    from retrieval.training.examples import training_set, with_letters
    from retrieval.training.export import questions_digest, save_adapter

    torch.set_num_threads(options.threads)
    train, _, held_out = split(questions)
    train = with_letters(train, held_out)
    steps = {package.code: [step.item for step in package.steps] for package in store.packages()}
    confused = {item.code: [other.code for other in item.confused_with] for item in store.items()}
    settings = TrainingSettings(
        epochs=options.epochs, minutes=options.minutes, batch=options.batch, learning_rate=options.rate
    )
    data = training_set(list(store.documents()), train, steps, confused)
    base = ensure_model(state / "models", adapter=None)
    trainer = ContrastiveTrainer(base, data, settings, lambda line: print(line, flush=True))
    if options.start is not None:
        trainer.network.load_pairs(load_file(str(options.start / WEIGHTS_NAME)))
    record = trainer.run()
    record |= {"start": adapter_digest(options.start)}
    record |= {"questions": sum(map(len, train.values())), "items": len(data.codes), "digest": questions_digest(train)}
    size = save_adapter(trainer.network.pairs(), options.out or FOLDER, record)
    print(f"适配器 {size / 1e6:.1f} MB，写在 {options.out or FOLDER}")
    return 0


def _ranker(store: CatalogStore, questions: dict[str, list[str]], state: Path, options: argparse.Namespace) -> int:
    from retrieval.encoder import OnnxEncoder
    from retrieval.searcher import Searcher
    from retrieval.training.fitting import fit
    from retrieval.training.prototypes import learn, save, with_scale

    train, wording, items = split(questions)
    model = ensure_model(state / "models")
    # 索引里放全部问句打开一次，把该编的都编好；再换成只有训练问句的
    searcher = Searcher.open(store, RegionTable.load(), model, state / "index", questions=questions)
    searcher.questions = train
    searcher.encoder = OnnxEncoder(model, options.threads, remembered=1 << 15)  # 同样的问句要问好几遍，都记住
    searcher.rebuild()
    searcher.prototypes = with_scale(searcher, learn(searcher), wording)
    save(searcher.prototypes, searcher.encoder.digest, (options.out or PROTOTYPES).with_name(PROTOTYPES.name))
    searcher.rebuild()
    print(fit(searcher, wording, items, options.out or FILE))
    return 0


if __name__ == "__main__":
    sys.exit(main())
