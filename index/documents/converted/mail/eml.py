"""E-mails → their sender, recipients, date, text and attached mails. Other attachments are omitted."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator, Sequence
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage, MIMEPart

from index.documents.converted.builder import TextBuilder
from index.documents.converted.text_limit import TextTooLong
from index.documents.converted.web.html import decode_page, write_page
from index.documents.converted.words import clean
from index.documents.converted.xml import parse_html
from index.documents.decode import decode
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile

_SHOWN = ("From", "To", "Cc", "Date")
# The author in an archive by Mailman, which hides the sign "@": "ada at example.org (Ada Berg)".
_OF_MAILMAN = re.compile(r"(?P<address>\S{1,200} at \S{1,200}) +\((?P<name>[^\r\n]{1,200})\)")
_ATTACHED_MAILS = ("message/rfc822", "message/global")
OUTERMOST = -100  #: the level of a mail's subject, above all headings of its text and of attached mails
_QUOTED = re.compile(r"^[ \t]*>[> \t]*", re.MULTILINE)
_SIGNATURE = "-- "
_WORD = re.compile(r"\w+")
_NEARLY_EMPTY = 10  # a plain text only refers to HTML with over ten times as many words
_LINES_OF_ATTRIBUTION = 3  # the most lines that introduce a quoted mail
_LONGEST_ATTRIBUTION = 300  # characters of a line
# "On Monday Ben wrote:", "-----Original Message-----": the line above a quoted mail without ">" marks.
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
    """An .eml file. Raises SkippedFile if it is no mail, its parts cannot be separated, or it is too long."""
    message = parse_mail(data)
    if message is None:
        raise SkippedFile("is no e-mail")
    builder = TextBuilder()
    write_mail(builder, message, OUTERMOST)
    return builder.finish(title=_header(message, "Subject"), line_name="")


def parse_mail(data: bytes) -> EmailMessage | None:
    """The mail in these bytes; None if they have no headers."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    return message if isinstance(message, EmailMessage) and message.keys() else None


def write_mail(builder: TextBuilder, message: EmailMessage, level: int) -> None:
    """Write a mail under its subject, a heading of this level."""
    builder.close_headings(level)
    builder.heading(level, _header(message, "Subject"))
    lines = [f"{name}: {value}" for name in _SHOWN if (value := clean(_header(message, name)))]
    builder.paragraph("\n".join(lines))
    _write_body(builder, message, level)


def _header(message: EmailMessage, name: str) -> str:
    """The value of a header; the raw value of a broken header.

    The author in an archive by Mailman is no valid address, and Python's parser would omit the name.
    """
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    try:
        if name == "From" and (found := _OF_MAILMAN.fullmatch(raw.strip())):
            return f"{make_header(decode_header(found['name']))} <{found['address']}>"
        return str(message.get(name, ""))
    except (ValueError, LookupError, AttributeError, IndexError, TypeError, HeaderParseError):
        # faults of Python's parser
        return raw


def _write_body(builder: TextBuilder, message: EmailMessage, level: int) -> None:
    """Write the texts of a mail and its attached mails, in order."""
    bodies = list(_bodies(message))
    if not bodies:
        other = message.get_body(("plain", "html")) or _undivided(message)
        bodies = [other] if other else []
    for body in bodies:
        attached = _attached_mail(body)
        if attached is None:
            _write_part(builder, body)
        else:
            try:
                write_mail(builder, attached, level + 1)
            except TextTooLong:
                raise
            except SkippedFile:  # only the broken mail is omitted
                pass
            builder.close_headings(level + 1)


def _attached_mail(part: MIMEPart) -> EmailMessage | None:
    """The mail that is attached as a part; None for any other part."""
    if part.get_content_type() not in _ATTACHED_MAILS or not part.is_multipart():
        return None
    mail = part.get_payload(0)
    return mail if isinstance(mail, EmailMessage) and mail.keys() else None


def _bodies(part: MIMEPart) -> Iterator[MIMEPart]:
    """Yield the texts of a mail and its attached mails, in order, and only one of several alternatives."""
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
    """The plain text, or the HTML if the plain text only refers to it."""
    plain = next((each for each in alternatives if each and not any(map(_is_html, each))), [])
    html = next((each for each in alternatives if any(map(_is_html, each))), [])
    if html and _only_refers_to(_words(plain), _words(html)):
        return html
    return plain or html


def _is_text(part: MIMEPart) -> bool:
    return part.get_content_type() in ("text/plain", "text/html") and not _is_attachment(part)


def _is_html(part: MIMEPart) -> bool:
    return part.get_content_subtype() == "html"


def _is_attachment(part: MIMEPart) -> bool:
    try:
        return part.is_attachment() or part.get_filename() is not None
    except (ValueError, LookupError, AttributeError, TypeError):  # faults of Python's parser
        return False


def _only_refers_to(plain: Sequence[str], html: Sequence[str]) -> bool:
    """Whether a plain text has too few words of the HTML to replace it.

    It has under a tenth as many words, or fewer words and less than half of them in common with the HTML.
    """
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
        raise SkippedFile("is an e-mail whose parts cannot be separated")
    _write_plain(builder, text)


def _undivided(message: EmailMessage) -> MIMEPart | None:
    """A multipart part that Python's parser did not divide, since its boundary is wrong; None without one."""
    for part in message.walk():
        if part.get_content_maintype() == "multipart" and not part.is_multipart():
            return part
    return None


def _decoded(content: bytes, charset: str) -> str:
    """The text in the encoding that the mail states; empty if the encoding is wrong or unknown."""
    try:
        return content.decode(charset)
    except (UnicodeDecodeError, LookupError):
        return ""


def _write_plain(builder: TextBuilder, text: str) -> None:
    """Write the paragraphs of a plain text: quoted mails as quotations, and no signatures."""
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
    """Yield the lines without signatures: from "-- " to the next quoted mail, or to the end."""
    number = 0
    while number < len(lines):
        if number and lines[number] == _SIGNATURE:
            number = _end_of_signature(lines, number + 1)
            yield ""
        else:
            yield lines[number]
            number += 1


def _end_of_signature(lines: Sequence[str], start: int) -> int:
    """The number of the first line after a signature: a quoted line, or the introduction of a quoted mail."""
    end = start
    while end < len(lines) and not (_QUOTED.match(lines[end]) or _is_attribution(lines[end])):
        end += 1
    is_quoted = end < len(lines) and _QUOTED.match(lines[end])
    return _start_of_introduction(lines, start, end) if is_quoted else end


def _start_of_introduction(lines: Sequence[str], start: int, end: int) -> int:
    """The first line of the introduction of a quoted mail whose lines start at `end`; `end` without one."""
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
