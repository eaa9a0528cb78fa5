"""Long contexts, such as whole plots, cut into passages as an index cuts documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zlib import crc32

from index.passages.sentences import every_sentence
from index.training.sources.data import CharSpan, QAExample

_LONG = 1600  # characters from which a context is cut
_PASSAGE = 1100  # characters of a passage at most, unless a sentence is longer


def with_passages(examples: Sequence[QAExample]) -> tuple[list[QAExample], list[str]]:
    """The examples with a passage that holds an answer in place of a long context, and the other passages.

    An example whose answers cross the ends of passages keeps its whole context.
    """
    cut: dict[str, list[CharSpan]] = {}
    result = []
    for example in examples:
        context = example.context
        if len(context) < _LONG:
            result.append(example)
            continue
        if context not in cut:
            cut[context] = passages_of(context)
        result.append(_excerpt(example, cut[context]))
    used = {example.context for example in result}
    passages = (text[start:end] for text, ranges in cut.items() for start, end in ranges)
    return result, [passage for passage in dict.fromkeys(passages) if passage not in used]


def passages_of(text: str) -> list[CharSpan]:
    """Ranges of whole sentences, up to _PASSAGE characters each; two neighbours share a sentence."""
    sentences = every_sentence(text)
    ranges: list[CharSpan] = []
    first = 0
    while first < len(sentences):
        last = first
        while last + 1 < len(sentences) and sentences[last + 1][1] - sentences[first][0] <= _PASSAGE:
            last += 1
        ranges.append((sentences[first][0], sentences[last][1]))
        if last + 1 == len(sentences):
            break
        first = max(first + 1, last)
    return ranges


def _excerpt(example: QAExample, passages: Sequence[CharSpan]) -> QAExample:
    """The example with one of the passages that hold a whole answer; an impossible one gets any passage."""
    holding = [
        (start, end)
        for start, end in passages
        if example.impossible or any(start <= first and last <= end for first, last in example.answers)
    ]
    if not holding:
        return example
    start, end = holding[crc32(example.question.encode()) % len(holding)]
    answers = tuple(
        (first - start, last - start) for first, last in example.answers if start <= first and last <= end
    )
    return replace(example, context=example.context[start:end], answers=answers)
