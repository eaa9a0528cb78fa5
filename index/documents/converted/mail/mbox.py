"""Mailboxes in the mbox format (RFC 4155) → their mails in order, each under its subject."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.documents.converted.builder import TextBuilder
from index.documents.converted.mail.eml import OUTERMOST, parse_mail, write_mail
from index.documents.converted.text_limit import TextTooLong
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile

# "From anna@example.org Fri May  1 12:00:00 2026" is above the headers of each mail, after a blank line.
_START = re.compile(
    rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\n]{0,200}[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d"
    rb"[^\n]{0,60}\n(?=[!-9;-~]{1,80}:)"
)
_ESCAPED = re.compile(rb"^>(?=>*From )", re.MULTILINE)


def read(data: bytes) -> FileText:
    """An .mbox file. Raises SkippedFile if it is no mailbox, or its text is too long."""
    builder = TextBuilder()
    unread = 0
    for mail in _mails(data):
        message = parse_mail(mail)
        try:
            if message is not None:
                write_mail(builder, message, OUTERMOST)
        except TextTooLong:
            raise
        except SkippedFile:
            unread += 1
    warning = f"contains mails whose parts cannot be separated: {unread}" if unread else ""
    return builder.finish(line_name="", warning=warning)


def _mails(data: bytes) -> Iterator[bytes]:
    """Yield the bytes of each mail. Raises SkippedFile if the data is no mailbox."""
    starts = list(_START.finditer(data))
    if not starts or data[: starts[0].start()].strip():
        raise SkippedFile("is no mailbox")
    ends = [*(found.start() for found in starts[1:]), len(data)]
    for found, end in zip(starts, ends, strict=True):
        yield _ESCAPED.sub(b"", data[found.end() : end])
