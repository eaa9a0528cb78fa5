"""Evidence → a reading, from documents that are not outdated, if these answer.

"Prices 2023 (outdated)" is often worded more like the question than what replaced it, and the network is less
sure of an answer beside which another one stands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.reader.editions.current_edition import ReadAgain, edition_with_opening
from index.reader.editions.edition import Edition
from index.reader.editions.requested_edition import asks_for_present, names_older
from index.types import Evidence, Outcome, Reading

# The confidence from which a current document may answer, so that an outdated one is not believed instead.
_LIKELY = 0.4


def read_in_force(
    question: str, evidence: tuple[Evidence, ...], read: ReadAgain, opening: Callable[[str], str]
) -> Reading:
    """Return what `read` finds in the evidence without that of outdated documents.

    Outdated are those that call themselves old, and earlier editions of other documents in the evidence. They
    answer if nothing else is likely to, if the question asks about the past, or if it names something that
    only an outdated document has. `opening` returns the start of a document by its name.
    """
    if not asks_for_present(question):
        return read(question, evidence)
    outdated = _outdated(evidence, opening)
    current = tuple(each for each in evidence if each.passage.document not in outdated)
    old = [each for each in evidence if each.passage.document in outdated]
    if not current or not old or any(_is_named(question, each, current) for each in old):
        return read(question, evidence)
    reading = read(question, current)
    if reading.outcome is Outcome.ANSWERED:
        return reading
    of_all = read(question, evidence)
    may_answer = any(span.confidence >= _LIKELY for span in reading.spans[:1])
    return of_all if of_all.outcome is Outcome.ANSWERED and not may_answer else reading


def _outdated(evidence: Sequence[Evidence], opening: Callable[[str], str]) -> set[str]:
    """Return the names of the documents in the evidence that are outdated."""
    editions: dict[str, Edition] = {}
    for each in evidence:  # the editions of several passages of a document differ in their headings only
        document = each.passage.document
        if document not in editions:
            editions[document] = edition_with_opening(each.passage, opening)
    return {
        name
        for name, edition in editions.items()
        if not edition.is_in_force
        or any(
            other.is_of_text_of(edition) and other.follows(edition)
            for other in editions.values()
            if other.document != name and not other.is_record
        )
    }


def _is_named(question: str, old: Evidence, others: Sequence[Evidence]) -> bool:
    """Whether a question names something that an old evidence has, and none of the others."""
    return all(names_older(question, each.passage, old.passage) for each in others)
