"""排序评测：对一批带答案的问句算 hit@k、MRR、nDCG 和置信区间，逐题说明错在哪，并比较几种做法。

题目来自 jsonl 文件（每行 `query`，答案写 `code`/`codes`，或写匹配官方名的正则 `expect`、`also_ok`），
或仓库自带问句里留出的那部分（索引里先拿掉它们，模型也没学过它们）。
"""

from retrieval.evaluate.abstention import Abstention, abstention
from retrieval.evaluate.breakdown import RegionCheck, by_phenomenon, by_theme, check_regions, wrong_region
from retrieval.evaluate.gate import Floor, GateResult, Miss, gate, golden_question
from retrieval.evaluate.judgements import Judgement, from_mapping, read_questions
from retrieval.evaluate.page import page
from retrieval.evaluate.report import Answer, Report, by_group, calibration, comparison_table, save_json
from retrieval.evaluate.robustness import Robustness, robustness, robustness_table
from retrieval.evaluate.running import compare, evaluate, held_out
from retrieval.evaluate.ways import WAYS

__all__ = [
    "Abstention",
    "Answer",
    "Floor",
    "GateResult",
    "Judgement",
    "Miss",
    "RegionCheck",
    "Report",
    "Robustness",
    "WAYS",
    "abstention",
    "by_group",
    "by_phenomenon",
    "by_theme",
    "calibration",
    "check_regions",
    "compare",
    "comparison_table",
    "evaluate",
    "from_mapping",
    "gate",
    "golden_question",
    "held_out",
    "page",
    "read_questions",
    "robustness",
    "robustness_table",
    "save_json",
    "wrong_region",
]
