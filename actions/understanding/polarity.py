"""说的是“没有”，规定写的却是“有”的那种情况：不能拿来当与他有关的规定。只看字面。"""

from __future__ import annotations

import re

from actions.questions import is_question

DENIED = re.compile(r"(从来?没有?|没有?|不是|并非|未曾?|不曾)(?P<what>[^，。？！,.!?\s]{2,8})")
"""话里说没有、不是的那一样。"""

HAVING = r"(具有|取得|加入|持有|有|已经?|入了?|是)"


def turned_round(said: str, rule: str) -> bool:
    """市民说自己没有（“他没入外国籍”），规定说的是有的那种情况（“孩子有外国国籍的……”）：返回真。在问的话不算。"""
    if is_question(said):
        return False
    for match in DENIED.finditer(said):
        what = match["what"]
        pairs = [what[n : n + 2] for n in range(len(what) - 1) if what[n : n + 2] in rule]
        asserted = [pair for pair in pairs if re.search(f"{HAVING}[^，。；？]{{0,3}}{pair}", rule)]
        denied = [pair for pair in pairs if re.search(f"[没未无非不][^，。；？]{{0,4}}{pair}", rule)]
        if asserted and not set(pairs) <= set(denied):
            return True
    return False
