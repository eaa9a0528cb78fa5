"""Whether a passage is about the numbers that a question names: room 3, the meeting of 2019, 6 mm.

The network returns the closest number instead of the one that is asked for. So a text that lacks a number of
the question is not the answer. It is only shown. A text with a range or a bound that may include the number
does not lack it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from index.english.calendar_names import MONTHS, YEAR
from index.english.function_words import RANGE_MARK, RANGE_WORDS
from index.english.number_names import CARDINALS, DOTTED_NUMBER, MULTIPLICATIVES, ORDINAL_ENDING, ORDINALS
from index.english.patterns import any_of
from index.reader.evidence.ranges import section_text, sentence_at
from index.reader.question.question_kinds import is_yes_or_no
from index.types import Evidence
from index.values.as_written import as_written_in

# No digits within words such as k8s and E1b1a.
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?!\w)")
_DIGITS = re.compile(r"(?<![^\W\d_]{2})(?<!\d)\d+")  # the 4 of MK4 is no number
# A version, a date or a room such as B.021: its parts form one name.
_DOTTED_NAME = re.compile(r"(?<![\w.,])v?((?:\d+|(?!v)[a-z])(?:\.\d+)+)(?!\w)", re.IGNORECASE)
_VERSION = re.compile(r"(?<![\w.,])v?(\d+(?:\.\d+){2,})(?!\w|\.\d)", re.IGNORECASE)
# A version, an identifier with an underscore, or an option. Of a.b_c, only b_c matches.
_IDENTIFIER = re.compile(
    rf"(?<![\w.]){DOTTED_NUMBER}(?!\w)|(?<![\w-])--[a-z][\w-]*|(?<![\w-])[a-z\d]+(?:_[a-z\d]+)+(?!\w)",
    re.IGNORECASE,
)
_BETWEEN_WORDS = re.compile(r"[_-]+")
_RARE = re.compile(r"\d{3}|\d\.\d")
_TENTHS = re.compile(r"(?<![\d.,])(\d+)[.,]\d(?!\d|[.,]\d)")  # the 4 of 0.4 is no number
_BETWEEN_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
_NAMES = CARDINALS[1:]  # from two on
#: A number from two on → its cardinal, its ordinal and its multiplicative ("twice").
_WORDS = {
    str(number): {
        names[number - 1] for names in (CARDINALS, ORDINALS, MULTIPLICATIVES) if number <= len(names)
    }
    for number in range(2, len(CARDINALS) + 1)
}
_MOST_DIGITS = 9  # in a number of a range
_COUNT = rf"(?:\d+|{any_of(*_NAMES)})\b"
_RANGE = re.compile(
    rf"(?<!\d)(\d{{1,9}}){ORDINAL_ENDING}?\W{{0,3}}{RANGE_MARK}\W{{0,3}}(\d{{1,9}})(?!\d)"
    r"|\bbetween\W{1,3}(\d{1,9})\W{1,3}and\W{1,3}(\d{1,9})(?!\d)"
)
#: A bound that may include a number: "at least 18", "every 2 days", "5 or more". A word may come between.
BOUND = re.compile(
    r"(?:[<>≤≥]|\b(?:at least|at most|than|under|over|above|below|up to|within|minimum|maximum|min|max|every"
    rf"|each|per|first|last|next)\b)\W{{0,3}}(?:\w+[ -]{{1,3}})?{_COUNT}"
    rf"|\b{_COUNT}(?:\+|\W{{1,3}}(?:\w+\W{{1,3}})?(?:or|and) "
    r"(?:more|less|fewer|older|younger|newer|later|higher|lower|over|under|above|below|up)\b)",
    re.IGNORECASE,
)
# Further bounds for a question for yes or no: "from 14 on", "closes at 23:00".
_FROM_OR_UNTIL = re.compile(
    r"\b(?:from|until|till|before|after|aged|(?:opens?|closes?|shuts?|starts?|ends?|off)\s+at)"
    rf"\W{{1,3}}{_COUNT}",
    re.IGNORECASE,
)
_YEAR = rf"(?<![\w.,]){YEAR}(?!\w|[.,:]\d)"
_QUANTITY = re.compile(rf"\W{{0,3}}(?!{YEAR}\b)\d")  # the start of an answer: a number that is no year
# The years of a question. Other numbers of four digits count something: "2000 rows".
_ASKED_YEAR = re.compile(
    rf"\b(?:{any_of(*MONTHS)}|in|of|for|since|during|until|till|after|before|from|by) ({_YEAR})"
    rf"|({_YEAR})(?=\W*$)",
    re.IGNORECASE,
)
# Not the start of a range of years: _RANGE finds these.
_YEAR_BOUND = re.compile(
    rf"\b(since|from|after|until|till|by|before)\b(?: (?!\d)\w+){{0,2}} ({_YEAR})"
    rf"(?!\W{{0,3}}(?:[-–—]|{any_of(*RANGE_WORDS)}\b)\W{{0,3}}\d)",
    re.IGNORECASE,
)
_EVERY_YEAR = re.compile(r"\b(?:(?:every|each) (?:year|season)|annually|always)\b", re.IGNORECASE)


def has_rare_number(question: str) -> bool:
    """Whether a question has a number that a text hardly contains by chance: three digits, or a version."""
    return _RARE.search(question) is not None


def names_a_version_of(question: str, evidence: Evidence) -> bool:
    """Whether a question names a version, a date or a room such as B.021 that is in the passage's section."""
    start = evidence.passage.start
    names_one = _DOTTED_NAME.search(question) is not None
    return names_one and has_numbers_of(question, evidence, start, other_rows=True)


