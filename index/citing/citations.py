"""A reading and its evidence → citations: exact quotes of the documents, with the answer marked in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from index.citing.shown_quote import shown_quote
from index.documents.blocks.questions import ends_with_colon
from index.documents.blocks.text_lines import count_line_ends
from index.passages.reading_text import trail_below_title
from index.passages.sentences import skip_space
from index.reader.editions.contradictions import contradictions, repeats
from index.reader.evidence.ranges import (
    contains_comment,
    evidence_blocks,
    isolate,
    quotable_ranges,
    quotable_ranges_between,
    range_text,
    without_comments,
    without_introductions,
)
from index.reader.evidence.reading_lengths import ReadingLengths
from index.reader.expansion.times import with_whole_range
from index.reader.expansion.yes_or_no import with_whole_sentence
from index.reader.network.spans import enclosing_sentences
from index.types import HEADING_KINDS, Citation, Evidence, Outcome, Range, Reading, Span, overlap

MAX_QUOTE_CHARACTERS = 500  #: of a quote as it is read, unless the answer itself is longer
_INTRODUCED = ("code", "item", "header", "row")  # kinds of blocks that a line with a colon can introduce
_YES_OR_NO = ("yes", "no")
_BARE_NUMBER = re.compile(r"[\d.,]+")
_MIN_RELATIVE_CONFIDENCE = 0.5  # share of the best span's confidence with which a span is cited too


def cite(
    reading: Reading,
    evidence: Sequence[Evidence],
    limit: int,
    *,
    question: str = "",
    add_passages: bool = False,
) -> tuple[Citation, ...]:
    """Return at most `limit` citations of a reading, best first. No two overlap or say the same.

    Spans are cited with the sentences around them: the best span, and the spans that say the same or have at
    least half its confidence. A sentence, item or row of another document, or of another day's or release's
    section, that contradicts the answer to `question` is cited directly after the best span, even if `limit`
    is 1. If there is no span, or with `add_passages`, the passages of `evidence` follow. A reading with the
    outcome `NOTHING` has no citations.
    """
    if reading.outcome is Outcome.NOTHING:
        return ()
    answered, marks = reading.answer is not None, reading.words is not None
    candidates = [
        cite_span(_whole(question, span) if marks else span, mark_answer=marks, whole=answered)
        for span in _spans_to_cite(reading.spans)
    ]
    if answered:
        contradicting = _contradicting(reading, evidence, question)
        candidates[1:1] = contradicting
        limit = max(limit, 1 + bool(contradicting))
    chosen: list[Citation] = []
    for citation in candidates:
        _add(citation, chosen, limit)
    for each in evidence if add_passages or not candidates else ():
        for citation in _cite_passage(each, chosen):
            _add(citation, chosen, limit)
    return tuple(chosen)


def _contradicting(reading: Reading, evidence: Sequence[Evidence], question: str) -> list[Citation]:
    """Citations of the sentences, items and rows in `evidence` that contradict the answer."""
    spans = (_whole(question, span) for span in contradictions(reading, evidence, question))
    marks = reading.words is not None
    return [replace(cite_span(span, mark_answer=marks, whole=True), contradicts=True) for span in spans]


def _add(citation: Citation, chosen: list[Citation], limit: int) -> None:
    """Append a citation to `chosen`, unless these are `limit` already or one overlaps it or says the same."""
    if len(chosen) < limit and not any(_repeats(citation, other) for other in chosen):
        chosen.append(citation)


def _whole(question: str, span: Span) -> Span:
    """The words that answer, extended to the whole range or sentence that the question asks for."""
    return with_whole_sentence(question, with_whole_range(question, span))


def _spans_to_cite(spans: Sequence[Span]) -> list[Span]:
    """The best span, and the other spans that have the same words or at least half its confidence.

    The same number without a unit does not say the same: it may be 30 turrets, and 30 days elsewhere.
    """
    cited = []
    for span in spans:
        best = spans[0]
        if best.text.casefold() in _YES_OR_NO and _section(span) != _section(best):
            continue  # a yes or no in another section answers another question
        is_number = _BARE_NUMBER.fullmatch(best.text) is not None
        same_words = span.text.casefold() == best.text.casefold() and not is_number
        if span is best or same_words or span.confidence >= best.confidence * _MIN_RELATIVE_CONFIDENCE:
            cited.append(span)
    return cited


def _section(span: Span) -> tuple[str, tuple[str, ...]]:
    """The document and the headings of a span's passage."""
    passage = span.evidence.passage
    return passage.document, passage.trail


