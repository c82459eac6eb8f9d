"""意图分类：逻辑回归，类别权重可调。

Rasa 自带的分类器固定用“完全平衡”的权重：问事项的例句有几千条、投诉只有几十条时，每条投诉的分量是前者的几十倍，
“我要办营业执照”会被听成投诉。这里用 频次的倒数 的 `weight_power` 次方：1 是完全平衡，0 是不加权。
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Dict, List, Text

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.training_data import TrainingData


def class_weights(labels: List[Text], power: float) -> Dict[Text, float]:
    """每个意图的权重：（平均例句数 ÷ 本意图例句数）的 `power` 次方。"""
    counts = Counter(labels)
    mean = len(labels) / len(counts)
    return {label: (mean / count) ** power for label, count in counts.items()}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class WeightedIntentClassifier(LogisticRegressionClassifier):
    """与 Rasa 的逻辑回归分类器相同，只是类别权重可调。"""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """`weight_power` 的取值见本文件开头。"""
        return {**LogisticRegressionClassifier.get_default_config(), "weight_power": 0.7}

    def train(self, training_data: TrainingData) -> Resource:
        """按例句数算好权重再训练。"""
        labels = [example.get(INTENT) for example in training_data.training_examples if example.get(INTENT)]
        self.clf.set_params(class_weight=class_weights(labels, float(self.config["weight_power"])))
        return super().train(training_data)
