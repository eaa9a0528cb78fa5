"""Styles of OpenDocument texts: their parent styles, which of them hide text, and the numbers of lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.documents.blocks.whole_number import whole_number
from index.documents.converted.office.namespaces import PRESENTATION, STYLE, TEXT
from index.documents.converted.office.numerals import KINDS_OF_OPENDOCUMENT, numeral
from index.documents.converted.xml import Element, local_name

DEEPEST = 20  #: the longest chain of styles that are based on each other
BULLET = "-"  #: the label of an item without a number


class Styles:
    """The styles of a document: automatic styles in its content, and named styles."""

    def __init__(self, content: Element, named: Element | None) -> None:
        self._automatic = {
            style.get(f"{STYLE}name", ""): style.get(f"{STYLE}parent-style-name", "")
            for style in content.iter(f"{STYLE}style")
        }
        self.hidden_pages = _hidden_pages(content)  #: the styles of hidden slides
        self._parents: dict[tuple[str, str], str] = {}  # by family and name
        self._hides: dict[tuple[str, str], bool] = {}
        roots = [content] if named is None else [named, content]
        for style in (style for root in roots for style in root.iter(f"{STYLE}style")):
            key = style_key(style)
            self._parents[key] = style.get(f"{STYLE}parent-style-name", "")
            hides = _hides(style)
            if hides is not None:
                self._hides[key] = hides

    def base(self, name: str) -> str:
        """The named style on which an automatic style is based; any other style is its own base."""
        return self._automatic.get(name) or name

    def is_hidden(self, element: Element) -> bool:
        """Whether a paragraph, a span or a section is hidden."""
        tag = local_name(element)
        if tag == "section" and element.get(f"{TEXT}display") == "none":
            return True
        if tag in ("section", "hidden-text") and element.get(f"{TEXT}is-hidden") == "true":
            return True
        if tag in ("p", "h") and any(
            field.get(f"{TEXT}is-hidden") == "true"
            for field in element.iterfind(f".//{TEXT}hidden-paragraph")
        ):
            return True
        family = {"p": "paragraph", "h": "paragraph", "span": "text"}.get(tag, "")
        return bool(family) and self._hides_text(family, element.get(f"{TEXT}style-name", ""))

    def _hides_text(self, family: str, name: str) -> bool:
        """Whether a style hides text, by itself or by the styles that it is based on."""
        for _ in range(DEEPEST):
            if not name or (family, name) in self._hides:
                break
            name = self._parents.get((family, name), "")
        return self._hides.get((family, name), False)


def style_key(style: Element) -> tuple[str, str]:
    """The family and the name of a style, which identify it."""
    return style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", "")


def _hidden_pages(content: Element) -> set[str]:
    """The names of the styles of hidden slides."""
    return {
        style.get(f"{STYLE}name", "")
        for style in content.iter(f"{STYLE}style")
        for properties in style.iterfind(f"{STYLE}drawing-page-properties")
        if properties.get(f"{PRESENTATION}visibility") == "hidden"
    }


def _hides(style: Element) -> bool | None:
    """Whether a style hides or strikes text, which counts as deleted; None if the style does not state it."""
    properties = style.find(f"{STYLE}text-properties")
    if properties is None:
        return None
    if properties.get(f"{STYLE}text-line-through-style", "none") != "none":
        return True
    display = properties.get(f"{TEXT}display")
    return None if display is None else bool(display == "none")


@dataclass(slots=True)
class _OpenList:
    """A list that is being read."""

    style: str
    count: int  #: the number of its last item


class ListNumbers:
    """Counts the items of lists by their styles."""

    def __init__(self, content: Element, named: Element | None) -> None:
        self._levels = {
            style.get(f"{STYLE}name", ""): {level.get(f"{TEXT}level", ""): level for level in style}
            for root in (named, content)
            if root is not None
            for style in root.iter(f"{TEXT}list-style")
        }
        self._open: list[_OpenList] = []
        # The last number of an ended list, by its id, and by its style and depth.
        self._ended: dict[object, int] = {}

    def begin(self, element: Element) -> None:
        """Start a list, which may continue the numbers of an earlier list."""
        style = element.get(f"{TEXT}style-name") or (self._open[-1].style if self._open else "")
        depth = len(self._open)
        level = self._levels.get(style, {}).get(str(depth + 1))
        before = number_at(level, "start-value", 1) - 1
        if other := element.get(f"{TEXT}continue-list"):
            before = self._ended.get(other, before)
        elif element.get(f"{TEXT}continue-numbering") == "true":
            before = self._ended.get((style, depth), before)
        self._open.append(_OpenList(style, before))

    def end(self, element: Element) -> None:
        """End the innermost list, and keep its last number for lists that continue it."""
        ended = self._open.pop()
        self._ended[ended.style, len(self._open)] = ended.count
        for name, value in element.attrib.items():
            if str(name).rpartition("}")[2] == "id":
                self._ended[str(value)] = ended.count

    def label(self, item: Element) -> str:
        """Count an item, and return its number; BULLET if it has none."""
        current, depth = self._open[-1], len(self._open)
        level = self._levels.get(current.style, {}).get(str(depth))
        if local_name(item) != "list-item" or all(local_name(child) not in ("p", "h") for child in item):
            return BULLET
        current.count = number_at(item, "start-value", current.count + 1)
        if level is None or local_name(level) != "list-level-style-number" or not number_format(level):
            return BULLET
        shown = min(max(number_at(level, "display-levels", 1), 1), depth)
        levels = self._levels[current.style]
        counts = [
            (opened.count, number_format(levels.get(str(number))))
            for number, opened in list(enumerate(self._open, 1))[-shown:]
        ]
        return joined_label(level, counts)


def joined_label(style: Element, counts: Iterable[tuple[int, str]]) -> str:
    """The label of an item or heading: numbers in their formats, between the style's prefix and suffix."""
    numbers = ".".join(numeral(count, KINDS_OF_OPENDOCUMENT.get(form, "decimal")) for count, form in counts)
    return f"{style.get(f'{STYLE}num-prefix', '')}{numbers}{style.get(f'{STYLE}num-suffix', '')}".strip()


def number_format(level: Element | None) -> str:
    """The number format of a level of a list or outline; empty if its numbers are not shown."""
    return "" if level is None else level.get(f"{STYLE}num-format", "")


def number_at(element: Element | None, name: str, otherwise: int) -> int:
    """The whole number in an attribute of the text namespace; `otherwise` without one."""
    return otherwise if element is None else whole_number(element.get(f"{TEXT}{name}", ""), otherwise)
