"""A reading and its evidence → citations: exact quotes of the documents, with the answer marked in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.documents.structure import LINE_END
from index.passages.sentences import Range, every_sentence
from index.reader.spans import enclosing_sentences
from index.types import Citation, Evidence, Outcome, Reading, Span

MAX_QUOTE_CHARACTERS = 500  #: of a quote, unless the answer itself is longer
_MIN_RELATIVE_CONFIDENCE = 0.5  # of the best span's, for a span to be cited beside it


def cite(
    reading: Reading, evidence: Sequence[Evidence], limit: int, *, add_passages: bool = False
) -> tuple[Citation, ...]:
    """Up to `limit` citations of a reading, best first. No two overlap or say the same; `NOTHING` has none.

    Spans are cited with the sentences around them: the best one, and those that say the same or are nearly as
    sure. The passages of `evidence` follow where there is no span, or with `add_passages`.
    """
    if reading.outcome is Outcome.NOTHING:
        return ()
    candidates: list[Citation] = []
    for span in reading.spans:
        best = reading.spans[0]
        repeats = span.text.casefold() == best.text.casefold()
        if span is best or repeats or span.confidence >= best.confidence * _MIN_RELATIVE_CONFIDENCE:
            candidates.append(cite_span(span, mark_answer=reading.outcome is Outcome.ANSWERED))
    if add_passages or not candidates:
        candidates += [_cite_passage(each) for each in evidence]
    chosen: list[Citation] = []
    for citation in candidates:
        if len(chosen) < limit and not any(_repeats(citation, other) for other in chosen):
            chosen.append(citation)
    return tuple(chosen)


def cite_span(span: Span, *, mark_answer: bool = True) -> Citation:
    """Quote the whole sentences around a span.

    With `mark_answer` the quote holds the whole span, and `answer` says where; without, a span that is longer
    than a quote may be is cut at a space.
    """
    evidence, passage = span.evidence, span.evidence.passage
    context = evidence.context
    start, end = span.start - evidence.start, span.end - evidence.start
    first, last = enclosing_sentences(every_sentence(context), start, end)
    if not mark_answer and end - start > MAX_QUOTE_CHARACTERS:
        space = context.rfind(" ", start + MAX_QUOTE_CHARACTERS // 2, start + MAX_QUOTE_CHARACTERS)
        end = start + MAX_QUOTE_CHARACTERS if space < 0 else space
    first, last = _shorten(context, (first, last), (start, end))
    passage_start = passage.start - evidence.start
    if first >= passage_start:
        line = passage.line + len(LINE_END.findall(context, passage_start, first))
    else:
        line = passage.line - len(LINE_END.findall(context, first, passage_start))
    return Citation(
        document=passage.document,
        title=passage.title,
        start=evidence.start + first,
        end=evidence.start + last,
        quote=context[first:last],
        line=line,
        page=passage.page,
        answer=(start - first, end - first) if mark_answer else None,
    )


def _cite_passage(evidence: Evidence) -> Citation:
    """Quote the passage alone, from its start."""
    passage = evidence.passage
    without_context = replace(evidence, context=passage.text, start=passage.start)
    return cite_span(Span(without_context, passage.start, passage.end, 0.0), mark_answer=False)


def _shorten(context: str, quote: Range, answer: Range) -> Range:
    """The part of a quote that keeps to the limit: cut at white space, with the answer whole inside it."""
    (first, last), (start, end) = quote, answer
    if last - first <= MAX_QUOTE_CHARACTERS:
        return quote
    if end - start > MAX_QUOTE_CHARACTERS:
        return answer
    spare = MAX_QUOTE_CHARACTERS - (end - start)
    left = max(first, start - spare // 2)
    right = min(last, end + spare // 2)
    while first < left < start and not context[left - 1].isspace():
        left += 1
    while end < right < last and not context[right].isspace():
        right -= 1
    while right > end and context[right - 1].isspace():
        right -= 1
    return left, right


def _repeats(citation: Citation, other: Citation) -> bool:
    """Whether two citations overlap, or quote the same text, which may stand in several documents."""
    same_document = citation.document == other.document
    overlap = same_document and citation.start < other.end and other.start < citation.end
    return overlap or citation.quote.split() == other.quote.split()