def has_numbers_of(question: str, evidence: Evidence, start: int, *, other_rows: bool = False) -> bool:
    """Whether no number of a question is missing in the section at character `start` and its file name.

    In a table, only the row at `start` counts, or with `other_rows` every row.
    """
    if not _DIGITS.search(question):
        return True
    section = section_text(evidence, start, other_rows=other_rows)
    return not lacks_number(as_written_in(section, question), f"{evidence.passage.document} {section}")


def has_years_of(question: str, evidence: Evidence, start: int) -> bool:
    """Whether a quantity at character `start` is not stated for other years than the question's.

    A section often has several years, one after the other: "a surplus of 4,310 for 2023. In 2022 …". A
    sentence without a year is about the year of its section. True for an answer that is no quantity.
    """
    asked = _asked_years(question)
    if not asked or not _QUANTITY.match(evidence.context, start - evidence.start):
        return True
    sentence = sentence_at(evidence, start)
    return not re.search(_YEAR, sentence) or not any(lacks_number(f"in {year}", sentence) for year in asked)


def ranges_with_names(question: str, texts: Mapping[int, str]) -> frozenset[int]:
    """Return the starts of the texts with the most versions and identifiers of a question.

    `texts` has the start of each text as its key. The result is empty if no text has any. The network
    confuses sentences about `before_up` and `after_up`.
    """
    names = _versions_and_identifiers(question)
    if not names:
        return frozenset()
    shared = {start: len(names & _versions_and_identifiers(text)) for start, text in texts.items()}
    most = max(shared.values(), default=0)
    return frozenset(start for start, count in shared.items() if count == most > 0)


def is_about_another_name(question: str, evidence: Evidence, start: int) -> bool:
    """Whether the sentence at character `start` names other versions or identifiers than the question.

    A section is often about several, one after the other. The title, a heading or the name of the file may
    say which one it is about. An identifier only counts as another one if it shares a word with one of the
    question, as `after_up` does with `before_up`.
    """
    versions, identifiers = set(_VERSION.findall(question)), _identifiers(question)
    if not versions and not identifiers:
        return False
    passage = evidence.passage
    sentence = sentence_at(evidence, start)
    about = "\n".join((passage.document, passage.title, *passage.trail, sentence))
    if versions and _VERSION.search(sentence) and not any(_contains(version, about) for version in versions):
        return True
    if identifiers & _identifiers(about):
        return False
    return not _words_of(identifiers).isdisjoint(_words_of(_identifiers(sentence)))


def _versions_and_identifiers(text: str) -> frozenset[str]:
    """Return the versions and identifiers of a text, case-folded."""
    return frozenset(name.casefold() for name in _IDENTIFIER.findall(text))


def _identifiers(text: str) -> frozenset[str]:
    """Return the identifiers of a text, without its versions, which start with a digit."""
    return frozenset(name for name in _versions_and_identifiers(text) if not name[0].isdecimal())


