"""Word's styles and lists: which paragraphs are headings, quotations or code, and the numbers of items."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from index.documents.blocks.whole_number import whole_number
from index.documents.converted.office.namespaces import W
from index.documents.converted.office.numerals import numeral
from index.documents.converted.office.outline_level import PLAIN_TEXT, heading_level
from index.documents.converted.office.package import Package
from index.documents.converted.xml import Element

_HEADING_NAME = re.compile(r"heading (\d)$", re.IGNORECASE)
_CODE_NAME = re.compile(r"code|preformatted|listing|plain text|source", re.IGNORECASE)
_QUOTE_NAME = re.compile(r"(?:intense )?quote$|block text|quotations", re.IGNORECASE)
_CONTENTS_NAME = re.compile(r"(?:toc|index) \d|table of (?:figures|authorities)", re.IGNORECASE)
_PARTS_OF_LABEL = re.compile(r"%(\d)")
_DEEPEST = 20  # the longest chain of styles that are based on each other


@dataclass(frozen=True, slots=True)
class Style:
    """The properties of a paragraph's style."""

    level: int | None = None  #: the level of a heading, from 1; None for other paragraphs
    is_title: bool = False
    is_code: bool = False
    is_quote: bool = False
    is_bold: bool = False
    is_hidden: bool = False
    size: int = 0  #: half points; 0 if neither the style nor the styles that it is based on state a size
    is_contents: bool = False  #: an entry of the table of contents or of an index
    numbering: str = ""  #: the id of the list that the style belongs to; empty without one
    depth: int = 0  #: the depth in that list, from 0


@dataclass(frozen=True, slots=True)
class Label:
    """The number or bullet before an item of a list."""

    text: str  #: its number, or "-"
    depth: int


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, elements: dict[str, Element], usual_size: int = 0) -> None:
        self._elements = elements
        self.usual_size = usual_size  #: half points of plain text; 0 if it is not known
        self._known: dict[str, Style] = {}

    def of(self, paragraph: Element) -> Style:
        """The style of a paragraph. An outline level of the paragraph itself replaces that of its style."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return Style()
        style = self.named(value_of(properties, "pStyle"))
        level = value_of(properties, "outlineLvl")
        return replace(style, level=_level(level)) if level else style

    def named(self, name: str) -> Style:
        """The style with an id; a plain style if the id is empty or unknown."""
        return self._style(name, 0) if name else Style()

    def has_first_row(self, table_style: str) -> bool:
        """Whether a table style gives the first row another look."""
        style = self._elements.get(table_style)
        return style is not None and any(
            part.get(f"{W}type") == "firstRow" and len(part) > 0 for part in style.iterfind(f"{W}tblStylePr")
        )

    def _style(self, name: str, deep: int) -> Style:
        if name in self._known:
            return self._known[name]
        element = self._elements.get(name)
        if element is None or deep > _DEEPEST:
            return Style()
        base = value_of(element, "basedOn")
        style = self._style(base, deep + 1) if base else Style()
        self._known[name] = style = _described(element, style)
        return style


def _described(element: Element, style: Style) -> Style:
    """The style of an element: `style`, on which it is based, with the element's changes."""
    name = value_of(element, "name")
    properties = element.find(f"{W}pPr")
    if level := value_of(properties, "outlineLvl"):
        style = replace(style, level=_level(level))
    elif found := _HEADING_NAME.match(name):
        style = replace(style, level=int(found[1]))
    if number := value_of(properties, "numPr/" + W + "numId"):
        depth = value_of(properties, "numPr/" + W + "ilvl")
        style = replace(style, numbering=number, depth=whole_number(depth, 0))
    vanish = element.find(f"{W}rPr/{W}vanish")
    return replace(
        style,
        is_hidden=style.is_hidden if vanish is None else is_on(vanish),
        is_title=style.is_title or name.lower() == "title",
        is_code=style.is_code or bool(_CODE_NAME.search(name)),
        is_contents=style.is_contents or bool(_CONTENTS_NAME.match(name)),
        is_quote=style.is_quote or bool(_QUOTE_NAME.match(name)),
        is_bold=style.is_bold or is_on(element.find(f"{W}rPr/{W}b")),
        size=whole_number(value_of(element.find(f"{W}rPr"), "sz"), style.size),
    )


