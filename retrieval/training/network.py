"""训练用的 BERT 层（torch）：下半部冻结、只算一次；上半部每个线性层挂一对 LoRA 矩阵。

冻结的下半部对每段文字的输出是固定的，先算好存着，每步只算上半部：比整个模型都训练快一倍多。

"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from retrieval.model.quantised import Shape

LINEARS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


class LoraLinear(nn.Module):
    """冻结的线性层加低秩增量：y = xWᵀ + b + scale·xAᵀBᵀ（Hu et al. 2021）。"""

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor, rank: int, scale: float) -> None:
        """`rank` 为 0 时没有增量，只是冻结的线性层。"""
        super().__init__()
        self.register_buffer("weight", weight)
        self.register_buffer("bias", bias)
        self.scale, self.rank = scale, rank
        if rank:
            self.low = nn.Parameter(torch.randn(rank, weight.shape[1]) / weight.shape[1] ** 0.5)
            self.high = nn.Parameter(torch.zeros(weight.shape[0], rank))

    def forward(self, state: torch.Tensor) -> torch.Tensor:
        """返回线性层的输出。"""
        out = F.linear(state, self.weight, self.bias)  # type: ignore[arg-type]
        if self.rank:
            out = out + self.scale * F.linear(F.linear(state, self.low), self.high)
        return out


class Layer(nn.Module):
    """一层 BERT 编码器。"""

    def __init__(self, weights: Mapping[str, np.ndarray], prefix: str, shape: Shape, rank: int, scale: float) -> None:
        """`weights` 是 BertModel 命名的权重。"""
        super().__init__()
        self.heads, self.epsilon = shape.heads, shape.epsilon

        def tensor(name: str) -> torch.Tensor:
            return torch.from_numpy(weights[prefix + name])

        self.linears = nn.ModuleDict(
            {
                name.replace(".", "/"): LoraLinear(tensor(f"{name}.weight"), tensor(f"{name}.bias"), rank, scale)
                for name in LINEARS
            }
        )
        for short, name in (("first", "attention.output.LayerNorm"), ("second", "output.LayerNorm")):
            self.register_buffer(f"{short}_scale", tensor(f"{name}.weight"))
            self.register_buffer(f"{short}_shift", tensor(f"{name}.bias"))

    def _linear(self, name: str, state: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.linears[name.replace(".", "/")](state)
        return out

    def _normalise(self, state: torch.Tensor, which: str) -> torch.Tensor:
        scale, shift = getattr(self, f"{which}_scale"), getattr(self, f"{which}_shift")
        return F.layer_norm(state, (state.shape[-1],), scale, shift, self.epsilon)

    def forward(self, state: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """返回这一层的输出；`mask` 是 [批, 1, 1, 长] 的布尔掩码。"""
        batch, length, hidden = state.shape

        def heads(name: str) -> torch.Tensor:
            out = self._linear(name, state)
            return out.view(batch, length, self.heads, hidden // self.heads).transpose(1, 2)

        query, key, value = (heads(name) for name in LINEARS[:3])
        attended = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        attended = attended.transpose(1, 2).reshape(batch, length, hidden)
        state = self._normalise(state + self._linear(LINEARS[3], attended), "first")
        wide = F.gelu(self._linear(LINEARS[4], state))
        return self._normalise(state + self._linear(LINEARS[5], wide), "second")


class Network(nn.Module):
    """冻结的下半部与带 LoRA 的上半部。"""

    def __init__(self, weights: Mapping[str, np.ndarray], shape: Shape, first: int, rank: int, alpha: int) -> None:
        """第 `first` 层起训练，之前的冻结。"""
        super().__init__()
        self.shape, self.first = shape, first
        for short, name in (("words", "word_embeddings"), ("positions", "position_embeddings")):
            self.register_buffer(short, torch.from_numpy(weights[f"embeddings.{name}.weight"]))
        self.register_buffer("kind", torch.from_numpy(weights["embeddings.token_type_embeddings.weight"][0]))
        self.register_buffer("norm_scale", torch.from_numpy(weights["embeddings.LayerNorm.weight"]))
        self.register_buffer("norm_shift", torch.from_numpy(weights["embeddings.LayerNorm.bias"]))

        def layer(number: int, rank: int) -> Layer:
            return Layer(weights, f"encoder.layer.{number}.", shape, rank, alpha / max(1, rank))

        self.lower = nn.ModuleList([layer(number, 0) for number in range(first)])
        self.upper = nn.ModuleList([layer(number, rank) for number in range(first, shape.layers)])

    def frozen(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """返回冻结的下半部的输出。"""
        positions = self.positions[: ids.shape[1]]  # type: ignore[index]
        state = self.words[ids] + positions + self.kind  # type: ignore[index, operator]
        state = F.layer_norm(state, (self.shape.hidden,), self.norm_scale, self.norm_shift, self.shape.epsilon)  # type: ignore[arg-type]
        for layer in self.lower:
            state = layer(state, mask[:, None, None, :])
        return state

    def forward(self, state: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """返回由下半部输出算得的单位句向量；`mask` 是 [批, 长] 的布尔掩码。"""
        for layer in self.upper:
            state = layer(state, mask[:, None, None, :])
        weight = mask[:, :, None].float()
        return F.normalize((state.float() * weight).sum(1) / weight.sum(1), dim=-1)

    def load_pairs(self, pairs: Mapping[str, np.ndarray]) -> None:
        """从已有的适配器接着训练；层和秩必须与本网络一致。"""
        with torch.no_grad():
            for place, layer in enumerate(self.upper):
                for key, linear in layer.linears.items():  # type: ignore[union-attr, operator]
                    name = f"encoder.layer.{self.first + place}.{key.replace('/', '.')}"
                    linear.low.copy_(torch.from_numpy(pairs[f"{name}.lora_A"].astype(np.float32)))
                    linear.high.copy_(torch.from_numpy(pairs[f"{name}.lora_B"].astype(np.float32)))

    def pairs(self) -> dict[str, np.ndarray]:
        """返回各层的 LoRA 矩阵，名字与 `retrieval.model.adapter` 约定的一致。"""
        out: dict[str, np.ndarray] = {}
        for place, layer in enumerate(self.upper):
            for key, linear in layer.linears.items():  # type: ignore[union-attr, operator]
                name = f"encoder.layer.{self.first + place}.{key.replace('/', '.')}"
                out[f"{name}.lora_A"] = linear.low.detach().numpy()
                out[f"{name}.lora_B"] = linear.high.detach().numpy()
        return out
