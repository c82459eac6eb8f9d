"""意图分类组件：n 元特征 + 逻辑回归，类别权重可调。

不用 Rasa 自带的 CountVectorsFeaturizer 与 LogisticRegressionClassifier：它们启动时要导入 scikit-learn 和 skops
（实测 2.5 秒以上），每句话还要两遍稀疏矩阵运算；类别权重又固定成“完全平衡”，例句少的投诉会抢走“我要办营业执照”。
"""

from __future__ import annotations

from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.ngrams import NgramClassifier, grams

TOKENS = "text_tokens"


def features_of(message: Message) -> List[Text]:
    """一条消息的特征；词元用分词组件给的（词典命中的词已换成类别）。"""
    return grams(message.get(TEXT) or "", [token.lemma for token in message.get(TOKENS) or []])


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NgramIntentClassifier(GraphComponent, IntentClassifier):
    """把 NgramClassifier 接进 Rasa 的流水线。"""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """`strength`、`weight_power`、`rounds` 见 NgramClassifier.train；`ranking_length` 是给出前几名。"""
        return {"strength": 30.0, "weight_power": 0.6, "rounds": 80, "ranking_length": 12}

    def __init__(self, config: Dict[Text, Any], storage: ModelStorage, resource: Resource) -> None:
        """还没有模型；训练或读回之后才有。"""
        self._config, self._storage, self._resource = config, storage, resource
        self._model: NgramClassifier | None = None

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NgramIntentClassifier:
        """训练时创建。"""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NgramIntentClassifier:
        """从模型里读回。"""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._model = NgramClassifier.read(folder)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """训练并存进模型。"""
        examples = [one for one in training_data.intent_examples if one.get(TEXT)]
        self._model = NgramClassifier.train(
            [features_of(one) for one in examples],
            [one.get(INTENT) for one in examples],
            strength=float(self._config["strength"]),
            power=float(self._config["weight_power"]),
            rounds=int(self._config["rounds"]),
        )
        with self._storage.write_to(self._resource) as folder:
            self._model.write(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """后面的组件不用看训练句的预测，原样返回。"""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """写上最可能的意图和前几名。没有训练过就不写。"""
        if self._model is None:
            return messages
        for message in messages:
            chances = self._model.probabilities(features_of(message))
            order = chances.argsort()[::-1][: int(self._config["ranking_length"])]
            ranking = [
                {INTENT_NAME_KEY: self._model.classes[place], PREDICTED_CONFIDENCE_KEY: float(chances[place])}
                for place in order
            ]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages
