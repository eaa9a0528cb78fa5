"""Cut long contexts, such as whole plots, into passages, as an index cuts documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zlib import crc32

from index.passages.sentences import every_sentence
from index.training.sources.data import CharSpan, QAExample

_LONG = 1600  # characters; a context with at least this number is cut
_PASSAGE = 1100  # characters of a passage at most, unless one sentence is longer


def with_passages(examples: Sequence[QAExample]) -> tuple[list[QAExample], list[str]]:
    """Replace each long context by one of its passages that contains an answer.

    Return the examples and the passages that are no context of an example. An example keeps its whole context
    if no passage contains an answer whole.
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
    """Return ranges of whole sentences, at most _PASSAGE characters each; neighbours may share a sentence."""
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
    """Return the example with a passage that contains a whole answer; an impossible one with any passage."""
    candidates = [
        (start, end)
        for start, end in passages
        if example.impossible or any(start <= first and last <= end for first, last in example.answers)
    ]
    if not candidates:
        return example
    start, end = candidates[crc32(example.question.encode()) % len(candidates)]
    answers = tuple(
        (first - start, last - start) for first, last in example.answers if start <= first and last <= end
    )
    return replace(example, context=example.context[start:end], answers=answers)
