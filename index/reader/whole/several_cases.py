"""A value that its own sentence or cell gives for one case alone: "6 on Ashfall and 4 on Bonewhite".

The network often gives the first of them, whatever case is asked about. So where the question names another
case, or none, all of the sentence or cell answers, with the value of the named case marked in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.english.calendar_names import MONTHS, SHORT_MONTHS, YEAR
from index.english.function_words import FUNCTION_WORDS, any_of
from index.english.number_names import CARDINALS, CURRENCY_SIGNS, ORDINAL_ENDING
from index.reader.asked_for import AskedFor, Terms
from index.reader.evidence_text import sentence_around
from index.reader.named.cells import cells_of
from index.reader.question_kinds import is_yes_or_no
from index.reader.whole.given_whole import given_whole
from index.types import Range, Reading, Span, overlap

_LONGEST = 400  # characters of a sentence or cell that is given whole
_MONTH = any_of(*MONTHS, *SHORT_MONTHS)
_NUMBER = rf"(?:\d+(?:[.,]\d+)*|\b{any_of(*CARDINALS)}\b(?!\s(?:of|another|day|more)\b))"
_MONEY = r"(?:euros?|dollars?|pounds?|cents?|eur|usd|gbp)\b"
_DURATION = r"(?:seconds?|secs?|minutes?|mins?|hours?|h|days?|nights?|weeks?|months?|years?)\b"
# A number with what belongs to it. The name of the group is what it is a value of.
_VALUE = re.compile(
    rf"""(?<![\w.,:/-])(?:
      (?P<date>\d{{1,2}}(?:{ORDINAL_ENDING}|\.)?\s(?:of\s)?{_MONTH}(?:\s\d{{4}})?\b
        |\b{_MONTH}\s\d{{1,2}}(?:,?\s\d{{4}})?\b|\d{{4}}-\d\d-\d\d)
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
_NO_UNITS = FUNCTION_WORDS | {"more", "less", "fewer", "each", "per", "only"}
_BEFORE_CASES = ("in", "on", "at", "for", "with", "during", "from", "under", "by")


@dataclass(frozen=True, slots=True)
class _Value:
    """A value of a text: its characters, and what it is a value of, with its unit where that tells it."""

    start: int
    end: int
    kind: str
    unit: str = ""

    def is_like(self, later: _Value) -> bool:
        """Whether a value further on is of the same kind, perhaps without its unit: "3 ships and 1 fort"."""
        if self.kind == later.kind == "count":
            return later.unit in ("", self.unit)
        return self.kind == later.kind or (
            later.kind == "count" and not later.unit and self.kind in ("money", "percent", "duration")
        )


@dataclass(frozen=True, slots=True)
class _Case:
    """A value, and the words before and after it in its part of the sentence."""

    value: _Value
    before: str
    after: str


def with_every_case(question: str, reading: Reading, terms: Terms) -> Reading:
    """A reading whose words are given with all of their sentence, or cell, where that has values for other
    cases as well, unless the question names the case of the words."""
    words = reading.words
    place = _place(words) if words and not is_yes_or_no(question) else None
    if words is None or place is None or place[1] - place[0] > _LONGEST:
        return reading
    text = words.evidence.text_between(*place)
    cases, own = _cases(text, (words.start - place[0], words.end - place[0]))
    named = _named(cases, AskedFor(question, terms)) if own else None
    if own is None or named is own:
        return reading
    value = named.value if named else own.value
    return given_whole(reading, words, place, (place[0] + value.start, place[0] + value.end))


def _place(words: Span) -> Range | None:
    """The cell of a table that holds some words, or else their sentence."""
    evidence = words.evidence
    if row := evidence.row_at(words.start):
        cells = ((cell.start, cell.end) for cell in cells_of(evidence, row))
        return next((cell for cell in cells if cell[0] <= words.start and words.end <= cell[1]), None)
    return sentence_around(evidence, words.start, words.end)


def _cases(text: str, words: Range) -> tuple[list[_Case], _Case | None]:
    """The cases of a text that have values of one kind, and that of some words; none where it has but one."""
    own, alike = _alike(text, words)
    # What nothing parts belongs together: "8 to 10", "2 of 5".
    cuts = [cut for pair in pairwise(alike) if (cut := _cut(text, *pair))]
    if not cuts or len(cuts) < len(alike) - 1:
        return [], None
    starts = [0, *(begins for _, begins in cuts)]
    end = _CLAUSE_END.search(text, alike[-1].end)
    ends = [*(ends for ends, _ in cuts), end.start() if end else len(text)]
    cases = [
        _Case(value, text[start : value.start], text[value.end : stop])
        for value, start, stop in zip(alike, starts, ends, strict=True)
    ]
    return cases, next(case for case in cases if case.value is own)


def _alike(text: str, words: Range) -> tuple[_Value | None, list[_Value]]:
    """The value of some words of a text, and all values like it; none where the words have not just one."""
    values = list(_values(text))
    of_words = [value for value in values if overlap((value.start, value.end), words)]
    if len(of_words) != 1:
        return None, []
    own = of_words[0]
    before = [value for value in values if value.start < own.start and value.is_like(own)]
    return own, before + [value for value in values if value.start >= own.start and own.is_like(value)]


def _values(text: str) -> Iterator[_Value]:
    """Yield the values of a text, in order."""
    for found in _VALUE.finditer(text):
        unit, end = (found["unit"] or "").lower(), found.end()
        if unit in _NO_UNITS:  # "10 in Maw"
            unit, end = "", len(text[: found.start("unit")].rstrip(" \t\n-"))
        yield _Value(found.start(), end, found.lastgroup or "", unit.removesuffix("s"))


def _cut(text: str, value: _Value, later: _Value) -> Range | None:
    """Where the part of one value ends, and that of the next begins; None where nothing parts them."""
    found = list(_BOUNDARY.finditer(text, value.end, later.start))
    if not found or _BETWEEN.search(text, 0, value.start):
        return None
    return found[-1].span()


def _named(cases: Sequence[_Case], asked: AskedFor) -> _Case | None:
    """The one case that a question names; None where it names none, or several."""
    words = [_words_of(case, asked) for case in cases[1:]]
    words.insert(0, _words_of_first(cases, asked))
    common = frozenset.intersection(*words)
    hits = [len((each - common) & asked.content) for each in words]
    # What stands before the first value may belong to all of them.
    if any(hits[1:]):
        hits[0] = 0
    most = max(hits)
    return cases[hits.index(most)] if most and hits.count(most) == 1 else None


def _words_of(case: _Case, asked: AskedFor) -> frozenset[str]:
    """The terms of a case."""
    return asked.terms_of(_content(f"{case.before} {case.after}"))


def _words_of_first(cases: Sequence[_Case], asked: AskedFor) -> frozenset[str]:
    """The terms that tell the first case from the others: what stands where theirs do.

    "3 in Hearth and 1 in Maw" tells them behind the value, "a ship in Hearth takes 3, in Maw 1" after the
    same preposition.
    """
    first, second = cases[0], cases[1]
    if asked.terms_of(_content(second.before)) <= asked.terms_of(first.before):
        return asked.terms_of(_content(first.after))
    word = _WORD.search(second.before)
    if word is None or word[0].lower() not in _BEFORE_CASES:
        return _words_of(first, asked)
    behind = re.findall(
        rf"\b{word[0]}\s+(?:the\s+)?([^\W_]+)", f"{first.before} {first.after}", re.IGNORECASE
    )
    return asked.terms_of(_content(" ".join(behind)))


def _content(text: str) -> str:
    """The words of a text that are no function words."""
    return " ".join(word for word in _WORD.findall(text) if word.lower() not in FUNCTION_WORDS)
