"""E-mails: who wrote to whom and when, and what; without attachments."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage

from index.documents.converted.builder import TextBuilder
from index.documents.converted.html import decode_page, write_page
from index.documents.converted.words import clean
from index.documents.converted.xml import parse_html
from index.documents.decode import decode
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile

_SHOWN = ("From", "To", "Cc", "Date")
_QUOTED = re.compile(r"^[ \t]*>[> \t]*", re.MULTILINE)
_SIGNATURE = "-- \n"
_HEAD_OF_PART = re.compile(
    r"^--[^\n]*\n(?:(?!content-|--)[\w-]+:[^\n]*\n)*+content-[\w-]+:", re.MULTILINE | re.IGNORECASE
)


def read(data: bytes) -> FileText:
    """A mail as .eml. Raises SkippedFile for what is none, and where its parts cannot be told apart."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    if not isinstance(message, EmailMessage) or not message.keys():
        raise SkippedFile("is no e-mail")
    builder = TextBuilder()
    subject = clean(_header(message, "Subject"))
    builder.heading(1, subject)
    lines = [f"{name}: {value}" for name in _SHOWN if (value := clean(_header(message, name)))]
    builder.paragraph("\n".join(lines))
    _write_body(builder, message)
    return builder.finish(title=subject, line_name="")


def _header(message: EmailMessage, name: str) -> str:
    """The value of a header; a broken one as it stands."""
    try:
        return str(message.get(name, ""))
    except (ValueError, LookupError, AttributeError, IndexError, TypeError):  # the parser's own faults
        return next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")


def _write_body(builder: TextBuilder, message: EmailMessage) -> None:
    body = message.get_body(("plain", "html")) or _undivided(message)
    if body is None:
        return
    content = body.get_payload(decode=True)
    if not isinstance(content, bytes):
        return
    charset = body.get_content_charset("utf-8")
    if body.get_content_subtype() == "html":
        page = parse_html(_decoded(content, charset) or decode_page(content)[0])
        if page is not None:
            write_page(page, builder)
        return
    text = _decoded(content, charset) or decode(content)[0]
    if body.get_content_maintype() == "multipart" and _HEAD_OF_PART.search(text.replace("\r\n", "\n")):
        raise SkippedFile("is an e-mail whose parts cannot be told apart")
    _write_plain(builder, text)


def _undivided(message: EmailMessage) -> EmailMessage | None:
    """What says that it has parts, and names no boundary that it has: Python's parser leaves it whole."""
    for part in message.walk():
        if part.get_content_maintype() == "multipart" and not part.is_multipart():
            return part
    return None


def _decoded(content: bytes, charset: str) -> str:
    """The text in the encoding that the mail names; empty where it is not in that."""
    try:
        return content.decode(charset)
    except (UnicodeDecodeError, LookupError):
        return ""


def _write_plain(builder: TextBuilder, text: str) -> None:
    """The paragraphs of a plain text. What is quoted of other mails is marked, a signature is left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").partition("\n" + _SIGNATURE)[0]
    lines: list[str] = []
    quoted = False
    for line in [*text.split("\n"), ""]:
        is_quoted = bool(_QUOTED.match(line))
        words = _QUOTED.sub("", line)
        if lines and (not words.strip() or is_quoted != quoted):
            builder.paragraph("\n".join(lines), "quotation" if quoted else "paragraph")
            lines = []
        if words.strip():
            lines.append(words)
        quoted = is_quoted
