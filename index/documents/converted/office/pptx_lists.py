"""PowerPoint's lists: the numbers of paragraphs, which a slide, its layout or its master may define.

The definition is searched in the order of ECMA-376, part 1, 21.1.2.4: the paragraph, its shape, the
placeholder of the layout, the placeholder of the master, and the master's style for all texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from index.documents.blocks.whole_number import whole_number
from index.documents.converted.office.namespaces import A, P
from index.documents.converted.office.numerals import numeral
from index.documents.converted.office.package import Package
from index.documents.converted.xml import Element, local_name

BODIES = ("body", "obj", "subTitle", "")  #: placeholders whose paragraphs have bullets
_BULLETS = ("buAutoNum", "buChar", "buBlip", "buNone")
_KINDS = {
    "arabic": "decimal", "alphaLc": "lowerLetter", "alphaUc": "upperLetter",
    "romanLc": "lowerRoman", "romanUc": "upperRoman",
}  # fmt: skip
_AUTOMATIC = re.compile(rf"(?P<kind>{'|'.join(_KINDS)})(?P<end>Period|ParenR|ParenBoth|Plain)")


class ListStyles:
    """The list styles of a file, from its layouts and masters."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._known: dict[str, _Placeholders] = {}

    def of_slide(self, slide: str) -> Callable[[Element], list[Element]]:
        """A function that returns the list styles of a shape on this slide, the nearest first."""
        layouts = self._package.related(slide, "slideLayout")[:1]
        masters = [name for layout in layouts for name in self._package.related(layout, "slideMaster")[:1]]
        return partial(_styles, [self._placeholders(name) for name in (*layouts, *masters)])

    def _placeholders(self, name: str) -> _Placeholders:
        if name not in self._known:
            self._known[name] = _Placeholders(self._package.optional_xml(name))
        return self._known[name]


def placeholder(shape: Element) -> Element | None:
    """The element that makes a shape a placeholder of a type; None if it is no placeholder."""
    return shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")


def _styles(above: Sequence[_Placeholders], shape: Element) -> list[Element]:
    """The list styles of a shape, then those of the same placeholder in the layout and the master."""
    mark = placeholder(shape)
    styles = list(shape.iterfind(f"{P}txBody/{A}lstStyle"))
    if mark is not None and mark.get("type", "") in BODIES:
        for placeholders in above:
            styles += placeholders.styles(mark)
    return styles


class _Placeholders:
    """The text placeholders of a layout or a master."""

    def __init__(self, root: Element | None) -> None:
        self._by_number: dict[str, Element] = {}
        self._first: Element | None = None
        self._of_all = [] if root is None else list(root.iterfind(f"{P}txStyles/{P}bodyStyle"))
        for shape in [] if root is None else root.iter(f"{P}sp"):
            mark = placeholder(shape)
            if mark is not None and mark.get("type", "") in BODIES:
                self._by_number.setdefault(mark.get("idx", ""), shape)
                self._first = shape if self._first is None else self._first

    def styles(self, mark: Element) -> list[Element]:
        """The styles of the placeholder with the same number, else of the first; then those of all texts."""
        shape = self._by_number.get(mark.get("idx", ""), self._first)
        own = [] if shape is None else shape.iterfind(f"{P}txBody/{A}lstStyle")
        return [*own, *self._of_all]


class Numbers:
    """Counts the paragraphs of a shape.

    The count of a depth continues while its paragraphs have numbers of the same kind and the same start.
    """

    def __init__(self, styles: Sequence[Element] = ()) -> None:
        self._styles = styles
        # By depth: (kind, start), and the last number.
        self._counts: dict[int, tuple[tuple[str, str], int]] = {}

    def label(self, paragraph: Element, depth: int) -> str:
        """Count a paragraph, and return its number; empty if it has none."""
        for other in [other for other in self._counts if other > depth]:
            del self._counts[other]
        bullet = self._bullet(paragraph, depth)
        if bullet is None or local_name(bullet) != "buAutoNum":
            self._counts.pop(depth, None)
            return ""
        kind, start = bullet.get("type", "arabicPeriod"), bullet.get("startAt", "1")
        known, last = self._counts.get(depth, (("", ""), 0))
        count = last + 1 if known == (kind, start) else whole_number(start, 1)
        self._counts[depth] = (kind, start), count
        form = _AUTOMATIC.fullmatch(kind)
        if form is None:
            return f"{count}."
        number = numeral(count, _KINDS[form["kind"]])
        ends = {"Period": f"{number}.", "ParenR": f"{number})", "ParenBoth": f"({number})"}
        return ends.get(form["end"], number)

    def _bullet(self, paragraph: Element, depth: int) -> Element | None:
        """The element that gives a paragraph a number, a bullet or neither; None without a definition."""
        levels = (style.find(f"{A}lvl{depth + 1}pPr") for style in self._styles)
        for properties in (paragraph.find(f"{A}pPr"), *levels):
            for child in [] if properties is None else properties:
                if local_name(child) in _BULLETS:
                    return child
        return None