def _words_of(identifiers: Iterable[str]) -> frozenset[str]:
    """Return the words of which identifiers consist."""
    return frozenset(word for name in identifiers for word in _BETWEEN_WORDS.split(name) if word)


def lacks_number(question: str, text: str) -> bool:
    """Whether a number of the question is in the text neither in digits nor as a word.

    Only numbers in digits count in the question. A text does not lack a number if it has a range that
    includes it, or a bound that may include it ("at least 18").
    """
    written = text
    question, text = (_BETWEEN_THOUSANDS.sub("", each) for each in (question, text))
    names = (name for name in _DOTTED_NAME.finditer(question) if not _is_quantity(name, text))
    if not all(_contains(name[1], text) for name in names):
        return True
    missing = _missing_numbers(question, text)
    if not missing or _may_fall_under_bound(missing, question, text):
        return False
    years = _asked_years(question)
    return not all(_is_in_range(number, written if number in years else text) for number in missing)


def _missing_numbers(question: str, text: str) -> set[str]:
    """Return the numbers of a question that a text contains neither in digits nor as a word.

    A 1 is never missing: it often counts nothing ("1 round", "part 1 of it").
    """
    unwritten = (each for each in _NUMBER.findall(question) if not _contains(each, text))
    asked = {part for number in unwritten for part in _numbers(number)} - {"1"}
    if not asked:
        return set()
    found = _numbers(_TENTHS.sub(r"\1", text))
    words = set(re.findall(r"[a-z]+", text.casefold()))
    return {number for number in asked - found if words.isdisjoint(_WORDS.get(number, ()))}


def _is_in_range(number: str, text: str) -> bool:
    """Whether a text has a range that includes a number: "2 to 5"."""
    if len(number) > _MOST_DIGITS:
        return False
    ranges = (tuple(map(int, filter(None, each))) for each in _RANGE.findall(text))
    return any(first <= int(number) <= last for first, last in ranges)


def _asked_years(question: str) -> set[str]:
    """Return the years of a question, which have no comma: "from 1,950 to 2,100" is no range of years."""
    return {year for found in _ASKED_YEAR.findall(question) for year in found if year}


def _may_fall_under_bound(numbers: set[str], question: str, text: str) -> bool:
    """Whether a text has a bound that may include the numbers of a question; for years, one that does."""
    if not numbers <= _asked_years(question):
        is_open = is_yes_or_no(question) and _FROM_OR_UNTIL.search(text)
        return bool(is_open or BOUND.search(text))
    if _EVERY_YEAR.search(text):
        return True
    bounds = [(word.casefold(), int(year)) for word, year in _YEAR_BOUND.findall(text)]
    return all(any(_is_within(*bound, int(number)) for bound in bounds) for number in numbers)


def _is_within(word: str, bound: int, year: int) -> bool:
    """Whether a year is within a bound: 2023 is within "since 2021", 2020 is not."""
    if word in ("since", "from"):
        return year >= bound
    if word == "after":
        return year > bound
    return year < bound if word == "before" else year <= bound


def _is_quantity(name: re.Match[str], text: str) -> bool:
    """Whether a decimal of the question has a unit that numbers in the text have too: 2.5 kg and 5 kg."""
    unit = re.match(r" ([^\W\d_]+)", name.string[name.end() :])
    return (
        unit is not None
        and name[1].count(".") == 1
        and re.search(rf"\d ?{unit[1]}\b", text, re.IGNORECASE) is not None
    )


def _contains(number: str, text: str) -> bool:
    """Whether the text contains a number as it is written, or as the start of a longer version.

    A number with two parts may also be a decimal with a comma, a time, or a day and a month: for 0.4, 10.30
    and 20.4, also 0,4, 10:30 and 2027-04-20.
    """
    written = re.escape(number)
    if re.fullmatch(r"\d+\.\d+", number):
        first, second = number.split(".")
        written = rf"(?:{first}[.,:]{second}|(?<=\d{{4}}-)0?{second}-0?{first})"
    before = r"(?<![^\W\d_]{2})(?<![\d.])"
    return re.search(rf"{before}{written}(?!\d)", text, re.IGNORECASE) is not None


def _numbers(text: str) -> set[str]:
    return {digits.lstrip("0") or "0" for digits in _DIGITS.findall(text)}
