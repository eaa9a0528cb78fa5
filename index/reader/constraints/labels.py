"""Whether a passage is about the thing that a question names by a number or a letter: season 6, group d.

The number or letter after a noun, or its ordinal ("6th season"), is called its label. The network confuses
season 5 with season 6. So a text with labels of the same noun, but without that of the question, is not the
answer. It is only shown.
"""

from __future__ import annotations

import re
from itertools import pairwise

from index.english.calendar_names import WEEKDAYS
from index.english.function_words import FUNCTION_WORDS, RANGE_WORDS, SUBJECT_PRONOUNS
from index.english.number_names import CARDINALS, ORDINAL_ENDING, ORDINALS
from index.english.patterns import any_of
from index.reader.constraints.numbers import BOUND
from index.reader.evidence.ranges import section_text, sentence_at
from index.types import Evidence
from index.values.covered import months_covered

_WORD = re.compile(r"[^\W_]+(?:[.,:'’-][^\W_]+)*")
_BETWEEN = re.compile(r":? ?#? ?")  # between a noun and its label
# The letter "a" is an article, except at the end of a question.
_ASKED = re.compile(r"(\d{1,9}|[b-hj-z]|[A-HJ-Z]|a(?=\W*$))(?:['’]s)?(?![\w.,:'’/-]*\w)")
_NAMES = {name: str(number) for number, name in enumerate(CARDINALS[:12], 1)}
_LABEL = rf"(?<!\w)(?:\d{{1,9}}|[a-z]|{'|'.join(_NAMES)})(?!\w|[.,:]\w|['’](?!s\b)\w)"
_TO = rf"(?:\s?[-–—]\s?|\s{any_of(*RANGE_WORDS)}\s)"
_AND = r"(?:\s?[,/&]\s?|,?\s(?:and|or)\s)"
_FROM, _UNTIL = "from|since|as of|starting (?:from|in|with)", "until|till|through|up to"
_PART_OF_LIST = re.compile(rf"({_LABEL})(?:{_TO}({_LABEL}))?", re.IGNORECASE)
_ORDINAL = rf"(?<![\w.,])(?:\d{{1,3}}{ORDINAL_ENDING}|{any_of(*ORDINALS)})(?!\w)"
_ORDINALS = rf"(?P<ordinals>{_ORDINAL}(?:(?:{_TO}|{_AND}){_ORDINAL})*)"
_NOUN = r"(?P<noun>\b[^\W\d_]{3,})"
_ORDINALS_BEFORE = re.compile(rf"{_ORDINALS} {_NOUN}(?!\w)", re.IGNORECASE)
_ORDINALS_AFTER = re.compile(rf"{_NOUN}: {_ORDINALS}", re.IGNORECASE)  # in a table
_UNSURE = ("a", "i", "I", *_NAMES)  # often no labels: "a group a day", "group one by one"


def has_labels_of(question: str, evidence: Evidence, start: int) -> bool:
    """Whether no label of the question is missing in the section at character `start`.

    In a table, only the row counts.
    """
    asked = labels(question)
    if not asked:
        return True
    section = section_text(evidence, start, other_rows=False)
    return not any(lacks_label(noun, label, section) for noun, label in asked)


def is_about_another_label(question: str, evidence: Evidence, start: int) -> bool:
    """Whether a label of the question is missing in the sentence at `start`, but not in its section.

    A section is often about several: "Books 1 to 4 are read by Shaw. From book 5 on ...".
    """
    asked = labels(question)
    if not asked:
        return False
    sentence, section = sentence_at(evidence, start), section_text(evidence, start, other_rows=False)
    return any(
        lacks_label(noun, label, sentence) and not lacks_label(noun, label, section) for noun, label in asked
    )


