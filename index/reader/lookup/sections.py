"""The section that a question names by its heading: "library hours", "agenda of the may meeting".

Only the heading says what the section is about, so the network, which looks for sentences, is seldom sure of
it. A heading that asks may ask for more than the question: "How do I see my level or my score?" is named by
"how do i see my score". A person is described under their name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.documents.blocks.questions import ends_with_question_mark
from index.english.calendar_names import MONTHS
from index.passages.reading_text import trail_and_path, trail_below_title
from index.reader.evidence.unique_range import EvidenceRange, unique_range
from index.reader.evidence.whole_section import whole_section
from index.reader.lookup.items import besides_option
from index.reader.question.asked_question import AskedQuestion
from index.reader.question.question_kinds import asked_person, asks_why
from index.search.terms import terms
from index.types import Evidence, Range
from index.values.covered import months_covered
from index.values.date_pattern import DATE

_NEXT = "next upcoming coming soon"
_FEWEST_DATES = 2
_ASKS_FOR_NEXT = re.compile(
    r"\b(?:when|what|which|date)\b.{0,40}\b(?:next|upcoming)\b|^\W*(?:the )?(?:next|upcoming)\b",
    re.IGNORECASE,
)
# Up to five words with a capital, nicknames or particles among them: 'Jory "Two-Coin" Fenn'.
_NAME = re.compile(
    r"[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|[\"“(‘][^\"”)’]{1,30}[\"”)’]|of|de|von|van|the)){0,4}"
)


def named_section(asked: AskedQuestion, evidence: Sequence[Evidence]) -> EvidenceRange | None:
    """Return the only section whose heading a question names; None if there is none, or several.

    The headings, the title and the path contain the other words of the question. None for a question for a
    kind of answer, such as a price: that is answered by words of the section, or not at all.
    """
    if asked.answers or asked.is_negated:
        return None
    is_open = not asked.asks_why and not asked.is_yes_or_no
    return unique_range(
        (each, section)
        for each in evidence
        if (is_open and _is_named(asked, each)) or _is_asked(asked, each)
        if (section := whole_section(each))
    )


def section_of_person(asked: AskedQuestion, evidence: Sequence[Evidence]) -> EvidenceRange | None:
    """Return the only section whose heading is the person that a question asks about: "who is ottoline".

    The question contains all of the name, or its first or last word without an article: "who is the admin"
    does not name the section "Admin Commands".
    """
    article, name = asked_person(asked.without_request)
    named = terms(name)
    return unique_range(
        (each, section)
        for each in evidence
        if _is_name_of(named, "".join(each.passage.trail[-1:]), is_part=not article)
        if (section := whole_section(each))
    )


def dated_section(asked: AskedQuestion, evidence: Sequence[Evidence]) -> EvidenceRange | None:
    """Return the only section with several dates that a question for the next of something names.

    The reader does not know today's date, so all of the section answers. Its headings, title and path contain
    all content terms of the question.
    """
    if not _asks_for_next(asked) or asked.is_negated:
        return None
    content = asked.content - asked.terms_of(_NEXT)
    return unique_range(
        (each, section)
        for each in evidence
        if content and content <= asked.terms_of(trail_and_path(each.passage))
        if (section := whole_section(each)) and _has_dates(each, section)
    )


def _asks_for_next(asked: AskedQuestion) -> bool:
    """Whether a question asks when, or what, the next of something is: "when is the next meeting"."""
    return _ASKS_FOR_NEXT.search(asked.without_request) is not None


def _has_dates(evidence: Evidence, section: Range) -> bool:
    """Whether a section contains several dates."""
    return len(DATE.findall(evidence.context, *evidence.in_context(*section))) >= _FEWEST_DATES


def _is_name_of(named: Sequence[str], heading: str, *, is_part: bool) -> bool:
    """Whether `named` has the terms of a heading that is a name.

    With `is_part`, the first or the last term of the heading is enough.
    """
    if not named or _NAME.fullmatch(heading) is None:
        return False
    own = terms(heading)
    return named == own or (is_part and len(named) == 1 and named[0] in (own[:1] + own[-1:]))


def _is_named(asked: AskedQuestion, evidence: Evidence) -> bool:
    """Whether a question contains the innermost heading of a passage, and only words that are above it.

    Above it, a month may be written as a number: "2027-04-20". Of a heading that is an option, its name is
    enough.
    """
    headings = trail_below_title(evidence.passage.title, evidence.passage.trail)
    if not headings:
        return False
    above = trail_and_path(evidence.passage)
    without_option = besides_option(asked, headings[-1])
    if without_option is not None:
        return without_option <= asked.terms_of(above)
    if not asked.names(headings[-1]):
        return False
    content = asked.content
    named = months_covered(asked.text)
    if named and named <= months_covered(f"{above} {evidence.passage.document}"):
        content -= asked.terms_of(" ".join(MONTHS))
    return content <= asked.terms_of(above) and bool(content & asked.terms_of(headings[-1]))


def _is_asked(asked: AskedQuestion, evidence: Evidence) -> bool:
    """Whether the innermost heading asks, and shares at least two terms with a question.

    The headings, the title and the path contain all content terms of the question.

    A question that asks why needs a heading that asks why, and the other way round.
    """
    heading = "".join(evidence.passage.trail[-1:])
    if asked.asks_why != asks_why(heading):
        return False
    shared = asked.content & asked.terms_of(heading)
    return (
        len(shared) > 1
        and ends_with_question_mark(heading)
        and asked.content <= asked.terms_of(trail_and_path(evidence.passage))
    )
