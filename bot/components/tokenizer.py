"""jieba 分词，词典里的词整词切出，并用类别占位词作词元。

“长沙怎么办居住证”与“佛山怎么办护照”对意图来说是同一句话：词元（lemma）换成 __region__、__service__ 之后，
没见过的地名和事项也能认出意图。
"""

from __future__ import annotations

from typing import Any

import jieba
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.components.lexicon import Lexicon
from bot.components.stored import StoredLexicon


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class LexiconJiebaTokenizer(StoredLexicon, Tokenizer):
    """jieba 分词器，用户词典来自目录。"""

    @staticmethod
    def supported_languages() -> list[str] | None:
        """只支持中文。"""
        return ["zh"]

    @staticmethod
    def required_packages() -> list[str]:
        """需要 jieba。"""
        return ["jieba"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`lexicon` 是训练时的词典文件路径。"""
        return {
            "lexicon": None,
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    def __init__(self, config: dict[str, Any], lexicon: Lexicon, storage: ModelStorage, resource: Resource) -> None:
        """`lexicon` 已经读好；分词器用独立的 jieba 实例，不影响进程里别处。"""
        Tokenizer.__init__(self, config)
        StoredLexicon.__init__(self, config, lexicon, storage, resource)
        self._jieba = jieba.Tokenizer()
        # 词库约 0.7 秒才能载入：放在加载模型时，不让第一位市民等
        jieba.setLogLevel("WARNING")
        self._jieba.initialize()

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """返回词列表：词典命中的整词，其余交给 jieba；位置是字符下标。"""
        text = message.get(attribute)
        tokens: list[Token] = []
        position = 0
        for match in [*self._lexicon.find(text), None]:
            end = match.start if match else len(text)
            for word, start, _ in self._jieba.tokenize(text[position:end]):
                if word.strip():
                    tokens.append(Token(word, position + start))
            if match:
                tokens.append(Token(match.word, match.start, lemma=f"__{match.kind}__"))
                position = match.end
        return self._apply_token_pattern(tokens)
