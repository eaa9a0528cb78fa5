"""A sentence or cell with values for several cases: "6 on Ashfall and 4 on Bonewhite".

The network often returns the first value, whatever case the question names. So if the question names another
case, or none, the whole sentence or cell answers, with the value of the named case marked in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from index.english.calendar_names import MONTH_NAME, YEAR
from index.english.function_words import FUNCTION_WORDS
from index.english.number_names import CARDINALS, CURRENCY_SIGNS, ORDINAL_ENDING
from index.english.patterns import any_of
from index.reader.evidence.cells import cells_of
from index.reader.evidence.ranges import sentence_around
from index.reader.expansion.expanded import expanded
from index.reader.question.asked_question import AskedQuestion
from index.types import Range, Reading, Span, overlap

_LONGEST = 400  # characters in a sentence or cell that answers as a whole
_NUMBER = rf"(?:\d+(?:[.,]\d+)*|\b{any_of(*CARDINALS)}\b(?!\s(?:of|another|day|more)\b))"
_MONEY = r"(?:euros?|dollars?|pounds?|cents?|eur|usd|gbp)\b"
_DURATION = r"(?:seconds?|secs?|minutes?|mins?|hours?|h|days?|nights?|weeks?|months?|years?)\b"
_NUMBERED_LIST = """
    room hall gate floor building house table seat locker line platform exit chapter page section part step
    slide lecture lab week group team court level tier season episode version phase round number
