"""The numbers of headings of OpenDocument texts, which the outline counts: part 3 of version 1.3, 16.33."""

from __future__ import annotations

from index.documents.blocks.whole_number import whole_number
from index.documents.converted.office.numerals import KINDS_OF_OPENDOCUMENT, numeral
from index.documents.converted.xml import Element

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_MOST_LEVELS = 10


class OutlineNumbers:
    """Counts the headings of a document by their levels."""

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
        """The number of a heading, which is counted; empty where it has none."""
        style = self._levels.get(level)
        if style is None or not 0 < level <= _MOST_LEVELS or not self._is_counted(heading):
            return ""
        start = _number(style, "start-value", 1)
        if heading.get(f"{TEXT}restart-numbering") == "true":
            self._counts[level] = _number(heading, "start-value", start)
        else:
            self._counts[level] = self._counts.get(level, start - 1) + 1
        for deeper in range(level + 1, _MOST_LEVELS + 1):
            self._counts.pop(deeper, None)
        return self._shown(style, level) if _format(style) else ""

    def _is_counted(self, heading: Element) -> bool:
        is_header = heading.get(f"{TEXT}is-list-header") == "true"
        return not is_header and heading.get(f"{TEXT}style-name", "") not in self._uncounted

    def _shown(self, style: Element, level: int) -> str:
        """The number with those of the levels above that are shown with it."""
        first = max(level - _number(style, "display-levels", 1) + 1, 1)
        formats = {other: _format(self._levels.get(other)) for other in range(first, level + 1)}
        numbers = ".".join(
            numeral(self._counts.get(other, 1), KINDS_OF_OPENDOCUMENT.get(form, "decimal"))
            for other, form in formats.items()
            if form
        )
        return f"{style.get(f'{STYLE}num-prefix', '')}{numbers}{style.get(f'{STYLE}num-suffix', '')}".strip()


def _format(level: Element | None) -> str:
    return "" if level is None else level.get(f"{STYLE}num-format", "")


def _number(element: Element, name: str, otherwise: int) -> int:
    return whole_number(element.get(f"{TEXT}{name}", ""), otherwise)
