"""Find headings of an OpenDocument file by their looks: larger, bold or underlined paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from index.documents.converted.office.emphasis import level_by_looks, may_be_heading
from index.documents.converted.office.namespaces import FO, STYLE, TEXT
from index.documents.converted.office.odt_styles import DEEPEST, style_key
from index.documents.converted.xml import Element, local_name

_POINTS = re.compile(r"(\d{1,4}(?:\.\d{1,4})?)pt")


class _Look(NamedTuple):
    """How text looks. None: as the text around it."""

    bold: bool | None = None
    underlined: bool | None = None
    size: float | None = None  #: points

    def inside(self, outer: _Look) -> _Look:
        """This look, with the properties of `outer` instead of None."""
        return _Look(
            outer.bold if self.bold is None else self.bold,
            outer.underlined if self.underlined is None else self.underlined,
            outer.size if self.size is None else self.size,
        )


class Emphasis:
    """Compares the looks of paragraphs with those of most text in a document."""

    def __init__(self, content: Element, named: Element | None) -> None:
        # The looks of styles by family and name: of automatic styles in the content, and of named styles.
        self._automatic: dict[tuple[str, str], _Look] = {}
        self._named: dict[tuple[str, str], _Look] = {}
        for root, looks in ((named, self._named), (content, self._automatic)):
            for style in [] if root is None else root.iter(f"{STYLE}style", f"{STYLE}default-style"):
                looks[style_key(style)] = _look(style)
        self._parents = {
            style_key(style): style.get(f"{STYLE}parent-style-name", "")
            for root in (named, content)
            if root is not None
            for style in root.iter(f"{STYLE}style")
        }
        sizes = Counter[float | None]()
        for paragraph in content.iter(f"{TEXT}p"):
            for text, look in self._paragraph_runs(paragraph):
                sizes[look.size] += len(text)
        self._most = sizes.most_common(1)[0][0] if sizes else None

    def level(self, paragraph: Element, text: str) -> int | None:
        """The level of a paragraph of plain style if it looks like a heading, else None."""
        if not may_be_heading(text):
            return None
        looks = [look for _, look in self._paragraph_runs(paragraph)]
        if not looks:
            return None
        return level_by_looks(
            min(look.size or 0.0 for look in looks) / (self._most or float("inf")),
            is_bold=all(look.bold for look in looks),
            is_underlined=all(look.underlined for look in looks),
        )

    def is_bold(self, paragraph: Element) -> bool:
        """Whether all text of a paragraph is bold. An empty paragraph is bold."""
        return all(look.bold for _, look in self._paragraph_runs(paragraph))

    def _paragraph_runs(self, paragraph: Element) -> Iterator[tuple[str, _Look]]:
        return self._runs(paragraph, self._of("paragraph", paragraph))

    def _of(self, family: str, element: Element) -> _Look:
        """The look of a paragraph or span by its automatic style. Its size may come from the named styles."""
        name = element.get(f"{TEXT}style-name", "")
        look = self._automatic.get((family, name), _Look())
        size = look.size
        for _ in range(DEEPEST):
            if size is not None or not name:
                break
            size = self._named.get((family, name), _Look()).size
            name = self._parents.get((family, name), "")
        if size is None and family == "paragraph":
            size = self._named.get((family, ""), _Look()).size
        return look._replace(size=size)

    def _runs(self, element: Element, look: _Look) -> Iterator[tuple[str, _Look]]:
        """Yield the texts in an element that are not blank, each with its look; the element has `look`."""
        if element.text and element.text.strip():
            yield element.text, look
        for child in element:
            tag = local_name(child)
            if tag in ("span", "a"):
                yield from self._runs(child, self._of("text", child).inside(look))
            if child.tail and child.tail.strip():
                yield child.tail, look


def _look(style: Element) -> _Look:
    properties = style.find(f"{STYLE}text-properties")
    if properties is None:
        return _Look()
    weight = properties.get(f"{FO}font-weight")
    line = properties.get(f"{STYLE}text-underline-style")
    size = _POINTS.fullmatch(properties.get(f"{FO}font-size", ""))
    return _Look(
        None if weight is None else weight == "bold" or weight in ("600", "700", "800", "900"),
        None if line is None else line != "none",
        float(size[1]) if size else None,
    )
