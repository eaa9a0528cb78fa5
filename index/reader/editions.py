"""Which of two documents that say nearly the same is the newer edition: rules.md, or rules_2021_old.txt.

Where they differ and a question names neither, the newer one is meant.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import permutations
from pathlib import PurePath

from index.reader.blocks.answering_blocks import most_relevant_start
from index.reader.called_old import is_called_old
from index.reader.constraints.months import months
from index.reader.evidence_text import sentence_at
from index.reader.network.relevance import Relevance
from index.reader.network.spans import ScoredSpan
from index.reader.question_kinds import asks_for_past
from index.reader.same_words import are_versions, say_nearly_the_same
from index.types import Evidence

_KINDS = frozenset(("season", "s", "v", "version", "edition", "ed", "year", "rev", "revision", "of", "the"))
_PART = re.compile(r"[^\W\d_]+|\d+")
_NUMBER, _YEAR = re.compile(r"\d+"), re.compile(r"\b(?:19|20)\d\d\b")


def is_newer(question: str, evidence: Evidence, other: Evidence) -> bool:
    """Whether the name or the title of a document says that it is a newer edition than another one.

    Not where the question asks for what was, or names a month, a year or a number that the older one has.
    """
    if asks_for_past(question) or months(question):
        return False
    if not set(_NUMBER.findall(question)).isdisjoint(_NUMBER.findall(_about(other))):
        return False
    if not set(_YEAR.findall(question)).isdisjoint(_YEAR.findall(other.passage.text)):
        return False
    is_old, other_is_old = (is_called_old(_about(each)) for each in (evidence, other))
    if is_old != other_is_old:
        return other_is_old
    words, numbers = _name(evidence)
    other_words, other_numbers = _name(other)
    return words == other_words and numbers > other_numbers and _have_like_titles(evidence, other)


def with_newest_first(question: str, relevances: Sequence[Relevance]) -> list[Relevance]:
    """The relevances, the first after a newer edition of what it says, where there is one."""
    if not relevances:
        return []
    best = relevances[0]
    for number, each in enumerate(relevances):
        if is_newer(question, each.evidence, best.evidence) and are_versions(
            best.evidence, most_relevant_start(best), each.evidence, most_relevant_start(each)
        ):
            return [each, *relevances[:number], *relevances[number + 1 :]]
    return list(relevances)


def without_older_editions(
    question: str, spans: Sequence[ScoredSpan], evidence: Sequence[Evidence]
) -> list[ScoredSpan]:
    """The spans but those of sentences of which another span is in a newer edition."""
    ranks = {span.rank for span in spans}
    newer = {
        (one, other)
        for one, other in permutations(ranks, 2)
        if is_newer(question, evidence[one], evidence[other])
    }
    if not newer:
        return list(spans)
    sentences = {(span.rank, span.start): sentence_at(evidence[span.rank], span.start) for span in spans}
    told = {(rank, sentence) for (rank, _), sentence in sentences.items()}
    older = {
        (other, old)
        for one, new in told
        for other, old in told
        if (one, other) in newer and say_nearly_the_same(new, old)
    }
    return [span for span in spans if (span.rank, sentences[span.rank, span.start]) not in older]


def _about(evidence: Evidence) -> str:
    passage = evidence.passage
    return " ".join((passage.document, passage.title, *passage.trail))


def _name(evidence: Evidence) -> tuple[frozenset[str], tuple[float, ...]]:
    """The words of a file's name, and its numbers; a name without any is that of the newest edition."""
    name = PurePath(evidence.passage.document).stem
    numbers = tuple(float(part) for part in _PART.findall(name) if part.isdecimal())
    return _words(name), numbers or (math.inf,)


def _words(text: str) -> frozenset[str]:
    """The words of a name or a title, without numbers and what only says that a number is of an edition."""
    return frozenset(part for part in _PART.findall(text.casefold()) if not part.isdecimal()) - _KINDS


def _have_like_titles(evidence: Evidence, other: Evidence) -> bool:
    """Whether the titles of two documents have a word in common, or one of them has none.

    "team-2.md" with the title "Blue Owls" is no newer edition of "team-1.md" with "Red Foxes".
    """
    words, other_words = _words(evidence.passage.title), _words(other.passage.title)
    return not words or not other_words or not words.isdisjoint(other_words)
