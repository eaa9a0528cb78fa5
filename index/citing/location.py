"""Where a citation stands in its document, as people look it up: the page or sheet, and the line."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace

from index.documents.blocks.structure import count_line_ends
from index.store.manifest import DocumentEntry
from index.types import Citation


def located_in(entry: DocumentEntry, text: Callable[[], str], citation: Citation) -> Citation:
    """The citation with the page of its marked words, or else that on which its quote starts.

    `entry` is that of its document, and `text` gives the document's whole text where it is needed.
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
