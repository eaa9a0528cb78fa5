"""The location of a citation in its document, by which people find it: the page or sheet, and the line."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace

from index.documents.blocks.text_lines import count_line_ends
from index.store.manifest import DocumentEntry
from index.types import Citation


def located_in(entry: DocumentEntry, text: Callable[[], str], citation: Citation) -> Citation:
    """Return the citation with its page, or sheet, and its line.

    The page is that of the marked words, or else the page on which the quote starts. In a sheet, the line is
    the row of the sheet. `entry` is the manifest's entry of the document; `text` returns the document's whole
    text, and is called only if it is needed.
    """
    citation = replace(citation, line_name=entry.line_name)
    if not entry.pages:
        return citation
    first_marked = citation.start + (citation.answer[0] if citation.answer else 0)
    page = bisect_right(entry.pages, first_marked)
    name = entry.page_names[page - 1] if page and entry.page_names else f"page {page}"
    line = citation.line
    if entry.line_name == "row":  # counted from the start of its sheet
        sheet = entry.pages[page - 1] if page else 0
        line = 1 + count_line_ends(text(), sheet, max(sheet, citation.start))
    return replace(citation, page=page, page_name=name, line=line)
