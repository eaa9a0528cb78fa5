"""XML and HTML → elements. Only this module imports lxml. Nothing is fetched and no entity is expanded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, TypeAlias

from lxml import etree

from index.documents.skipped import SkippedFile

Element: TypeAlias = Any  # an element of lxml, which ships no types
# Options for a web page, whole or in parts: recover from any fault, and fetch nothing.
_WEB_PAGE = {
    "encoding": "utf-8",
    "no_network": True,
    "remove_comments": True,
    "remove_pis": True,
    "recover": True,
    "huge_tree": True,
}


def parse_xml(data: bytes) -> Element:
    """The root element of an XML file. Raises SkippedFile if the file is not well formed."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise SkippedFile(f"is not valid XML ({error})") from None


def parse_html(text: str) -> Element | None:
    """The root element of a web page, even of a broken one; None for an empty page.

    Raises SkippedFile beyond 2,048 levels, where the parser gives up. Unclosed tags nest that deeply.
    """
    parser = etree.HTMLParser(**_WEB_PAGE)
    try:
        root = etree.fromstring(text.replace("\x00", "").encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    if any("depth" in error.message for error in parser.error_log):
        raise SkippedFile("is nested too deeply")
    return root


def html_parts(data: bytes, tags: Sequence[str]) -> Iterator[Element]:
    """Yield each element of a web page in UTF-8 that has one of these tags, as soon as it is complete.

    The caller may clear each element, so that the whole page is never in memory. Raises SkippedFile if the
    page is nested too deeply.
    """
    parts = etree.iterparse(
        BytesIO(data),
        tag=tags,
        html=True,
        **_WEB_PAGE,
    )
    try:
        for _, element in parts:
            yield element
    except etree.XMLSyntaxError:
        pass  # the rest of the page cannot be parsed
    if any("depth" in error.message for error in parts.error_log):
        raise SkippedFile("is nested too deeply")


def local_name(element: Element) -> str:
    """The name of an element without its namespace; empty for an unresolved entity."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