def cite_span(span: Span, *, mark_answer: bool = True, whole: bool | None = None) -> Citation:
    """Quote the whole sentences around a span; in a list the item, in a table the row, and code as a whole.

    With `mark_answer`, the citation's `answer` is the span's range in the quote, and the quote includes the
    code, items or rows that its last words introduce with a colon. Otherwise, `answer` is the most relevant
    part of the span. If `whole` is false, a span longer than a quote may be is cut at a space; by default,
    `whole` is `mark_answer`.
    """
    evidence, passage = span.evidence, span.evidence.passage
    context = evidence.context
    start, end = evidence.in_context(span.start, span.end)
    first, last = enclosing_sentences(quotable_ranges(evidence), start, end)
    lengths = ReadingLengths(evidence)
    if mark_answer:
        last = _with_introduced(evidence, lengths, first, _with_explanation(evidence, lengths, first, last))
    if not (mark_answer if whole is None else whole):
        end = _cut_at_space(context, lengths, start, end)
    whole_first, whole_last = first, last
    first, last = _shorten(context, lengths, (first, last), (start, end))
    goes_on = bool(context[whole_first:first].strip()), bool(context[last:whole_last].strip())
    marked = (start, end) if mark_answer else _highlight(span)
    start, end = evidence.in_document(first, last)
    shown, shown_answer = shown_quote(evidence, (first, last), marked or (0, 0), goes_on=goes_on)
    return Citation(
        document=passage.document,
        title=passage.title,
        start=start,
        end=end,
        quote=context[first:last],
        line=_line(evidence, first),
        page=passage.page,
        answer=(marked[0] - first, marked[1] - first) if marked else None,
        trail=trail_below_title(passage.title, passage.trail),
        shown=shown,
        shown_answer=shown_answer,
    )


