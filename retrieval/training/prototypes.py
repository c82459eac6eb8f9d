"""学各事项的向量：向量模型定住不动，只学一千多个向量，让每句训练问句离自己事项的最近（归一化 softmax，约一分钟）。"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file

from retrieval.features import NAMES
from retrieval.prototypes import Prototypes
from retrieval.searcher import NATION, Searcher
from retrieval.shard import row_keys

SEED = 20261123
TEMPERATURE, RATE, DECAY, EPOCHS, BATCH = 0.05, 3e-3, 0.85, 6, 512
JITTER = 0.6
"""给训练向量加的扰动：没见过的说法离得更远，学的时候就放远些。"""


def learn(searcher: Searcher) -> Prototypes:
    """返回学得的各事项向量；只有索引里有问句的事项才有，`searcher` 的索引里应只有训练问句。"""
    shard = searcher.state.index.national
    known = np.flatnonzero(shard.asked > 0)
    place = {int(document): row for row, document in enumerate(known)}
    used = np.flatnonzero(np.isin(shard.owner, known))
    vectors = searcher.vectors.get([key for view in shard.texts for key in row_keys(view)])
    rows = torch.from_numpy(vectors[used])
    labels = torch.tensor([place[int(owner)] for owner in shard.owner[used]])
    start = np.stack([vectors[shard.start[i] : shard.start[i + 1]].mean(axis=0) for i in known])
    found = _fit(rows, labels, start)
    return Prototypes({shard.documents[i].code: found[row] for row, i in enumerate(known)})


def with_scale(searcher: Searcher, learned: Prototypes, questions: Mapping[str, Sequence[str]]) -> Prototypes:
    """返回带折算系数的一份：在这些问句的候选上，用最像的说法的余弦拟合学来的余弦（最小二乘）。"""
    close, far = [], []
    columns = [NAMES.index(name) for name in ("name", "text", "alias", "asked")]
    texts = [text for group in questions.values() for text in group]
    for text in texts[:: max(1, len(texts) // 300)]:
        scored = [one for one in searcher.score(text, [NATION]) if one.document.code in learned.vectors]
        query = searcher.encoder.queries([text])[0]
        close += [float(one.features[columns].max()) for one in scored]
        far += [float(learned.vectors[one.document.code] @ query) for one in scored]
    slope, shift = np.polyfit(close, far, 1)
    return Prototypes(learned.vectors, float(slope), float(shift))


def save(learned: Prototypes, digest: str, path: Path) -> None:
    """写出半精度的向量；`digest` 是学它时的向量模型。"""
    codes = sorted(learned.vectors)
    rows = np.stack([learned.vectors[code] for code in codes]).astype(np.float16)
    record = {"model": digest, "codes": json.dumps(codes), "slope": str(learned.slope), "shift": str(learned.shift)}
    save_file({"rows": rows}, str(path), metadata=record)


def _fit(rows: torch.Tensor, labels: torch.Tensor, start: np.ndarray) -> np.ndarray:
    chance = torch.Generator().manual_seed(SEED)
    prototypes = torch.nn.Parameter(torch.nn.functional.normalize(torch.from_numpy(start), dim=-1))
    optimiser = torch.optim.AdamW([prototypes], lr=RATE, weight_decay=0.0)
    for epoch in range(EPOCHS):
        optimiser.param_groups[0]["lr"] = RATE * DECAY**epoch
        for part in torch.randperm(len(rows), generator=chance).split(BATCH):
            moved = rows[part] + JITTER * torch.randn(rows[part].shape, generator=chance) / rows.shape[1] ** 0.5
            units = torch.nn.functional.normalize(prototypes, dim=-1)
            logits = torch.nn.functional.normalize(moved, dim=-1) @ units.T / TEMPERATURE
            loss = torch.nn.functional.cross_entropy(logits, labels[part])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    found: np.ndarray = torch.nn.functional.normalize(prototypes, dim=-1).detach().numpy()
    return found
