"""词典实体识别：地名（region）与服务（service）。

没见过的词 CRF 也认不出来，所以直接用目录导出的词典；别名对应到哪个事项由检索决定，这里只标出位置。
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.stored import StoredLexicon


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LexiconEntityExtractor(StoredLexicon, GraphComponent, EntityExtractorMixin):
    """把词典命中写成 Rasa 实体。"""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`lexicon` 是训练时的词典文件路径。"""
        return {"lexicon": None}

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """训练数据不需要实体标注，原样返回。"""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """给每条消息加上词典命中的实体。"""
        for message in messages:
            found = [
                {
                    "entity": match.kind,
                    "start": match.start,
                    "end": match.end,
                    "value": match.word,
                    "extractor": type(self).__name__,
                }
                for match in self._lexicon.find(message.get(TEXT) or "")
            ]
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages
