"""E-mails: who wrote to whom and when, and what; mails that are attached to them; no other attachments."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from email.message import EmailMessage, MIMEPart

from index.documents.converted.builder import TextBuilder
from index.documents.converted.web.html import decode_page, write_page
from index.documents.converted.words import clean
from index.documents.converted.xml import parse_html
from index.documents.decode import decode
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile

_SHOWN = ("From", "To", "Cc", "Date")
_ATTACHED_MAILS = ("message/rfc822", "message/global")
OUTERMOST = -100  #: the level of a mail's subject: above all headings of its texts, and of mails inside it
_QUOTED = re.compile(r"^[ \t]*>[> \t]*", re.MULTILINE)
_SIGNATURE = "-- "
_WORD = re.compile(r"\w+")
_NEARLY_EMPTY = 10  # how many times as many words HTML has as a plain text that only points to it
_LINES_OF_ATTRIBUTION = 3  # at most
_LONGEST_ATTRIBUTION = 300  # characters of a line
# "On Monday Ben wrote:", "-----Original Message-----": what stands above another mail without marks.
_ATTRIBUTION = re.compile(
    r"(?:on|am|le|el|il|op|em|den|w dniu)\b.*"
    r"\b(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef|escreveu|skrev|napisał)\b.*:\s*$"
    r"|-{3,}\s*(?!BEGIN|END)[^\s-].*-{3,}\s*$",
    re.IGNORECASE,
)
_HEAD_OF_PART = re.compile(
    r"^--[^\n]*\n(?:(?!content-|--)[\w-]+:[^\n]*\n)*+content-[\w-]+:", re.MULTILINE | re.IGNORECASE
)


def read(data: bytes) -> FileText:
    """A mail as .eml. Raises SkippedFile for what is none, and where its parts cannot be told apart."""
    message = parse_mail(data)
    if message is None:
        raise SkippedFile("is no e-mail")
    builder = TextBuilder()
    write_mail(builder, message, OUTERMOST)
    return builder.finish(title=_header(message, "Subject"), line_name="")


def parse_mail(data: bytes) -> EmailMessage | None:
    """The mail that these bytes are; None where they have no headers."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    return message if isinstance(message, EmailMessage) and message.keys() else None


def write_mail(builder: TextBuilder, message: EmailMessage, level: int) -> None:
    """Write a mail below its subject, a heading of this level."""
    builder.close_headings(level)
    builder.heading(level, _header(message, "Subject"))
    lines = [f"{name}: {value}" for name in _SHOWN if (value := clean(_header(message, name)))]
    builder.paragraph("\n".join(lines))
    _write_body(builder, message, level)


def _header(message: EmailMessage, name: str) -> str:
    """The value of a header; a broken one as it stands."""
    try:
        return str(message.get(name, ""))
    except (ValueError, LookupError, AttributeError, IndexError, TypeError):  # the parser's own faults
        return next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")


def _write_body(builder: TextBuilder, message: EmailMessage, level: int) -> None:
    bodies = list(_bodies(message))
    if not bodies:
        other = message.get_body(("plain", "html")) or _undivided(message)
        bodies = [other] if other else []
    for body in bodies:
        attached = _attached_mail(body)
        if attached is None:
            _write_part(builder, body)
        else:
            with suppress(SkippedFile):  # a broken one costs only itself
                write_mail(builder, attached, level + 1)
            builder.close_headings(level + 1)


def _attached_mail(part: MIMEPart) -> EmailMessage | None:
    """The mail that a part is."""
    if part.get_content_type() not in _ATTACHED_MAILS or not part.is_multipart():
        return None
    mail = part.get_payload(0)
    return mail if isinstance(mail, EmailMessage) and mail.keys() else None


def _bodies(part: MIMEPart) -> Iterator[MIMEPart]:
    """The texts of a mail and the mails that are attached to it, in order; of alternatives one."""
    subtype = part.get_content_subtype()
    if part.get_content_maintype() == "multipart":
        if part.is_multipart() and subtype == "alternative":
            yield from _alternative([list(_bodies(each)) for each in part.iter_parts()])
        elif part.is_multipart():
            for each in part.iter_parts():
                yield from _bodies(each)
    elif _attached_mail(part) is not None or _is_text(part):
        yield part


def _alternative(alternatives: Sequence[list[MIMEPart]]) -> list[MIMEPart]:
    """The plain text, or HTML where the plain text says nearly nothing beside it."""
    plain = next((each for each in alternatives if each and not any(map(_is_html, each))), [])
    html = next((each for each in alternatives if any(map(_is_html, each))), [])
    if html and _only_points_to(_words(plain), _words(html)):
        return html
    return plain or html


def _is_text(part: MIMEPart) -> bool:
    return part.get_content_type() in ("text/plain", "text/html") and not _is_attachment(part)


def _is_html(part: MIMEPart) -> bool:
    return part.get_content_subtype() == "html"


def _is_attachment(part: MIMEPart) -> bool:
    try:
        return part.is_attachment() or part.get_filename() is not None
    except (ValueError, LookupError, AttributeError, TypeError):  # the parser's own faults
        return False


def _only_points_to(plain: Sequence[str], html: Sequence[str]) -> bool:
    """Whether a plain text is nearly empty beside HTML: in words, or in words that both have."""
    shared = len({*plain} & {*html})
    return len(plain) * _NEARLY_EMPTY < len(html) or (len(plain) < len(html) and shared < len({*plain}) / 2)


def _words(parts: Sequence[MIMEPart]) -> list[str]:
    builder = TextBuilder()
    for part in parts:
        _write_part(builder, part)
    return _WORD.findall(builder.finish().text.lower())


def _write_part(builder: TextBuilder, body: MIMEPart) -> None:
    content = body.get_payload(decode=True)
    if not isinstance(content, bytes):
        return
    charset = body.get_content_charset("utf-8")
    if _is_html(body):
        page = parse_html(_decoded(content, charset) or decode_page(content)[0])
        if page is not None:
            write_page(page, builder)
        return
    text = _decoded(content, charset) or decode(content)[0]
    if body.get_content_maintype() == "multipart" and _HEAD_OF_PART.search(text.replace("\r\n", "\n")):
        raise SkippedFile("is an e-mail whose parts cannot be told apart")
    _write_plain(builder, text)


def _undivided(message: EmailMessage) -> MIMEPart | None:
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
    """The paragraphs of a plain text. What is quoted of other mails is marked, signatures are left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines: list[str] = []
    quoted = False
    for line in [*_without_signatures(text.split("\n")), ""]:
        is_quoted = bool(_QUOTED.match(line))
        words = _QUOTED.sub("", line)
        if lines and (not words.strip() or is_quoted != quoted):
            builder.paragraph("\n".join(lines), "quotation" if quoted else "paragraph")
            lines = []
        if words.strip():
            lines.append(words)
        quoted = is_quoted


def _without_signatures(lines: Sequence[str]) -> Iterator[str]:
    """The lines without what stands between "-- " and the next mail that is quoted, or the end."""
    at = 0
    while at < len(lines):
        if at and lines[at] == _SIGNATURE:
            at = _end_of_signature(lines, at + 1)
            yield ""
        else:
            yield lines[at]
            at += 1


def _end_of_signature(lines: Sequence[str], start: int) -> int:
    """The first line after a signature that belongs to another mail: a quoted one, or what introduces it."""
    end = start
    while end < len(lines) and not (_QUOTED.match(lines[end]) or _is_attribution(lines[end])):
        end += 1
    is_quoted = end < len(lines) and _QUOTED.match(lines[end])
    return _start_of_introduction(lines, start, end) if is_quoted else end


def _start_of_introduction(lines: Sequence[str], start: int, end: int) -> int:
    """Where the lines begin that introduce the quoted ones at `end`; that is `end` where none do."""
    last = end - 1
    while last >= start and not lines[last].strip():
        last -= 1
    if last < start or not lines[last].rstrip().endswith(":"):
        return end
    first = last
    while first > start and lines[first - 1].strip():
        first -= 1
    return first if first > start and last - first < _LINES_OF_ATTRIBUTION else last


def _is_attribution(line: str) -> bool:
    return len(line) <= _LONGEST_ATTRIBUTION and _ATTRIBUTION.match(line) is not None
