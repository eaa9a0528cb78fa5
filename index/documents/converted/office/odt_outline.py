"""The outline numbers of headings in OpenDocument texts (OpenDocument 1.3, part 3, 16.33)."""

from __future__ import annotations

from index.documents.blocks.whole_number import whole_number
from index.documents.converted.office.namespaces import STYLE, TEXT
from index.documents.converted.office.odt_styles import joined_label, number_at, number_format
from index.documents.converted.xml import Element

_MOST_LEVELS = 10


class OutlineNumbers:
    """Counts the headings of each level."""

    def __init__(self, content: Element, named: Element | None) -> None:
        self._levels = {
            whole_number(level.get(f"{TEXT}level", ""), 0): level
            for level in ([] if named is None else named.iter(f"{TEXT}outline-level-style"))
        }
        #: the styles of headings that are not counted
        self._uncounted = {
            style.get(f"{STYLE}name", "")
            for style in content.iter(f"{STYLE}style")
            if style.get(f"{STYLE}list-style-name") == ""
        }
        self._counts: dict[int, int] = {}

    def label(self, heading: Element, level: int) -> str:
        """Count a heading, and return its number; empty if it has none."""
        style = self._levels.get(level)
        if style is None or not 0 < level <= _MOST_LEVELS or not self._is_counted(heading):
            return ""
        start = number_at(style, "start-value", 1)
        if heading.get(f"{TEXT}restart-numbering") == "true":
            self._counts[level] = number_at(heading, "start-value", start)
        else:
            self._counts[level] = self._counts.get(level, start - 1) + 1
        for deeper in range(level + 1, _MOST_LEVELS + 1):
            self._counts.pop(deeper, None)
        return self._shown(style, level) if number_format(style) else ""

    def _is_counted(self, heading: Element) -> bool:
        is_header = heading.get(f"{TEXT}is-list-header") == "true"
        return not is_header and heading.get(f"{TEXT}style-name", "") not in self._uncounted

    def _shown(self, style: Element, level: int) -> str:
        """The number of a heading, after the numbers of the levels above that are shown with it."""
        first = max(level - number_at(style, "display-levels", 1) + 1, 1)
        formats = {other: number_format(self._levels.get(other)) for other in range(first, level + 1)}
        counts = [(self._counts.get(other, 1), form) for other, form in formats.items() if form]
        return joined_label(style, counts)
