"""XML and HTML → elements. The one door of lxml, which fetches nothing and expands no entity here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, TypeAlias

from lxml import etree

from index.documents.skipped import SkippedFile

Element: TypeAlias = Any  # lxml's own; it ships no types
# How a web page is read, whole or in parts: however broken, and with nothing fetched.
_WEB_PAGE = {
    "encoding": "utf-8",
    "no_network": True,
    "remove_comments": True,
    "remove_pis": True,
    "recover": True,
    "huge_tree": True,
}


def parse_xml(data: bytes) -> Element:
    """The root element of an XML file. Raises SkippedFile where it is not well formed."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise SkippedFile(f"is not valid XML ({error})") from None


def parse_html(text: str) -> Element | None:
    """The root element of a web page, however broken it is; None where it holds nothing.

    Tags that nobody closed nest deeply. Raises SkippedFile beyond 2,048 levels, where the parser gives up.
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
    """Yield the elements with these tags of a web page in UTF-8, each when it is complete.

    Whoever takes them may clear them, so that a page is never held whole. Raises SkippedFile where it nests
    too deeply.
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
        pass  # the end of what can be read
    if any("depth" in error.message for error in parts.error_log):
        raise SkippedFile("is nested too deeply")


def local_name(element: Element) -> str:
    """The name of an element without its namespace; empty for an entity that was not resolved."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
