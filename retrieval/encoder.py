"""句向量编码器：自带模型走 onnxruntime，其他模型名按需走 sentence-transformers。

自带模型的路径只导入 numpy、tokenizers、onnxruntime，冷启动不到一秒；torch 只在换用别的模型时才导入。
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from retrieval.model.build import GRAPH_NAME, PASSAGE_PROMPT, QUERY_PROMPT, read_manifest

BATCH_TOKENS = 2048
"""一批最多多少个词元（含填充）：再大也不更快，只多占内存。"""


class Encoder(Protocol):
    """编码器的约定：同一个 `digest` 的向量可以互相比较。"""

    @property
    def dimension(self) -> int:
        """返回向量维数。"""
        ...

    @property
    def digest(self) -> str:
        """返回模型摘要，索引用它认模型。"""
        ...

    @property
    def name(self) -> str:
        """返回给人看的模型名。"""
        ...

    @property
    def prompts(self) -> tuple[str, str]:
        """返回编码问句、文档时加在前面的提示词。"""
        ...

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        """返回问句的单位向量，每行一句。"""
        ...

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        """返回文档的单位向量，每行一段。"""
        ...


class ModelMissing(RuntimeError):
    """模型目录不存在或不完整；消息里写明怎么补。"""


class OnnxEncoder:
    """自带模型的编码器。`threads` 为 1 时适合并发查询，建索引时可用全部核。"""

    def __init__(self, folder: Path, threads: int = 1, remembered: int = 2048) -> None:
        """打开一个由 `retrieval.model.build` 写出的模型目录；`remembered` 是记住多少条问句。"""
        import onnxruntime  # type: ignore[import-untyped]
        from tokenizers import Tokenizer

        manifest = read_manifest(folder)
        if manifest is None or not (folder / GRAPH_NAME).is_file():
            raise ModelMissing(f"向量模型目录 {folder} 不存在或不完整：请运行 zhilu train 重新构建。")
        self.manifest = manifest
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # 问句长短不一：关掉按形状预留内存，免得长问句把内存一直占着
        options.enable_mem_pattern = False
        self._session = onnxruntime.InferenceSession(
            str(folder / GRAPH_NAME), options, providers=["CPUExecutionProvider"]
        )
        self._remembered: OrderedDict[str, np.ndarray] = OrderedDict()
        self._limit = remembered

    @property
    def dimension(self) -> int:
        """返回向量维数。"""
        return self.manifest.dimension

    @property
    def digest(self) -> str:
        """返回模型摘要。"""
        return self.manifest.digest

    @property
    def name(self) -> str:
        """返回模型名，带适配器时注明。"""
        return self.manifest.name + ("+adapter" if self.manifest.adapter_digest else "")

    @property
    def prompts(self) -> tuple[str, str]:
        """返回问句与文档的提示词。"""
        return self.manifest.query_prompt, self.manifest.passage_prompt

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        """返回问句的单位向量；最近问过的同一句直接取用。"""
        missing = [text for text in dict.fromkeys(texts) if text not in self._remembered]
        fresh = dict(zip(missing, self._encode([self.manifest.query_prompt + text for text in missing]), strict=True))
        rows = []
        for text in texts:
            row = fresh.get(text)
            if row is None:
                row = self._remembered[text]
            rows.append(row)
        for text in texts:
            if text in fresh:
                self._remembered[text] = fresh[text]
            elif text in self._remembered:
                self._remembered.move_to_end(text)
        while len(self._remembered) > self._limit:
            self._remembered.popitem(last=False)
        return np.array(rows, np.float32).reshape(len(rows), self.dimension)

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        """返回文档的单位向量。"""
        return self._encode([self.manifest.passage_prompt + text for text in texts])

    def token_count(self, text: str) -> int:
        """返回文本加首尾符号的词元数（不含提示词）。"""
        return len(self._tokenizer.encode(text).ids)

    def _encode(self, texts: Sequence[str]) -> np.ndarray:
        out = np.zeros((len(texts), self.dimension), np.float32)
        if not texts:
            return out
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        # 长度相近的放一批，少做填充
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        start = 0
        while start < len(order):
            end = start + 1
            while end < len(order) and len(ids[order[end]]) * (end + 1 - start) <= BATCH_TOKENS:
                end += 1
            part = order[start:end]
            out[part] = self._run([ids[i] for i in part])
            start = end
        return out

    def _run(self, batch: list[list[int]]) -> np.ndarray:
        width = max(map(len, batch))
        ids = np.ones((len(batch), width), np.int64)  # 1 是 <pad>
        mask = np.zeros((len(batch), width), np.int64)
        for row, tokens in enumerate(batch):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        result: np.ndarray = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return result


class SentenceTransformerEncoder:
    """任意 sentence-transformers 目录或模型库名字的编码器（用时才导入 torch）。"""

    def __init__(self, name: str) -> None:
        """按名字或目录打开；提示词取模型自己登记的，没有就按 E5 的习惯或不加。"""
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(name, device="cpu", model_kwargs={"dtype": "float32"})
        prompts = dict(getattr(self._model, "prompts", None) or {})
        folder = Path(name)
        # 状态目录里用的是指向模型的链接；认模型看它真正的名字，搬了家也不必重编
        name = folder.resolve().name if folder.is_dir() else name
        is_e5 = "e5" in name.lower()
        self._query = prompts.get("query") or (QUERY_PROMPT if is_e5 else "")
        self._passage = prompts.get("passage") or prompts.get("document") or (PASSAGE_PROMPT if is_e5 else "")
        self.name = name
        probe = self._vectors(["政务服务"], "")
        self.dimension = int(probe.shape[1])
        fingerprint = hashlib.sha256(f"{name}|{self._query}|{self._passage}|".encode() + probe.round(4).tobytes())
        self.digest = fingerprint.hexdigest()
        self.prompts = (self._query, self._passage)

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        """返回问句的单位向量。"""
        return self._vectors(texts, self._query)

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        """返回文档的单位向量。"""
        return self._vectors(texts, self._passage)

    def _vectors(self, texts: Sequence[str], prompt: str) -> np.ndarray:
        found = self._model.encode(
            list(texts), prompt=prompt, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return np.asarray(found, np.float32)


def open_encoder(model: str | Path, threads: int = 1) -> Encoder:
    """按目录或模型名打开编码器：有 ONNX 和 manifest 的目录走快路，其余走 sentence-transformers。"""
    folder = Path(model)
    if read_manifest(folder) is not None:
        return OnnxEncoder(folder, threads)
    return SentenceTransformerEncoder(str(model))
