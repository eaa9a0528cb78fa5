"""Find headings of a Word file by their looks: larger, bold or underlined paragraphs."""

from __future__ import annotations

from collections import Counter

from index.documents.blocks.whole_number import whole_number
from index.documents.converted.office.docx_styles import Style, is_on, value_of
from index.documents.converted.office.emphasis import level_by_looks, may_be_heading
from index.documents.converted.office.namespaces import W
from index.documents.converted.xml import Element

_USUAL_SIZE = 20  # half points: the size of text if a document states none


class Emphasis:
    """Compares the looks of paragraphs with those of most text in a document."""

    def __init__(self, document: Element, usual_size: int) -> None:
        """`usual_size`: half points of text whose style and runs state no size; 0 if it is not known."""
        sizes = Counter[int]()
        for run in document.iter(f"{W}r"):
            sizes[_size(run)] += sum(len(text.text or "") for text in run.iterfind(f"{W}t"))
        self._most = sizes.most_common(1)[0][0] if sizes else 0
        self._usual = usual_size or _USUAL_SIZE

    def level(self, paragraph: Element, style: Style, text: str) -> int | None:
        """The level of a paragraph of plain style if it looks like a heading, else None."""
        if not may_be_heading(text):
            return None
        runs = [run for run in paragraph.iter(f"{W}r") if "".join(run.itertext()).strip()]
        if not runs:
            return None
        return level_by_looks(
            min(map(_size, runs)) / (self._most or style.size or self._usual),
            is_bold=not style.is_bold and all(is_on(run.find(f"{W}rPr/{W}b")) for run in runs),
            is_underlined=all(value_of(run.find(f"{W}rPr"), "u") not in ("", "none") for run in runs),
        )


def _size(run: Element) -> int:
    """The size that a run states itself, in half points; 0 if it has the size of its style."""
    return whole_number(value_of(run.find(f"{W}rPr"), "sz"), 0)
