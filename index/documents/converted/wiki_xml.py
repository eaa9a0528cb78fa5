"""MediaWiki's XML export of a wiki → one section for each page, with the blocks of the page's source.

Pages of talk, users, files, interface texts, templates, categories and modules are omitted, and so are
redirects and pages that are not wikitext.
"""

from __future__ import annotations

from collections.abc import Iterator

from index.documents.converted.text_limit import check_text
from index.documents.converted.words import clean
from index.documents.converted.xml import Element, local_name, parse_xml
from index.documents.file_text import FileText
from index.documents.markup.mediawiki import blocks
from index.documents.skipped import SkippedFile
from index.types import Block

# Namespaces: users, files, interface texts, templates and categories; those with odd numbers are talk.
_OMITTED = (2, 6, 8, 10, 14)
_FIRST_OF_PROGRAMS = 700  # the namespaces from this number on are omitted too: modules, gadgets


def read(data: bytes) -> FileText:
    """An .xml file. Raises SkippedFile if it is not valid XML, or no export of a wiki."""
    root = parse_xml(data)
    if local_name(root) != "mediawiki":
        raise SkippedFile("is XML, but no export of a wiki")
    parts: list[str] = []
    found: list[Block] = []
    length = 0
    for page in _children(root, "page"):
        title, source = clean(_text(page, "title")), _source(page)
        if not title or not source.strip():
            continue
        heading = Block("heading", length, length + len(title))
        start = heading.end + 2
        found.append(heading)
        found += (_under_title(title, each, start) for each in blocks(source))
        parts += (title, "\n\n", source, "\n\n")
        length = start + len(source) + 2
        check_text(length)
    text = "".join(parts)
    site = next(_children(root, "siteinfo"), None)
    return FileText(text, blocks=found, line_name="", title=clean(_text(site, "sitename")))


def _source(page: Element) -> str:
    """The source of the newest revision of a page; empty if the page is omitted."""
    kind = _text(page, "ns").strip() or "0"
    if not kind.isdigit() or int(kind) % 2 or int(kind) in _OMITTED or int(kind) >= _FIRST_OF_PROGRAMS:
        return ""
    if next(_children(page, "redirect"), None) is not None:
        return ""
    newest = max(_children(page, "revision"), key=lambda each: _text(each, "timestamp"), default=None)
    return _text(newest, "text") if _text(newest, "model") in ("", "wikitext") else ""


def _under_title(title: str, block: Block, start: int) -> Block:
    """A block of the page's source, which starts at the offset `start`, under the title of the page."""
    return block.shifted(start)._replace(trail=(title, *block.trail))


def _children(element: Element, name: str) -> Iterator[Element]:
    return (each for each in element if local_name(each) == name)


def _text(element: Element | None, name: str) -> str:
    """The text of the first child with this name; empty without one."""
    found = None if element is None else next(_children(element, name), None)
    return "" if found is None else found.text or ""