def _cut_at_space(context: str, lengths: ReadingLengths, start: int, end: int) -> int:
    """The end of a range of the context, cut at a space if the range is longer than a quote may be."""
    furthest = lengths.after(start, MAX_QUOTE_CHARACTERS)
    if end <= furthest:
        return end
    space = context.rfind(" ", lengths.after(start, MAX_QUOTE_CHARACTERS // 2), furthest)
    end = furthest if space < 0 else space
    while context[end - 1].isspace():
        end -= 1
    return end


def _line(evidence: Evidence, offset: int) -> int:
    """The line of the document, from 1, that contains character `offset` of the context."""
    passage_start, _ = evidence.passage_in_context
    if offset >= passage_start:
        return evidence.passage.line + count_line_ends(evidence.context, passage_start, offset)
    return evidence.passage.line - count_line_ends(evidence.context, offset, passage_start)


def _with_explanation(evidence: Evidence, lengths: ReadingLengths, first: int, last: int) -> int:
    """The end of a quote, extended by the next sentence if the quote is one word: "No." says too little."""
    if len(evidence.context[first:last].split()) > 1:
        return last
    around = [
        evidence.in_context(block.start, block.end)
        for block in evidence_blocks(evidence)
        if block.kind != "row" and block.contains(evidence.start + first)
    ]
    ends = [
        stop
        for _, end in around
        for start, stop in quotable_ranges(evidence)
        if last <= start and stop <= end
    ]
    return ends[0] if ends and lengths.between(first, ends[0]) <= MAX_QUOTE_CHARACTERS else last


def _with_introduced(evidence: Evidence, lengths: ReadingLengths, first: int, last: int) -> int:
    """The end of a quote, extended by the blocks that its last words introduce.

    If the quote starts with the evidence's first block and that is a heading, it is extended by all blocks of
    the evidence. In both cases, the quote stays within the limit of length.
    """
    blocks = evidence.blocks
    if blocks and blocks[0].kind == "heading" and blocks[0].start == evidence.start + first:
        end = blocks[-1].end - evidence.start
        return end if lengths.between(first, end) <= MAX_QUOTE_CHARACTERS else last
    if not ends_with_colon(range_text(evidence, first, last)):
        return last
    following = [block for block in blocks if block.end > evidence.start + last]
    for block in following:
        start, end = evidence.in_context(block.start, block.end)
        is_introduced = start >= last and block.kind in _INTRODUCED
        belongs = block.lead.startswith(following[0].lead)  # it is in the same list, or nested in it
        too_long = lengths.between(first, end) > MAX_QUOTE_CHARACTERS
        if not is_introduced or not belongs or too_long or contains_comment(evidence, first, end):
            break
        last = end
    return last


def _highlight(span: Span) -> Range | None:
    """The most relevant part of a block, as characters of the context; None if the span names none."""
    if span.highlight is None:
        return None
    return span.evidence.in_context(*span.highlight)


def _cite_passage(evidence: Evidence, chosen: Sequence[Citation]) -> list[Citation]:
    """Quote a passage without its context.

    The quote ends before a part that is commented out, and before sentences at the end that only introduce
    text after the passage. If the passage overlaps `chosen` citations, each part that does not is quoted.
    """
    start, end = without_comments(evidence, *evidence.passage_in_context)
    units = quotable_ranges_between(evidence, *evidence.in_document(start, end))
    kept = [*units[:1], *without_introductions(evidence, units[1:])]
    end = kept[-1][1] if len(kept) < len(units) else end
    taken = [
        evidence.in_context(each.start, each.end)
        for each in chosen
        if each.document == evidence.passage.document
    ]
    if any(overlap((start, end), each) for each in taken):
        return [_cite_range(evidence, *each) for each in _free_ranges(evidence, kept, taken)]
    return [_cite_range(evidence, start, end)]


def _cite_range(evidence: Evidence, start: int, end: int) -> Citation:
    """Quote characters `start` to `end` of the context."""
    alone = isolate(evidence, start, end)
    citation = cite_span(Span(alone, alone.start, alone.start + end - start, 0.0), mark_answer=False)
    return replace(citation, line=_line(evidence, citation.start - evidence.start))


def _free_ranges(evidence: Evidence, units: Sequence[Range], taken: Sequence[Range]) -> list[Range]:
    """The ranges of neighbouring `units` (sentences, items, rows) that overlap no range of `taken`.

    No range ends with a heading, or with a unit that introduces the text after it.
    """
    heads = [
        evidence.in_context(block.start, block.end)
        for block in evidence.blocks
        if block.kind in HEADING_KINDS
    ]
    ranges = []
    for is_taken, group in groupby(units, lambda unit: any(overlap(unit, each) for each in taken)):
        left = [] if is_taken else without_introductions(evidence, list(group))
        while left and any(overlap(left[-1], head) for head in heads):
            left.pop()
        if left:
            ranges.append((left[0][0], left[-1][1]))
    return ranges


def _shorten(context: str, lengths: ReadingLengths, quote: Range, answer: Range) -> Range:
    """The part of a quote that keeps to the limit of length: cut at white space, with the whole answer."""
    (first, last), (start, end) = quote, answer
    spare = MAX_QUOTE_CHARACTERS - lengths.between(start, end)
    if lengths.between(first, last) > MAX_QUOTE_CHARACTERS:
        if spare < 0:
            return answer
        first, last = _around(context, lengths, quote, answer, spare // 2)
    while last > end and context[last - 1].isspace():
        last -= 1
    return skip_space(context, first, start), last


def _around(context: str, lengths: ReadingLengths, quote: Range, answer: Range, spare: int) -> Range:
    """The answer, and the whole words of the quote within `spare` characters before and after it."""
    (first, last), (start, end) = quote, answer
    left = max(first, lengths.before(start, spare))
    right = min(last, lengths.after(end, spare))
    while first < left < start and not context[left - 1].isspace():
        left += 1
    while end < right < last and not context[right].isspace():
        right -= 1
    return left, right


def _repeats(citation: Citation, other: Citation) -> bool:
    """Whether two citations overlap or quote nearly the same text, which several documents may contain."""
    if citation.overlaps(other):
        return True
    if citation.contradicts != other.contradicts:
        return False
    return citation.quote.split() == other.quote.split() or repeats(citation.shown, other.shown)
