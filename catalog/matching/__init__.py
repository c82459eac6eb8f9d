"""认定“地方的这个事项就是全国目录里的那个事项”。只用写明的规则，记下用了哪条；不靠相似度猜。"""

from catalog.matching.rules import COVERS, RULES_VERSION, BasicNames, Matcher

__all__ = ["COVERS", "RULES_VERSION", "BasicNames", "Matcher"]
