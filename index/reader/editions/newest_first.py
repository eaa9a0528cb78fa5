"""The newer of two editions first, by names and headings: rules.md answers, and not rules_2021_old.txt.

If two editions differ and a question names neither, it refers to the newer one. So the newer one comes first,
and the sentences of older editions do not compete with those of newer ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations

from index.reader.editions.edition import edition_of
from index.reader.editions.near_duplicates import are_near_duplicates, have_near_duplicate_parts
from index.reader.editions.requested_edition import asks_for_present, names_older
from index.reader.evidence.ranges import sentence_at
from index.reader.network.relevance import Relevance
from index.reader.network.spans import ScoredSpan
from index.types import Evidence


def is_newer(question: str, evidence: Evidence, other: Evidence) -> bool:
    """Whether an evidence is of a newer edition than another, by names and headings, if both say the same.

    False if the question asks about the past, names a month, or refers to the other evidence.
    """
    return bool(_newer(question, {0: evidence, 1: other}, [(0, 1)]))


def with_newest_first(question: str, relevances: Sequence[Relevance]) -> list[Relevance]:
    """Return the relevances; if one is of a newer edition of the first, it is moved before that."""
    if not relevances:
        return []
    best = relevances[0]
    for number, each in enumerate(relevances):
        if is_newer(question, each.evidence, best.evidence) and have_near_duplicate_parts(best, each):
            return [each, *relevances[:number], *relevances[number + 1 :]]
    return list(relevances)


def without_older_editions(
    question: str, spans: Sequence[ScoredSpan], evidence: Sequence[Evidence]
) -> list[ScoredSpan]:
    """Return the spans without those in sentences of which a newer edition has another span."""
    by_rank = {span.rank: evidence[span.rank] for span in spans}
    newer = _newer(question, by_rank, permutations(by_rank, 2))
    if not newer:
        return list(spans)
    sentences = {(span.rank, span.start): sentence_at(evidence[span.rank], span.start) for span in spans}
    distinct = {(rank, sentence) for (rank, _), sentence in sentences.items()}
    older = {
        (other, old)
        for one, new in distinct
        for other, old in distinct
        if (one, other) in newer and are_near_duplicates(new, old)
    }
    return [span for span in spans if (span.rank, sentences[span.rank, span.start]) not in older]


def _newer(
    question: str, evidence: Mapping[int, Evidence], pairs: Iterable[tuple[int, int]]
) -> set[tuple[int, int]]:
    """Return the pairs of evidence, by number, of which the first is of a newer edition than the second.

    A pair is omitted if the question refers to the second. A page and a record such as minutes are no pair:
    they share words even when they are about different things.
    """
    if not asks_for_present(question):
        return set()
    editions = {number: edition_of(each.passage) for number, each in evidence.items()}
    return {
        (one, other)
        for one, other in pairs
        if editions[one].is_record == editions[other].is_record
        and editions[one].follows(editions[other])
        and not names_older(question, evidence[one].passage, evidence[other].passage)
    }
