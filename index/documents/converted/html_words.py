"""Text of another format with HTML tags and entities in it → its words."""

from __future__ import annotations

import re
from html import unescape

from index.documents.markdown.html_tags import is_html_tag

_BREAK = re.compile(r"<br\s*/?>|</(?:p|li|div|tr|h[1-6])>", re.IGNORECASE)
# An address such as <anna@example.org> is no tag.
_TAG = re.compile(r"</?([a-z][a-z0-9]{0,20})(?=[\s/>])[^<>]{0,500}>", re.IGNORECASE)


def without_tags(text: str) -> str:
    """A text without tags and with its entities as characters. A tag that ends a line becomes a line end."""
    text = _TAG.sub(lambda found: "" if is_html_tag(found[1]) else found[0], _BREAK.sub("\n", text))
    return unescape(text)
