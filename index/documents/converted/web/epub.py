"""E-books (EPUB) → the text of their chapters, in the order of the spine."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from index.documents.converted.builder import TextBuilder
from index.documents.converted.office.package import Package, resolve
from index.documents.converted.web.html import decode_page, write_page
from index.documents.converted.xml import Element, local_name, parse_html
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile

_PAGES = ("application/xhtml+xml", "text/html")


def read(data: bytes) -> FileText:
    """Return the text of an .epub file. Raises SkippedFile if it is damaged or protected."""
    package = Package(data)
    if "META-INF/encryption.xml" in package and "META-INF/rights.xml" in package:
        raise SkippedFile("is protected against reading")
    book = _book(package)
    root = package.xml(book)
    builder = TextBuilder()
    for chapter in _chapters(root, posixpath.dirname(book)):
        if chapter in package:
            text, _ = decode_page(package.read(chapter))
            page = parse_html(text)
            if page is not None:
                write_page(page, builder)
    titles = [element.text or "" for element in root.iter() if local_name(element) == "title"]
    return builder.finish(title=next(iter(titles), ""))


def _book(package: Package) -> str:
    """Return the name of the part that lists the parts of the book."""
    container = package.xml("META-INF/container.xml")
    for element in container.iter():
        if local_name(element) == "rootfile" and element.get("full-path"):
            return str(element.get("full-path"))
    raise SkippedFile("is damaged (it names no book)")


def _chapters(root: Element, folder: str) -> Iterator[str]:
    """Yield the names of the chapters in reading order, without the table of contents."""
    items = {element.get("id"): element for element in root.iter() if local_name(element) == "item"}
    for reference in root.iter():
        if local_name(reference) == "itemref":
            item = items.get(reference.get("idref"))
            if item is None or item.get("media-type", "") not in _PAGES:
                continue
            if "nav" not in item.get("properties", "").split():
                yield resolve(folder, item.get("href", ""))
