"""How the text of a Word file looks, where that makes a paragraph a heading."""

from __future__ import annotations

from collections import Counter

from index.documents.blocks.whole_number import whole_number
from index.documents.converted.office.docx_styles import Style, W, is_on, value_of
from index.documents.converted.office.emphasis import level_by_looks, may_be_heading
from index.documents.converted.xml import Element

_USUAL_SIZE = 20  # half points, where a document names none


class Emphasis:
    """Tells headings by how their runs look, beside most text of a document."""

    def __init__(self, document: Element, usual_size: int) -> None:
        """`usual_size` is that of text whose style and runs name none, in half points, or 0."""
        sizes = Counter[int]()
        for run in document.iter(f"{W}r"):
            sizes[_size(run)] += sum(len(text.text or "") for text in run.iterfind(f"{W}t"))
        self._most = sizes.most_common(1)[0][0] if sizes else 0
        self._usual = usual_size or _USUAL_SIZE

    def level(self, paragraph: Element, style: Style, text: str) -> int | None:
        """The level of a paragraph of plain style that looks like a heading, else None."""
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
    """The size that a run names itself, in half points; 0 where it is that of its style."""
    return whole_number(value_of(run.find(f"{W}rPr"), "sz"), 0)
