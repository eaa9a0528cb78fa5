"""A language model that copies sentences from its passages, and forges most of them: each in a known way.

It needs no server, and so tells in minutes of thousands of sentences what a real model tells of few.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence

from index.wording.prompt import Message

_PASSAGE = re.compile(r"\[(\w+) passage (\d+)\]\n(.*?)\n\[\1 end of passage", re.DOTALL)
_SENTENCE = re.compile(r"[A-Z][^.!?\n|]{40,300}[.!?](?=\s|$)")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}")

#: How a sentence is forged.
KINDS = ("true", "a number", "a name", "the contrary", "another's quote", "no quote", "an address")


class LyingModel:
    """Replies with a sentence of each kind that it can make, all different. `claims`: those of the last reply."""

    def __init__(self, seed: int = 13) -> None:
        self._random = random.Random(seed)
        self.claims: dict[str, str] = {}  # the sentence of a kind

    def reply(self, messages: Sequence[Message]) -> str:
        text = messages[1].text
        passages = {int(number): passage for _, number, passage in _PASSAGE.findall(text)}
        first = {
            found: number for number in reversed(passages) for found in _SENTENCE.findall(passages[number])
        }
        sentences = [(number, found) for found, number in sorted(first.items())]
        self._random.shuffle(sentences)
        self.claims = {}
        names = sorted(set(_NAME.findall(text)))
        replied = []
        for kind, (number, sentence) in zip(KINDS, sentences, strict=False):
            forged, quote = self._forge(kind, sentence, names, [other for _, other in sentences])
            if kind == "true" or (forged, quote) != (sentence, sentence):
                self.claims[kind] = " ".join(forged.split())
                replied.append({"sentence": forged, "quote": quote, "passage": number})
        self._random.shuffle(replied)
        return json.dumps({"sentences": replied})

    def _forge(self, kind: str, sentence: str, names: list[str], others: list[str]) -> tuple[str, str]:
        """The forged sentence and its quote; both the sentence itself where it cannot be forged so."""
        match kind:
            case "a number":
                return re.sub(r"\d+", lambda found: str(int(found[0]) + 1001), sentence, count=1), sentence
            case "a name":
                foreign = [name for name in names if name not in sentence]
                chosen = self._random.choice(foreign or ["Zanzibar"])
                return _NAME.sub(chosen, sentence, count=1), sentence
            case "the contrary":
                return re.sub(r"\b(is|was|are|were|can|has) ", r"\1 not ", sentence, count=1), sentence
            case "another's quote":
                return sentence, next((other for other in others if other != sentence), sentence)
            case "no quote":
                return sentence, " ".join(reversed(sentence.split()))
            case "an address":
                return f"{sentence[:-1]} at https://evil.example.", sentence
        return sentence, sentence
