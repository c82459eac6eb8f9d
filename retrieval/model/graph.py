"""把 BertModel 权重直接写成 ONNX 图（含平均池化和归一化），不经过 torch。

注意力、残差归一化、GELU 用 onnxruntime 的融合算子（com.microsoft 域），
单线程一句 20 字的问句约 10 毫秒；只供 onnxruntime 使用。
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from retrieval.model.quantised import Shape
from retrieval.model.weights import Weights

INPUT_IDS, ATTENTION_MASK, OUTPUT = "input_ids", "attention_mask", "embedding"
_FUSED = "com.microsoft"


class _Graph:
    """一边加节点一边起名字的小工具。"""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, op: str, inputs: list[str], name: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(op, inputs, [name], name=name, domain=domain, **attributes))
        return name


def save_graph(weights: Weights, shape: Shape, path: Path) -> None:
    """写出 ONNX 文件：输入 input_ids、attention_mask，输出已归一化的句向量 embedding。"""
    graph = _Graph()
    mask = graph.add("Cast", [ATTENTION_MASK], "mask_int", to=TensorProto.INT32)
    state = _embeddings(graph, weights, shape)
    for layer in range(shape.layers):
        state = _layer(graph, weights, shape, layer, state, mask)
    _pool(graph, state, shape)
    axes = ["batch", "length"]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "zhilu-e5",
            [helper.make_tensor_value_info(name, TensorProto.INT64, axes) for name in (INPUT_IDS, ATTENTION_MASK)],
            [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["batch", shape.hidden])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(_FUSED, 1)],
        ir_version=8,
    )
    onnx.save(model, str(path))


def _embeddings(graph: _Graph, weights: Weights, shape: Shape) -> str:
    # 词向量以半精度存放、查表后再转单精度：原值只有 4 比特，半精度不损失排序，文件小三分之一
    words = graph.constant("words", weights["embeddings.word_embeddings.weight"].astype(np.float16))
    positions = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    graph.constant("positions", positions)
    graph.constant("zero", np.array([0], np.int64))
    graph.constant("one", np.array([1], np.int64))
    graph.constant("two", np.array([2], np.int64))
    found = graph.add("Cast", [graph.add("Gather", [words, INPUT_IDS], "word_half")], "word_full", to=TensorProto.FLOAT)
    sizes = graph.add("Shape", [INPUT_IDS], "sizes")
    length = graph.add("Slice", [sizes, "one", "two"], "length")
    used = graph.add("Slice", ["positions", "zero", length, "zero"], "used_positions")
    total = graph.add("Add", [found, used], "embedding_sum")
    scale = graph.constant("embedding_norm_w", weights["embeddings.LayerNorm.weight"])
    shift = graph.constant("embedding_norm_b", weights["embeddings.LayerNorm.bias"])
    return graph.add(
        "LayerNormalization", [total, scale, shift], "embedding_norm", axis=-1, epsilon=float(shape.epsilon)
    )


def _layer(graph: _Graph, weights: Weights, shape: Shape, layer: int, state: str, mask: str) -> str:
    prefix, tag = f"encoder.layer.{layer}.", f"l{layer}_"

    def weight(name: str) -> np.ndarray:
        return weights[f"{prefix}{name}.weight"]

    def bias(name: str) -> np.ndarray:
        return weights[f"{prefix}{name}.bias"]

    def constant(short: str, value: np.ndarray) -> str:
        return graph.constant(tag + short, value)

    def normalised(short: str, value: str, skip: str, linear: str, norm: str) -> str:
        inputs = [value, skip, constant(short + "_w", weight(norm)), constant(short + "_b", bias(norm))]
        inputs.append(constant(short + "_bias", bias(linear)))
        return graph.add("SkipLayerNormalization", inputs, tag + short, _FUSED, epsilon=float(shape.epsilon))

    parts = [f"attention.self.{part}" for part in ("query", "key", "value")]
    packed = constant("qkv", np.concatenate([weight(part).T for part in parts], axis=1))
    packed_bias = constant("qkv_b", np.concatenate([bias(part) for part in parts]))
    attended = graph.add("Attention", [state, packed, packed_bias, mask], tag + "att", _FUSED, num_heads=shape.heads)
    out = graph.add("MatMul", [attended, constant("ao", weight("attention.output.dense").T)], tag + "ao_out")
    middle = normalised("aln", out, state, "attention.output.dense", "attention.output.LayerNorm")
    wide = graph.add("MatMul", [middle, constant("fi", weight("intermediate.dense").T)], tag + "fi_out")
    active = graph.add("BiasGelu", [wide, constant("fi_b", bias("intermediate.dense"))], tag + "gelu", _FUSED)
    narrow = graph.add("MatMul", [active, constant("fo", weight("output.dense").T)], tag + "fo_out")
    return normalised("oln", narrow, middle, "output.dense", "output.LayerNorm")


def _pool(graph: _Graph, state: str, shape: Shape) -> None:
    graph.constant("pool_axis", np.array([1], np.int64))
    graph.constant("mask_axis", np.array([2], np.int64))
    weight = graph.add("Cast", [ATTENTION_MASK], "mask_float", to=TensorProto.FLOAT)
    weight = graph.add("Unsqueeze", [weight, "mask_axis"], "mask_column")
    total = graph.add("ReduceSum", [graph.add("Mul", [state, weight], "masked"), "pool_axis"], "total", keepdims=0)
    count = graph.add("ReduceSum", [weight, "pool_axis"], "count", keepdims=0)
    mean = graph.add("Div", [total, count], "mean")
    graph.add("LpNormalization", [mean], OUTPUT, axis=-1, p=2)
