"""裁剪词表到中文与 ASCII，并写成 tokenizers 的 tokenizer.json。

原词表 25 万个 piece 里绝大多数是别的文字；中文政务问句用不到，裁掉后词表只剩八分之一，
中文和 ASCII 文本的切分不变（Unigram 的最优切分只会用到文本里出现的字）。
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
METASPACE = "\u2581"
MAX_TOKENS = 512
_KEPT = re.compile(
    "^[" + METASPACE + "\u0020-\u007e"  # ASCII
    "\u00b7\u2010-\u2026\u2030\u2160-\u217f\u2460-\u24ff"  # 间隔号、破折号、引号、省略号、序号
    "\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]+$"  # 中文标点、汉字、全角
)


_HAN = re.compile("[\u3400-\u9fff]")
_LETTER = re.compile("[A-Za-zＡ-Ｚａ-ｚ]")
PROMPT_PIECES = frozenset({METASPACE + "que", "ry", METASPACE + "passage"})
"""提示词 query、passage 用到的 piece：少一个，所有文档向量都会偏。"""
RARE_SCORE = -12.25
"""四个字母以上的 piece 分数低于此（各国语言的词）就裁掉，文本仍可由更短的 piece 拼出。"""


def kept_pieces(pieces: list[str], scores: Sequence[float]) -> list[int]:
    """返回保留的 piece 编号，升序；四个特殊符号总在最前。"""

    def kept(index: int, piece: str) -> bool:
        if index < len(SPECIAL):
            return True
        if not _KEPT.match(piece):
            return False
        if _HAN.search(piece) or not _LETTER.search(piece) or len(piece.strip(METASPACE)) <= 3:
            return True
        return piece in PROMPT_PIECES or scores[index] >= RARE_SCORE

    return [i for i, piece in enumerate(pieces) if kept(i, piece)]


def build_tokenizer(pieces: list[str], scores: list[float]) -> Tokenizer:
    """返回与原 SentencePiece 规则一致的分词器（NFKC、合并空格、加首空格、Unigram）。"""
    unigram = models.Unigram(list(zip(pieces, scores, strict=True)), unk_id=SPECIAL.index("<unk>"))
    tokenizer = Tokenizer(unigram)
    tokenizer.normalizer = normalizers.Sequence(
        [
            # 控制字符去掉；换行、零宽字符、原文里的 U+2581 都当空格，与原模型的规范化表一致
            normalizers.Replace(Regex("[\u0001-\u0008\u000b\u000e-\u001f\u007f\u008f\u009f]"), ""),
            normalizers.Replace(Regex("[\t\n\u000c\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=METASPACE, prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", SPECIAL.index("<s>")), ("</s>", SPECIAL.index("</s>"))],
    )
    tokenizer.add_special_tokens(list(SPECIAL))
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def save_tokenizer(tokenizer: Tokenizer, folder: Path) -> None:
    """把分词器写进模型目录，sentence-transformers 和运行时编码器读的是同一份。"""
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": "<s>",
        "cls_token": "<s>",
        "eos_token": "</s>",
        "sep_token": "</s>",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
        "model_max_length": MAX_TOKENS,
        "model_input_names": ["input_ids", "attention_mask"],
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, ensure_ascii=False, indent=1), "utf-8")
