"""Which of several editions a question refers to.

It is the latest, unless the question asks about the past, or names something that only an older edition has.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.english.number_names import ORDINALS
from index.english.patterns import any_of
from index.passages.reading_text import trail_below_title
from index.reader.editions.edition import RECORDS, edition_of
from index.reader.editions.marks import SEASONS, YEAR_ALONE
from index.reader.question.question_kinds import asks_for_past
from index.search.terms import terms
from index.types import Passage
from index.values.covered import months_covered

_NUMBER, _YEAR, _WORD = re.compile(r"\d+"), re.compile(YEAR_ALONE), re.compile(r"[^\W\d_]+")
_VERSION = r"(?<![\w.])v?\d+(?:\.(?:\d+|x\b))+|\bv\d+\b"
_TIME = re.compile(rf"{YEAR_ALONE}|{_VERSION}|\b{any_of(*SEASONS)}\b", re.IGNORECASE)
_EDITION_WORDS = frozenset(
    (*SEASONS, *ORDINALS, *RECORDS, "draft", "proposal", "proposed", "archive", "archived")
)


def asks_for_present(question: str) -> bool:
    """Whether a question does not ask about the past, and names no month."""
    return not asks_for_past(question) and not months_covered(question)


def names_older(question: str, newer: Passage, older: Passage) -> bool:
    """Whether a question names something that a newer edition does not have, or that only an older one has.

    That is a year, a version, a season, a number, a word such as "draft", or a word of the older one's
    headings. It may also be a word for the subject of the older one, if the newer one may have another
    subject.
    """
    about, about_older = _about(newer), _about(older)
    if any(each.casefold() not in about for each in _TIME.findall(question)):
        return True
    if not _found(_NUMBER, question).isdisjoint(_found(_NUMBER, about_older) - _found(_NUMBER, about)):
        return True
    if not _found(_YEAR, question).isdisjoint(_found(_YEAR, older.text) - _found(_YEAR, about)):
        return True
    words = _found(_WORD, question.casefold()) & _EDITION_WORDS
    if not words.isdisjoint(_found(_WORD, about_older) - _found(_WORD, about)):
        return True
    headings = " ".join(trail_below_title(older.title, older.trail))
    return any(_names_only_older(question, text, newer) for text in (headings, _other_subject(newer, older)))


def latest_edition(question: str, passages: Sequence[Passage]) -> Passage:
    """Return the passage of the latest edition to which a question may refer.

    All passages say the same. The first is returned if the question asks about the past or names a month.
    """
    found = passages[0]
    if not asks_for_present(question):
        return found
    for each in passages[1:]:
        if edition_of(each).follows(edition_of(found)) and not names_older(question, each, found):
            found = each
    return found


def _other_subject(newer: Passage, older: Passage) -> str:
    """Return words for the subject of an older document, if a newer one may be about something else.

    That is so if the newer one has a word for its subject that the older one lacks, as a new page on the
    office and an old one on the boathouse. If one is a page and the other a record of some day, such as
    minutes, all text of the older one is returned. Otherwise the result is empty.
    """
    edition, other = edition_of(newer), edition_of(older)
    if edition.is_of_text_of(other):
        return ""
    if edition.is_record != other.is_record and edition.is_in_force == other.is_in_force:
        return f"{_about(older)} {older.text}"
    return "" if edition.subject <= other.subject else " ".join(sorted(other.subject))


def _names_only_older(question: str, text: str, newer: Passage) -> bool:
    """Whether a term of a question is in a text about an older edition, and nowhere in a newer one."""
    if not text:
        return False
    asked = frozenset(terms(text)).intersection(terms(question))
    return bool(asked) and not asked.issubset(terms(f"{_about(newer)} {newer.text}"))


def _found(pattern: re.Pattern[str], text: str) -> set[str]:
    return set(pattern.findall(text))


def _about(passage: Passage) -> str:
    """Return the document name, the title and the headings of a passage, case-folded."""
    return " ".join((passage.document, passage.title, *passage.trail)).casefold()
