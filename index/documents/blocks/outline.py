"""The headings that a block stands under, while the blocks of a document go by.

A heading holds until the next of its level or above, and not beyond what contains it: a list item, a box.
The title of a box holds for all of the box, headings in it included.
A question that is answered below it acts as a heading under all others.
"""

from __future__ import annotations

NUMBERED_LEVEL = 30  #: of a heading that has only a number; those of other headings are lower
BOX_LEVEL = 40  #: of the title of a box; those of headings are lower
QUESTION_LEVEL = 50  #: of a question that is no heading by its marks
_TRAIL_HEADINGS = 12
_TITLE_CHARACTERS = 200
_CONTAINERS = 100
_BALANCED = ("item", "quotation")  # a parser ends these, so nothing else does


class Outline:
    """Headings that are open, in the containers that are open. Whatever a text holds, it stays small."""

    def __init__(self) -> None:
        self.trail: tuple[str, ...] = ()
        self._containers: list[tuple[str, list[tuple[int, str]]]] = [("document", [])]
        self._skipped = 0  # containers inside of those that are kept

    def heading(self, level: int, title: str) -> None:
        """Open a section; those of its level and below end. A title without words only ends them."""
        sections = self._containers[-1][1]
        has_title = len(self._containers) > 1 and [each[0] for each in sections[:1]] == [BOX_LEVEL]
        kept = 1 if has_title and level < BOX_LEVEL else 0
        while len(sections) > kept and sections[-1][0] >= level:
            sections.pop()
        if any(map(str.isalnum, title)):
            sections.append((level, shortened(title)))
        self._renew()

    def enter(self, container: str) -> None:
        """Enter a container. The sections that are opened in it end with it."""
        if len(self._containers) < _CONTAINERS:
            self._containers.append((container, []))
        else:
            self._skipped += 1

    def leave(self, container: str) -> None:
        """Leave the innermost container of that name, and what it contains; none if there is none."""
        if self._skipped:
            self._skipped -= 1
            return
        for i in range(len(self._containers) - 1, 0, -1):
            name = self._containers[i][0]
            if name == container:
                del self._containers[i:]
                self._renew()
            if name == container or name in _BALANCED:
                return

    def _renew(self) -> None:
        titles = [title for _, sections in self._containers for _, title in sections]
        self.trail = tuple(titles[:_TRAIL_HEADINGS])


def shortened(title: str) -> str:
    """A title on a single line, cut after a word where it is very long."""
    title = " ".join(title[: 4 * _TITLE_CHARACTERS].split())
    if len(title) <= _TITLE_CHARACTERS:
        return title
    return title[:_TITLE_CHARACTERS].rpartition(" ")[0] or title[:_TITLE_CHARACTERS]


def level_of(marks: dict[str, int], mark: str) -> int:
    """The level of a heading by its mark: those that a document uses first are above the others."""
    return marks.setdefault(mark, len(marks) + 1)
