"""The headings that a block is under, while the blocks of a document are read in order.

A section ends at the next heading of the same or a higher level, or at the end of the container that the
heading is in: a list item, a quotation, a box. The title of a box applies to the whole box, including the
headings in it. A question with an answer after it acts as a heading below all others.
"""

from __future__ import annotations

NUMBERED_LEVEL = 30  #: level of a heading that only a number marks; other marks give lower numbers
BOX_LEVEL = 40  #: level of the title of a box; marked headings have lower numbers
QUESTION_LEVEL = 50  #: level of a question that is not marked as a heading
_TRAIL_HEADINGS = 12  # of a trail, at most
_TITLE_CHARACTERS = 200  # of a heading in a trail, at most
_CONTAINERS = 100  # open at once, at most
_BALANCED = ("item", "quotation")  # a parser ends each of these, so the end of another container does not


class Outline:
    """The open headings in the open containers. Its size is bounded for any text."""

    def __init__(self) -> None:
        self.trail: tuple[str, ...] = ()
        self._containers: list[tuple[str, list[tuple[int, str]]]] = [("document", [])]
        self._skipped = 0  # open containers beyond `_CONTAINERS`, which are not kept

    def heading(self, level: int, title: str) -> None:
        """Open a section; sections of the same or a lower level end. A title without words opens none."""
        self.end_section(level)
        if any(map(str.isalnum, title)):
            self._containers[-1][1].append((level, _shortened(title)))
            self._renew()

    def end_section(self, level: int) -> None:
        """End the sections of this or a lower level in the innermost container. The title of a box stays."""
        sections = self._containers[-1][1]
        has_title = len(self._containers) > 1 and [each[0] for each in sections[:1]] == [BOX_LEVEL]
        kept = 1 if has_title and level < BOX_LEVEL else 0
        while len(sections) > kept and sections[-1][0] >= level:
            sections.pop()
        self._renew()

    def enter(self, container: str) -> None:
        """Enter a container; the sections opened in it end with it."""
        if len(self._containers) < _CONTAINERS:
            self._containers.append((container, []))
        else:
            self._skipped += 1

    def leave(self, container: str) -> None:
        """Leave the innermost container of this name, with the containers in it.

        Leave none if an item or a quotation is open inside it.
        """
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


def _shortened(title: str) -> str:
    """Return a title on a single line, cut after a word if it is very long."""
    title = " ".join(title[: 4 * _TITLE_CHARACTERS].split())
    if len(title) <= _TITLE_CHARACTERS:
        return title
    return title[:_TITLE_CHARACTERS].rpartition(" ")[0] or title[:_TITLE_CHARACTERS]


def heading_level(marks: dict[str, int], mark: str) -> int:
    """Return the level of a heading by its mark: a mark that a document uses earlier has a higher level.

    `marks` maps each mark to its level; a new mark is added.
    """
    return marks.setdefault(mark, len(marks) + 1)
