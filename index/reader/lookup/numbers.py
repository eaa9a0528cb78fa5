"""What documents number, and a question names by its number: "what is rule 5", "what does § 7 say".

Nothing but its number tells rule 5 from rule 4, so the network often confuses the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple

from index.english.number_names import CARDINALS
from index.english.patterns import any_of
from index.passages.reading_text import trail_and_path
from index.reader.evidence.ranges import range_text
from index.reader.evidence.unique_range import EvidenceRange, unique_range
from index.reader.evidence.whole_section import whole_section
from index.reader.question.asked_question import AskedQuestion
from index.reader.question.question_kinds import asks_plainly
from index.types import Block, Evidence, Range

_LONGEST_MARK = 40  # characters at the start of a text, in which its number is looked for
_NUMBERS = {name: str(number) for number, name in enumerate(CARDINALS[:20], 1)}
_SIGN = r"(?:#|\b(?:nr|no|num|number)\b\.?)"
_NAMED = re.compile(
    rf"(?:\b(?P<noun>[^\W\d_]{{3,}})\s*{_SIGN}?|§)\s*"
    rf"(?P<number>\d{{1,3}}(?:\.\d{{1,2}})*|\b{any_of(*_NUMBERS)})\b(?![.,:]?\d|\s*[%€$£])",
    re.IGNORECASE,
)
_PARTS = ("section", "paragraph", "article", "chapter", "clause", "part", "point", "item")  # of any document
_SAYS = "say mean state read text full exactly again"  # what is asked of a numbered text


class _Part(NamedTuple):
    """A list item or a section that may have a number."""

    evidence: Evidence
    range: Range
    start: str  #: of the item's text or the section's heading
    heading: str  #: right above it, or else the title of the document
    above: str  #: all headings above it, with the title and path


def numbered_part(asked: AskedQuestion, evidence: Sequence[Evidence]) -> EvidenceRange | None:
    """Return the only list item or section that has the number which a question names with a noun.

    The noun stands with the number ("Rule 5"), in a heading above it, its title or its path, or it is a word
    for any part, such as "section". The other words of the question are above it, too. None if there is none,
    or several, and for a question that asks for a kind of answer, such as a price, for a reason, a way or for
    yes or no, or that has a negation.
    """
    question = asked.without_request
    found = list(_NAMED.finditer(question))
    if len(found) != 1 or asked.answers or asked.is_yes_or_no or not asks_plainly(_NAMED.sub(" ", question)):
        return None
    noun, number = (found[0]["noun"] or "section").casefold(), found[0]["number"].casefold()
    number = re.escape(_NUMBERS.get(number, number))
    with_noun = re.compile(rf"{re.escape(noun)}\s*{_SIGN}?\s*{number}\b(?!\.\w)", re.IGNORECASE)
    alone = re.compile(rf"\(?{number}[.):](?!\d)|§\s*{number}\b(?!\.\w)")
    others = asked.content - asked.terms_of(f"{found[0][0]} {_SAYS}")
    about = [each for each in evidence if others <= asked.terms_of(trail_and_path(each.passage))]
    parts = list(_parts(about))
    named = [part for part in parts if with_noun.match(part.start)]
    numbered = [part for part in parts if alone.match(part.start)]
    if noun in _PARTS:
        return _only(named) or _only(numbered)
    kind = asked.terms_of(noun)
    right_below = [part for part in numbered if kind & asked.terms_of(part.heading)]
    below = [part for part in numbered if kind & asked.terms_of(part.above)]
    return _only([*named, *right_below]) or _only([*named, *below])


def _only(parts: Iterable[_Part]) -> EvidenceRange | None:
    return unique_range((part.evidence, part.range) for part in parts)


def _parts(evidence: Sequence[Evidence]) -> Iterator[_Part]:
    """Yield each list item and paragraph, and the section of each passage."""
    for each in evidence:
        *outer, heading = ("", *each.passage.trail)
        title = each.passage.title
        for position, block in enumerate(each.blocks):
            if block.kind in ("item", "paragraph"):
                whole = _with_nested(block, each.blocks[position + 1 :])
                yield _Part(
                    each, whole, _start_of(each, block), heading or title, trail_and_path(each.passage)
                )
        if heading and (section := whole_section(each)):
            above = trail_and_path(replace(each.passage, trail=tuple(outer)))
            yield _Part(each, section, heading, outer[-1] or title, above)


def _with_nested(item: Block, following: Sequence[Block]) -> Range:
    """Return the range of a list item with the blocks inside it, which it introduces."""
    nested = list(takewhile(lambda block: block.lead not in ("", item.lead), following))
    return item.start, (nested[-1] if nested else item).end


def _start_of(evidence: Evidence, block: Block) -> str:
    first, last = evidence.in_context(block.start, block.end)
    return range_text(evidence, first, min(first + _LONGEST_MARK, last)).lstrip("*_ ")