def read_styles(package: Package, main: str) -> Styles:
    """The styles of the document with the main part `main`."""
    names = package.related(main, "styles")
    root = package.optional_xml(names[0]) if names else None
    if root is None:
        return Styles({})
    elements = {style.get(f"{W}styleId", ""): style for style in root.iter(f"{W}style")}
    usual = whole_number(value_of(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"), "sz"), 0)
    for style in elements.values():
        if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on"):
            usual = whole_number(value_of(style.find(f"{W}rPr"), "sz"), usual)
    return Styles(elements, usual)


class Numbering:
    """Counts the items of a document's lists as Word does."""

    def __init__(self, package: Package, main: str) -> None:
        names = package.related(main, "numbering")
        root = package.optional_xml(names[0]) if names else None
        # Lists with the same abstract list count together.
        self._levels: dict[str, dict[int, Element]] = {}  # by the id of the list, then by depth
        self._lists: dict[str, str] = {}  # the id of the abstract list, by the id of the list
        self._counts: dict[str, dict[int, int]] = {}  # by the id of the abstract list, then by depth
        self._restarts: dict[str, dict[int, int]] = {}  # unused ones, by the id of the list, then by depth
        if root is not None:
            abstract = {element.get(f"{W}abstractNumId"): element for element in root.iter(f"{W}abstractNum")}
            for element in root.iter(f"{W}num"):
                name, source = element.get(f"{W}numId", ""), value_of(element, "abstractNumId")
                self._lists[name] = source
                self._restarts[name] = _restarts(element)
                if source in abstract:
                    self._levels[name] = _levels(abstract[source]) | _levels(element)

    def label(self, paragraph: Element, style: Style) -> Label | None:
        """Count a paragraph, and return its number or bullet; None if it is no item of a list."""
        properties = paragraph.find(f"{W}pPr")
        number = value_of(properties, "numPr/" + W + "numId") or style.numbering
        depth = whole_number(value_of(properties, "numPr/" + W + "ilvl"), style.depth)
        level = self._levels.get(number, {}).get(depth)
        if level is None:
            return None
        counts = self._counts.setdefault(self._lists[number], {})
        before = counts.get(depth, whole_number(value_of(level, "start"), 1) - 1)
        counts[depth] = self._restarts[number].pop(depth, before + 1)
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        kind = value_of(level, "numFmt")
        if kind in ("bullet", "none"):
            return Label("-", depth)
        pattern = value_of(level, "lvlText") or f"%{depth + 1}."
        text = _PARTS_OF_LABEL.sub(lambda found: self._count(number, counts, int(found[1]) - 1), pattern)
        return Label(text, depth)

    def _count(self, number: str, counts: dict[int, int], depth: int) -> str:
        level = self._levels[number].get(depth)
        kind = "decimal" if level is None else value_of(level, "numFmt")
        return numeral(counts.get(depth, 1), kind)


def _levels(element: Element) -> dict[int, Element]:
    """The levels of a list by their depths."""
    levels = ((whole_number(level.get(f"{W}ilvl", ""), -1), level) for level in element.iter(f"{W}lvl"))
    return {depth: level for depth, level in levels if depth >= 0}


def _restarts(element: Element) -> dict[int, int]:
    """The numbers with which a list restarts the count of its abstract list, by depth."""
    found = {}
    for override in element.iterfind(f"{W}lvlOverride"):
        depth = whole_number(override.get(f"{W}ilvl", ""), -1)
        start = whole_number(value_of(override, "startOverride"), -1)
        if depth >= 0 and start >= 0:
            found[depth] = start
    return found


def value_of(element: Element | None, path: str) -> str:
    """The value of the property at a path in an element; empty without one."""
    found = None if element is None else element.find(f"{W}{path}")
    return "" if found is None else found.get(f"{W}val", "")


def is_on(element: Element | None) -> bool:
    """Whether an on/off property is present and on."""
    return element is not None and element.get(f"{W}val", "1") not in ("0", "false", "off")


def _level(outline: str) -> int | None:
    return heading_level(whole_number(outline, PLAIN_TEXT))
