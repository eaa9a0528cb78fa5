"""Web pages → the text that a person reads, without navigation, scripts, forms and cookie bars.

A page that is the export of a channel is read message by message.
"""

from __future__ import annotations

import re

from index.documents.converted.builder import TextBuilder
from index.documents.converted.channels import html as channel
from index.documents.converted.web.clutter import main_part, remove_clutter
from index.documents.converted.web.html_writer import HtmlWriter
from index.documents.converted.words import clean
from index.documents.converted.xml import Element, parse_html
from index.documents.decode import decode
from index.documents.file_text import FileText

_CHARSET = re.compile(
    rb"""<meta[^>]+charset\s*=\s*["']?([\w.:-]+)|<\?xml[^>]+encoding=["']([\w.:-]+)""", re.IGNORECASE
)
_SITE = re.compile(r"\s*[|–—·•:»:-]\s|\s+[-»:]")  # what separates the title of a page from its site's name
_CHARSET_WITHIN = 4096  # bytes at the start of a page that are searched for its encoding


def read(data: bytes) -> FileText:
    """Return the text of a web page in HTML or XHTML. Raises SkippedFile if the bytes are not text."""
    if channel.is_channel(data) and (content := channel.read(data)).text:
        return content
    text, warning = decode_page(data)
    builder = TextBuilder()
    root = parse_html(text)
    title = "" if root is None else write_page(root, builder)
    return builder.finish(title=title, warning=warning)


def decode_page(data: bytes) -> tuple[str, str]:
    """Return the characters of a page, and a warning about them, which may be empty.

    Many pages name a wrong encoding, so UTF-8 is tried first, then the encoding that the page names. Raises
    SkippedFile if the bytes are not text.
    """
    declared = _CHARSET.search(data, 0, _CHARSET_WITHIN)
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        pass
    if declared:
        name = (declared[1] or declared[2]).decode("ascii", "replace").lower()
        name = "cp1252" if name in ("iso-8859-1", "latin1", "ascii", "us-ascii") else name  # as browsers do
        try:
            return data.decode(name), ""
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(data)


def write_page(root: Element, builder: TextBuilder) -> str:
    """Write the main part of a page. Return the page's title, or an empty string."""
    element = root.find(".//title")
    title = "" if element is None else clean("".join(element.itertext()))
    body = root.find("body")
    if body is None:
        body = root
    remove_clutter(body)
    HtmlWriter(builder).write(main_part(body))
    return _without_site(title, body)


def _without_site(title: str, body: Element) -> str:
    """Return the title of a page, "Page | Site", without the name of the site if "Page" is a heading (h1)."""
    for heading in body.iter("h1"):
        words = clean("".join(heading.itertext()))
        if words and title.startswith(words) and _SITE.match(title, len(words)):
            return words
    return title