def labels(question: str) -> list[tuple[str, str]]:
    """Return the nouns of a question that have a label, each with its label, in lower case."""
    question = _with_ordinals_after(question)
    found = list(_WORD.finditer(question))
    words = ["", *(match[0].lower() for match in found)]
    return [
        (noun[0].lower(), _label(asked[1]))
        for before, (noun, after) in zip(words, pairwise(found), strict=False)
        if re.fullmatch(r"[^\W\d_]{2,}", noun[0])
        and noun[0].lower() not in FUNCTION_WORDS
        and before not in (*SUBJECT_PRONOUNS, "to")  # then it is a verb
        and _BETWEEN.fullmatch(question, noun.end(), after.start())
        and (asked := _ASKED.match(question, after.start()))
        and not months_covered(f"1 {noun[0]}")
    ]


def _with_ordinals_after(text: str) -> str:
    """Return a text with ordinals as labels after their nouns: "floor 1 and 2" for "1st and 2nd floor"."""

    def after(match: re.Match[str]) -> str:
        noun = match["noun"]
        if noun.lower() in (*FUNCTION_WORDS, *WEEKDAYS) or months_covered(f"1 {noun}"):
            return match[0]
        return f"{noun} {re.sub(_ORDINAL, in_digits, match['ordinals'], flags=re.IGNORECASE)}"

    def in_digits(match: re.Match[str]) -> str:
        name = match[0].lower()
        return str(ORDINALS.index(name) + 1) if name in ORDINALS else name[:-2]

    return _ORDINALS_AFTER.sub(after, _ORDINALS_BEFORE.sub(after, text))


def lacks_label(noun: str, label: str, text: str) -> bool:
    """Whether a text has labels of a noun, but neither `label` nor a range or a bound that may include it.

    In the first line, the label may also be the number of a heading: "Rules › 4. Towns".
    """
    text = _with_ordinals_after(text)
    list_of_labels = rf"\b{noun}(?:e?s)?{_BETWEEN.pattern}({_LABEL}(?:(?:{_TO}|{_AND}){_LABEL})*)"
    lists = re.findall(list_of_labels, text, re.IGNORECASE)
    found_labels = {each for found in lists for each in re.findall(_LABEL, found, re.IGNORECASE)}
    if not any(each.isdigit() == label.isdigit() for each in found_labels.difference(_UNSURE)):
        return False
    parts = (part for found in lists for part in _PART_OF_LIST.findall(found))
    return not (
        label in map(_label, found_labels)
        or any(_lies_between(label, _label(first), _label(last)) for first, last in parts)
        or re.match(rf".*\b{noun}.*› {label}[.):]", text, re.IGNORECASE)
        or _is_within_bound(noun, label, text)
        or _has_bound(noun, text)
    )


def _has_bound(noun: str, text: str) -> bool:
    """Whether a text contains a noun in a bound, or right before one: "level 5 or higher"."""
    room = len(noun) + 3
    return any(
        noun in text[max(0, found.start() - room) : found.end()].lower() for found in BOUND.finditer(text)
    )


def _is_within_bound(noun: str, label: str, text: str) -> bool:
    """Whether a number is within a bound that a text states for the noun: "from season 3"."""
    if not label.isdigit():
        return False
    number = int(label)
    from_bounds, to_bounds = (
        [int(each) for each in re.findall(rf"\b(?:{words}) {noun}e?s? (\d{{1,9}})\b", text, re.IGNORECASE)]
        for words in (_FROM, _UNTIL)
    )
    return any(each <= number for each in from_bounds) or any(number <= each for each in to_bounds)


def _label(text: str) -> str:
    """Return a label in the form in which labels are compared: "7" for "07" and "seven"."""
    lower = text.lower()
    return _NAMES.get(lower, lower.lstrip("0") or lower[-1:])


def _lies_between(label: str, first: str, last: str) -> bool:
    if label.isdigit() and first.isdigit() and last.isdigit():
        return int(first) <= int(label) <= int(last)
    return label.isalpha() and first.isalpha() and last.isalpha() and first <= label <= last
