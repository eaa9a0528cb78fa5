"""Which of two editions of a text is the later one.

A text that calls itself old, or a draft, is earlier than one that does not. Then the dates and versions in
the names of the file and its folders, in the title and in the headings decide. A text without any is kept
current, and so later than a text with a date, unless its opening states an earlier date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import PurePosixPath

from index.english.calendar_names import ISO_MONTH, MONTHS, YEAR
from index.english.number_names import DOTTED_NUMBER
from index.english.patterns import any_of
from index.passages.reading_text import trail_below_title
from index.reader.editions.marks import YEAR_ALONE, Marks, Numbers, joined, marks_in
from index.reader.editions.status import (
    BEGINS,
    DOCUMENTS,
    ENDS,
    Status,
    says_it_is_out_of_force,
    status_of,
)
from index.reader.evidence.changelog_names import may_list_releases
from index.types import Passage

#: Words for records: documents of what was said on some day, which are not kept current.
RECORDS = (
    *("minutes", "meeting", "meetings", "announcement", "announcements", "news", "newsletter", "newsletters"),
    *("agenda", "chat", "digest"),
)
_RECORD = re.compile(rf"{BEGINS}{any_of(*RECORDS)}{ENDS}")
_COPY = re.compile(r"[ -]*\(\d\)$|[ -]+copy(?: ?\(?\d\)?)?$|^copy of ")
_MONTH_FOLDER = re.compile(rf"(?<!\d)({YEAR})/(?={ISO_MONTH}(?:[/-]|$))")
_DAY_FOLDER = re.compile(rf"(?<!\d)({YEAR}-\d\d)/(?=\d\d(?:[/-]|$))")
#: The number of a section before the words of its heading: "2.1 Fees".
_SECTION = re.compile(rf"^(?!{YEAR_ALONE})[§\s]*\d+(?:\.\d+)*[.)]*\s+(?=[^\W\d_])(?!{any_of(*MONTHS)}\b)")
_NUMBER_ALONE = re.compile(DOTTED_NUMBER)
#: In the opening of a text: "Last updated: 3 May 2024", "date: 2024-05-03", "Version 2.1".
_STATED = re.compile(
    r"\b(?:last[ _-]?)?(?:updated?|modified|mod|edited|revised|revision|changed)\b(?:[ _](?:at|on|date))?"
    r"\W{0,6}([^\n]{4,40})|^[^\w\n]*(?:date|as of|version)\b\W{1,6}([^\n]{1,40})",
    re.IGNORECASE | re.MULTILINE,
)
_CACHED = 2000  # editions; those of the same documents are compared for every question
# Names of folders that say nothing about the texts in them.
_GENERAL_FOLDERS = frozenset(("docs", "documents", "documentation", "files", "pages", "text", "texts"))


@dataclass(frozen=True, slots=True)
class _Part:
    """A name, a title or a heading: its words, and apart from these what says which edition it is of."""

    words: frozenset[str]
    marks: Marks
    status: Status

    def compared(self, other: _Part) -> int:
        """Return 1 if this is of the later of two editions, -1 if it is of the earlier one, else 0."""
        return _compared_status(self.status, other.status) or self.marks.compared(other.marks)


@dataclass(frozen=True, slots=True)
class Edition:
    """The edition that a passage is of, by its names, its headings and the opening of its document."""

    document: str
    folders: frozenset[str]  #: the words of the folders of its file
    name: frozenset[str]  #: the words of its folders and of its file
    title: frozenset[str]
    marks: Marks  #: of its path and its title
    status: Status
    headings: tuple[_Part, ...]  #: below the title
    is_record: bool  #: whether it is a record of what was said on some day
    stated: Marks  #: of the opening of the document

    @property
    def is_in_force(self) -> bool:
        """Whether the document or the section does not call itself old."""
        return self.status is not Status.OUT_OF_FORCE

    @property
    def subject(self) -> frozenset[str]:
        """The words of its file and its title for its subject: "boathouse", but not "rules"."""
        return ((self.name - self.folders) | self.title) - DOCUMENTS

    def follows(self, other: Edition) -> bool:
        """Whether this is a later edition than another one, if the two texts say the same."""
        if self.is_in_force != other.is_in_force:
            return self.is_in_force
        if self.document == other.document:
            return _compared_headings(self.headings, other.headings) > 0
        if self.is_of_text_of(other):
            return self._compared(other) > 0
        return self._is_current_page_for(other) or self._is_newer_record_than(other)

    def is_of_text_of(self, other: Edition) -> bool:
        """Whether both are editions of the same text, by their names and titles.

        They are if their names have the same words and their titles, if both have one, share a word. They
        also are if they have the same title in the same folder, and one name has all words, at least one, of
        the other: "handbook" and "club-handbook". If one has no title, both names also need a date, and a
        word for a document: "handbook 2026" and "members-handbook-2023". But "team-2.md" with the title "Blue
        Owls" is no edition of "team-1.md" with "Red Foxes", nor "physics.md" of "chemistry.md", both with the
        title "Lab rules".
        """
        if self.name == other.name:
            return not self.title or not other.title or not self.title.isdisjoint(other.title)
        if self.folders != other.folders or not (self.name < other.name or other.name < self.name):
            return False
        if self.title and other.title:
            return self.title == other.title and bool(self.name & other.name)
        both_dated = bool(self.marks.date and other.marks.date)
        return both_dated and not DOCUMENTS.isdisjoint(self.name & other.name)

    def is_decided_by_opening(self, other: Edition) -> bool:
        """Whether the openings of their documents may decide which of two editions is the later one."""
        return self.is_of_text_of(other) or self.is_record != other.is_record

    def _compared(self, other: Edition) -> int:
        """Return 1 if this is the later of two editions of a text, -1 if it is the earlier one, else 0."""
        return (
            _compared_status(self.status, other.status)
            or self.marks.compared(other.marks)
            or (self.status is Status.CURRENT) - (other.status is Status.CURRENT)
            or (self.marks or self.stated).compared(other.marks or other.stated)
            or self._is_undated_unlike(other) - other._is_undated_unlike(self)
            or _compared_headings(self.headings, other.headings)
        )

    def _is_undated_unlike(self, other: Edition) -> bool:
        return not self.marks and other.marks.are_of_a_time

    def _is_current_page_for(self, record: Edition) -> bool:
        """Whether this is a page without a date, which is kept current, and `record` has a date."""
        is_page = not self.is_record and not self.marks and not self._date
        return is_page and record.is_record and bool(record._date)

    def _is_newer_record_than(self, page: Edition) -> bool:
        """Whether this is a record of a later day than the date of a page."""
        return self.is_record and not page.is_record and () < page._date < self._date

    @property
    def _date(self) -> Numbers:
        """The latest date of the name, the headings or the opening."""
        return max(self.marks.date, self.stated.date, *(each.marks.date for each in self.headings))


def edition_of(passage: Passage, opening: str = "") -> Edition:
    """Return the edition of a passage. `opening` is the start of its document, if that is known."""
    named = _named_edition(passage.document, passage.title, passage.trail)
    if not opening:
        return named
    status = Status.OUT_OF_FORCE if says_it_is_out_of_force(opening) else named.status
    return replace(named, status=status, stated=_stated(opening))


@lru_cache(_CACHED)
def _named_edition(document: str, title: str, trail: tuple[str, ...]) -> Edition:
    """Return the edition of a passage by its names and headings alone."""
    file = PurePosixPath(document)
    path = _DAY_FOLDER.sub(r"\1-", _MONTH_FOLDER.sub(r"\1-", _plain(str(file.parent / file.stem))))
    *folders, name = path.split("/")
    own = _part(_COPY.sub("", name), is_name=True)
    above = [_part(folder) for folder in reversed(folders)]
    in_title = _part("" if title == file.name else _plain(title))
    lists_releases = may_list_releases(path, title, trail)
    headings = tuple(_heading(_plain(each), lists_releases) for each in trail_below_title(title, trail))
    in_folders = frozenset[str]().union(*(each.words for each in above)) - _GENERAL_FOLDERS
    return Edition(
        document=document,
        folders=in_folders,
        name=in_folders | own.words,
        title=in_title.words,
        marks=joined((own.marks, *(each.marks for each in above), in_title.marks)),
        status=_status([each.status for each in (own, *above, in_title)], headings),
        headings=headings,
        is_record=_RECORD.search(f"{path} {_plain(title)}") is not None,
        stated=Marks(),
    )


def _plain(text: str) -> str:
    return text.casefold().replace("_", "-")


def _part(text: str, *, is_name: bool = False) -> _Part:
    status, text = status_of(text)
    marks, words = marks_in(text, is_name=is_name)
    return _Part(words, marks, status)


def _heading(text: str, lists_releases: bool) -> _Part:
    """Return the part of a heading without the number of its section.

    A number alone is a release in a changelog, else the number of a section. The season in a heading is
    omitted: the seasons in one document are its parts, as levels are, and not editions.
    """
    if not lists_releases and _NUMBER_ALONE.fullmatch(text):
        return _Part(frozenset((text,)), Marks(), Status.PLAIN)
    part = _part(text if lists_releases else _SECTION.sub("", text))
    return replace(part, marks=replace(part.marks, season=()))


def _status(names: Sequence[Status], headings: Sequence[_Part]) -> Status:
    """Return the lowest status of the path and the title if one is below plain, else the highest.

    Of the headings, only one that calls its section old counts.
    """
    if any(each.status is Status.OUT_OF_FORCE for each in headings):
        return Status.OUT_OF_FORCE
    return min(names) if min(names) < Status.PLAIN else max(names)


def _stated(opening: str) -> Marks:
    """Return the latest date and the first version and season that the opening of a document states."""
    stated = [marks_in(_plain(found[1] or found[0]))[0] for found in _STATED.finditer(opening)]
    return replace(joined(stated), date=max((each.date for each in stated), default=()))


def _compared_status(status: Status, other: Status) -> int:
    """Return 1 if only the first of two statuses is in force, -1 if only the second is, else 0."""
    return (status >= Status.PLAIN) - (other >= Status.PLAIN)


def _compared_headings(headings: Sequence[_Part], others: Sequence[_Part]) -> int:
    """Return 1 if headings are of a later edition than others with the same words, -1 if earlier, else 0."""
    if [each.words for each in headings] != [each.words for each in others]:
        return 0
    compared = (own.compared(other) for own, other in zip(headings, others, strict=True))
    return next(filter(None, compared), 0)