"""
# A number with the words or signs that belong to it. The name of the group is the kind of the value.
_VALUE = re.compile(
    rf"""(?<![\w.,:-])(?<!\d/)(?:
      (?P<date>\d{{1,2}}(?:{ORDINAL_ENDING}|\.)?\s(?:of\s)?{MONTH_NAME}(?:\s\d{{4}})?\b
        |\b{MONTH_NAME}\s\d{{1,2}}(?:,?\s\d{{4}})?\b|\d{{4}}-\d\d-\d\d)
    | (?P<time>\d?\d[:.]\d\d(?:\s?[ap]m)?\b|\d?\d\s?[ap]m\b)
    | (?P<size>{_NUMBER}\s?[x×]\s?{_NUMBER})
    | (?P<money>[{CURRENCY_SIGNS}]\s?{_NUMBER}|{_NUMBER}\s?(?:[{CURRENCY_SIGNS}]|{_MONEY}))
    | (?P<percent>{_NUMBER}\s?(?:%|percent\b))
    | (?P<duration>{_NUMBER}[\s-]?{_DURATION}|\b(?:daily|weekly|monthly|yearly)\b)
    | (?P<year>{YEAR}\b)
    | (?P<count>{_NUMBER}(?:[\s-]?(?P<unit>[^\W\d_]+))?)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_BOUNDARY = re.compile(r"[,;.](?=\s)|\b(?:and|but|or|while|whereas)\b", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,;:.](?=\s|$)")
_BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_ASKS_FOR_NO_VALUE = re.compile(r"\W*(?:who|where)s?\b", re.IGNORECASE)
# "when are the workshops"; their name may stand before the first value and belong to all of them.
_ASKS_FOR_SEVERAL = re.compile(
    r"\b(?:when|what|which)\b(?: [\w-]+)? (?:are|were) (?:the |all |all the |our |your |these |next )?"
    r"(?:[\w-]+ )?[\w-]{2,}(?<!s)s\b",
    re.IGNORECASE,
)
# Before a number that is the name of something: "group room 4".
_NUMBERED = re.compile(rf"\b(?:{any_of(*_NUMBERED_LIST.split())}|n(?:o|r)\.?|#) ?$", re.IGNORECASE)
_NOT_UNITS = FUNCTION_WORDS | {"more", "less", "fewer", "each", "per", "only"}
_BEFORE_CASES = ("in", "on", "at", "for", "with", "during", "from", "under", "by")


@dataclass(frozen=True, slots=True)
class _Value:
    """A value in a text: its range, its kind, and for a count its unit."""

    start: int
    end: int
    kind: str
    unit: str = ""

    def is_similar(self, later: _Value) -> bool:
        """Whether a later value is of the same kind, with the same unit or none: "3 ships here, 1 there"."""
        if self.kind == later.kind == "count":
            return later.unit in ("", self.unit)
        return self.kind == later.kind or (
            later.kind == "count" and not later.unit and self.kind in ("money", "percent", "duration")
        )


@dataclass(frozen=True, slots=True)
class _Case:
    """A value, and the text before and after it in its part of the sentence."""

    value: _Value
    before: str
    after: str


def with_every_case(asked: AskedQuestion, reading: Reading) -> Reading:
    """Return a reading in which the sentence or cell of its words answers, if it has values for other cases.

    The reading is unchanged if the question names the case of the words. In a block, the value of the named
    case is marked instead of that of another case. If the question asks for several, all values are marked.
    """
    answer, in_block = reading.answer, reading.words is None
    if (
        answer is None
        or asked.is_yes_or_no
        or _ASKS_FOR_NO_VALUE.match(asked.without_request)
        or (in_block and answer.highlight is None)
    ):
        return reading
    start, end = (in_block and answer.highlight) or (answer.start, answer.end)
    words = replace(answer, start=start, end=end)
    whole = _sentence_or_cell(words)
    if whole is None or whole[1] - whole[0] > _LONGEST:
        return reading
    text = words.evidence.text_between(*whole)
    cases, own = _cases(text, (words.start - whole[0], words.end - whole[0]))
    named = _named(cases, asked) if own else None
    if own is None or named is own or (in_block and named is None):
        return reading
    first = last = (named or own).value
    if not named and _ASKS_FOR_SEVERAL.search(asked.text):
        first, last = cases[0].value, cases[-1].value
    marked = (whole[0] + first.start, whole[0] + last.end)
    if in_block:
        return replace(reading, spans=(replace(answer, highlight=marked), *reading.spans[1:]))
    return expanded(reading, words, whole, marked)


def _sentence_or_cell(words: Span) -> Range | None:
    """Return the table cell that contains the words, or else their sentence; None if neither does."""
    evidence = words.evidence
    if row := evidence.row_at(words.start):
        cells = ((cell.start, cell.end) for cell in cells_of(evidence, row))
        return next((cell for cell in cells if cell[0] <= words.start and words.end <= cell[1]), None)
    return sentence_around(evidence, words.start, words.end)


def _cases(text: str, words: Range) -> tuple[list[_Case], _Case | None]:
    """Return the cases of a text with values of one kind, and the case of some words in it.

    There are none if the text has only one such value, or if two of them have no boundary between them.
    """
    own, similar = _similar(text, words)
    # Values without a boundary between them belong together: "8 to 10", "2 of 5".
    boundaries = [found for pair in pairwise(similar) if (found := _boundary(text, *pair))]
    if not boundaries or len(boundaries) < len(similar) - 1:
        return [], None
    starts = [0, *(end for _, end in boundaries)]
    clause_end = _CLAUSE_END.search(text, similar[-1].end)
    ends = [*(start for start, _ in boundaries), clause_end.start() if clause_end else len(text)]
    cases = [
        _Case(value, text[start : value.start], text[value.end : end])
        for value, start, end in zip(similar, starts, ends, strict=True)
    ]
    return cases, next(case for case in cases if case.value is own)


def _similar(text: str, words: Range) -> tuple[_Value | None, list[_Value]]:
    """Return the value in some words of a text, and all values similar to it.

    Return None and no values if the words do not have exactly one value.
    """
    values = list(_values(text))
    of_words = [value for value in values if overlap((value.start, value.end), words)]
    if len(of_words) != 1:
        return None, []
    own = of_words[0]
    before = [value for value in values if value.start < own.start and value.is_similar(own)]
    return own, before + [value for value in values if value.start >= own.start and own.is_similar(value)]


def _values(text: str) -> Iterator[_Value]:
    """Yield the values of a text, in order."""
    for found in _VALUE.finditer(text):
        unit, end = (found["unit"] or "").lower(), found.end()
        if found.lastgroup == "count" and _NUMBERED.search(text, 0, found.start()):
            continue
        if unit in _NOT_UNITS:  # "10 in Maw"
            unit, end = "", len(text[: found.start("unit")].rstrip(" \t\n-"))
        yield _Value(found.start(), end, found.lastgroup or "", unit.removesuffix("s"))


def _boundary(text: str, value: _Value, later: _Value) -> Range | None:
    """Return the range of the last boundary between two values.

    None if there is none, or if the values are the ends of a range: "between 3 and 5".
    """
    found = list(_BOUNDARY.finditer(text, value.end, later.start))
    if not found or _BETWEEN.search(text, 0, value.start):
        return None
    return found[-1].span()


def _named(cases: Sequence[_Case], asked: AskedQuestion) -> _Case | None:
    """Return the only case that a question names by words of no other; None if it names none, or several."""
    words = [_words_of_first(cases, asked), *(_words_of(case, asked) for case in cases[1:])]
    several = Counter(chain.from_iterable(words))
    hits = [sum(several[word] == 1 for word in each & asked.content) for each in words]
    # The text before the first value may be about all values.
    if any(hits[1:]) or _ASKS_FOR_SEVERAL.search(asked.text):
        hits[0] = 0
    most = max(hits)
    return cases[hits.index(most)] if most and hits.count(most) == 1 else None


def _words_of(case: _Case, asked: AskedQuestion) -> frozenset[str]:
    """Return the terms of a case."""
    return asked.terms_of(_content(f"{case.before} {case.after}"))


def _words_of_first(cases: Sequence[_Case], asked: AskedQuestion) -> frozenset[str]:
    """Return the terms that name the first case, found where the second case has its own.

    In "3 in Hearth and 1 in Maw" they follow the value, in "a ship in Hearth takes 3, in Maw 1" they follow
    the same preposition as in the second case.
    """
    first, second = cases[0], cases[1]
    if asked.terms_of(_content(second.before)) <= asked.terms_of(first.before):
        return asked.terms_of(_content(first.after))
    word = _WORD.search(second.before)
    if word is None or word[0].lower() not in _BEFORE_CASES:
        return _words_of(first, asked)
    found = re.findall(rf"\b{word[0]}\s+(?:the\s+)?([^\W_]+)", f"{first.before} {first.after}", re.IGNORECASE)
    return asked.terms_of(_content(" ".join(found)))


def _content(text: str) -> str:
    """Return the words of a text without function words."""
    return " ".join(word for word in _WORD.findall(text) if word.lower() not in FUNCTION_WORDS)
