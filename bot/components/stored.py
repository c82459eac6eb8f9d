"""带词典的 Rasa 组件共有的部分：训练时从文件读词典，随模型保存，加载模型时读回。"""

from __future__ import annotations

from typing import Any, Dict, Text

from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.lexicon import Lexicon

LEXICON_FILE = "lexicon.json"


class StoredLexicon:
    """混入类：词典除了保存和读回没有别的要学。"""

    def __init__(self, config: Dict[Text, Any], lexicon: Lexicon, storage: ModelStorage, resource: Resource) -> None:
        """`lexicon` 已经读好。"""
        self._config = config
        self._lexicon = lexicon
        self._storage = storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Any:
        """训练时创建：从配置里的路径读词典。"""
        return cls(config, Lexicon.read(config["lexicon"]), model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Any:
        """从模型里读回训练时的词典。"""
        with model_storage.read_from(resource) as folder:
            return cls(config, Lexicon.read(folder / LEXICON_FILE), model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """把词典存进模型。"""
        with self._storage.write_to(self._resource) as folder:
            self._lexicon.write(folder / LEXICON_FILE)
        return self._resource
