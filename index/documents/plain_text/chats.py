"""Whether a plain text is a chat or an interview, and the author, time and text of its messages.

A message starts with a head: its author, and mostly the time, before the text or on a line of their own.
Other lines may look like heads by chance, so a text is a chat only if several lines do and other signs agree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from index.documents.blocks.questions import ends_with_question_mark, starts_answer, starts_question
from index.english.calendar_names import MONTH_NAME, SHORT_WEEKDAYS, WEEKDAYS
from index.english.number_names import ORDINAL_ENDING
from index.english.patterns import any_of

_CHARACTERS_READ = 1 << 14  # of a text, to decide whether it is a chat
_FEWEST_STAMPED, _FEWEST_SPEAKERS = 2, 3  # heads in a chat, with and without times
_AUTHORS_PER_HEAD = 2 / 3  # at most, for heads without times

_BLANKS = r"[ \t\u00a0\u202f]"
_LINE = r"[^\r\n\u2028\u2029]"
_LINE_END = r"(?:\r\n|[\r\n\u2028\u2029])"
_END = rf"{_BLANKS}*(?=[\r\n\u2028\u2029]|\Z)"
_DAY = (
    r"(?:\d{4}(?:-\d\d-|/\d\d/)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
    rf"|\d{{1,2}}[-. ]{{1,2}}{MONTH_NAME}[-., ]{{1,2}}\d{{2,4}}"
    rf"|{MONTH_NAME}\.? \d{{1,2}}{ORDINAL_ENDING}?,? \d{{4}})"
)
_RELATIVE_DAY = rf"(?:today|yesterday|(?:last )?{any_of(*WEEKDAYS)})(?= at )"
_TWELVE_HOURS = rf"\d{{1,2}}:\d\d(?::\d\d)?{_BLANKS}?[ap]\.?m\b\.?"
_TIME = rf"(?:{_TWELVE_HOURS}|\d{{1,2}}:\d\d(?::\d\d)?(?!\w))"
_STAMP = rf"(?:(?:{_DAY}|{_RELATIVE_DAY})(?:,| at|T)?{_BLANKS}*)?{_TIME}"
_NAME_FORMS = r"[^\W\d_][^\r\n\u2028\u2029:<>\[\]|]{0,31}?|[\w.][\w.-]{1,31}?"
_NAME = rf"(?P<name>{_NAME_FORMS})"
# WhatsApp names people who are not in the exporter's contacts "~ Name", or by their number.
_CONTACT = (
    rf"[\u200e\u202a]?(?:~{_BLANKS}?)?(?P<name>{_NAME_FORMS}"
    r"|\+\d[\d \u00a0\u202f().\u2011-]{4,24}\d)\u202c?"
)
_BADGES = rf"(?:#\d{{4}})?(?:{_BLANKS}+(?:APP|BOT|OP|\[[^\[\]\r\n]{{1,20}}\]|\([^()\r\n]{{1,20}}\)))*"
_NICK = r"<[@+%~& ]?(?P<name>[^\s<>/!=\"']{1,31})>"
_BETWEEN = (  # between an author and the time
    rf"(?:{_BLANKS}*[—–]{_BLANKS}*|{_BLANKS}+-{_BLANKS}+|{_BLANKS}{{2,}}|\t|,{_BLANKS}+(?=\[)"
    rf"|{_BLANKS}(?=(?:today|yesterday) at |{_TWELVE_HOURS}))"
)
REPLY_MARK = "↩ "  #: starts the line below a head that names the message replied to
LONGEST_NAME = 32  #: characters of an author's name
_REPLIED = rf"(?:{_LINE_END}{REPLY_MARK}(?P<replied>{_LINE}{{1,200}}))?"
#: The forms of a head with a time.
_STAMPED = tuple(
    re.compile(rf"[\ufeff\u200e\u200f]*{form}", re.IGNORECASE)
    for form in (
        rf"\[{_STAMP}\]{_BLANKS}+{_NAME}{_BADGES}{_END}{_REPLIED}",
        rf"{_NAME}{_BADGES}{_BETWEEN}\[?{_STAMP}\]?:?{_END}",
        rf"{_NAME}{_BADGES}{_BLANKS}*{_LINE_END}(?:{_BLANKS}*[—–-]{_LINE_END}?)?{_BLANKS}*{_STAMP}{_END}",
        rf"\[{_STAMP}\]{_BLANKS}*{_CONTACT}{_BADGES}:{_BLANKS}+(?=\S)",
        rf"\[?{_STAMP}\]?{_BLANKS}+{_NICK}{_BLANKS}+(?=\S)",
        rf"{_DAY},?{_BLANKS}+{_TIME}{_BLANKS}+-{_BLANKS}+{_CONTACT}:{_BLANKS}+(?=\S)",
    )
)
#: A line of WhatsApp on Android without an author, which is a notice: "2/3/25, 18:00 - Ada left".
_DATED_LINE = re.compile(rf"{_DAY},{_BLANKS}+{_TIME}{_BLANKS}+-{_BLANKS}+(?P<words>{_LINE}+)", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_LONGEST_HEAD = 200  # characters
_SPEAKER = re.compile(
    r"(?:<(?P<nick>[@+%~&]?[\w`^{}-]{1,31})> |(?P<name>[^\W\d_][\w.'-]*(?: [\w.'&-]+){0,3}):[ \t]+)(?=\S)"
)
_A_DAY = re.compile(rf"{_DAY}|{_RELATIVE_DAY}", re.IGNORECASE)
_TODAY = re.compile(r"(?:today|yesterday) at ", re.IGNORECASE)

# Text that programs add when they export chats.
_FRAME_LINE = rf"{_BLANKS}*(?:[^\s:][^\r\n\u2028\u2029:]{{0,30}}:{_LINE}*|Exported{_LINE}*)"
_RULE = r"(?P<rule>[=*_#-])(?P=rule){9,}"
_FRAME = re.compile(
    rf"[\ufeff\s]*{_RULE}{_END}(?:{_LINE_END}{_FRAME_LINE}){{1,12}}{_LINE_END}(?P=rule){{10,}}{_END}"
)
_LAST_FRAME = re.compile(rf"{_RULE}{_END}{_LINE_END}{_LINE}{{1,80}}{_LINE_END}(?P=rule){{10,}}\s*\Z")
_LAST_CHARACTERS = 1000
_ATTACHED = re.compile(r"\{(?:Attachments?|Reactions?|Stickers?|Inline Emojis?)\}\s*", re.IGNORECASE)
_EMBEDDED = re.compile(r"\{Embeds?\}\s*", re.IGNORECASE)
_WEEKDAY = any_of(*WEEKDAYS, *SHORT_WEEKDAYS)
_FULL_DAY = rf"(?:{_WEEKDAY}\.?,? )?(?:{_DAY}|\d{{1,2}} {MONTH_NAME} \d{{4}})"
_DIVIDER = r"[-—–=*_]{1,80}"
#: A line that gives the day of the messages below it: between dashes or similar signs, or "--- Day changed".
_MARKED_DAY = re.compile(
    rf"{_DIVIDER} ?(?:Log (?:opened|closed)|Day changed){_LINE}*"
    rf"|{_DIVIDER} ?(?:{_FULL_DAY}|{_WEEKDAY}|today|yesterday) ?{_DIVIDER}",
    re.IGNORECASE,
)
#: A line with only a day, which must be a full date.
_BARE_DAY = re.compile(_FULL_DAY, re.IGNORECASE)
_LINES = re.compile(rf"{_LINE}+")
_ISO_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)")
_DAY_AND_TIME = re.compile(rf"{_DAY}(?:,| at)?{_BLANKS}+{_TIME}", re.IGNORECASE)
#: The notices that Discord and WhatsApp themselves write into a chat, as they and their exports word them.
_NOTICE = re.compile(
    r"joined the server\.?|pinned a message(?: to this channel)?\.?|left the group\.?"
    r"|(?:added|removed) .{1,60} (?:to|from) the group\.?|started a thread(?:[.:].{0,120})?"
    r"|started a call that lasted [\d,.]+ minutes?\.?|changed the channel (?:icon|name(?:: .{1,120})?)\.?"
    r"|<?(?:media|image|video|audio|sticker|GIF|contact card|video note) omitted>?"
    r"|(?:this message was|you) deleted(?: this message)?(?: by admin.{0,60})?\.?"
    r"|messages and calls are end-to-end encrypted\b.{0,200}|.{1,60} created (?:this group|group .{1,100})",
    re.IGNORECASE,
)
_DIRECTION_MARKS = "\u200e\u200f"  # WhatsApp puts one before each text of its own
#: What WhatsApp adds to a message that was edited.
EDITED_MARK = re.compile(r"[ \u200e\u200f]{0,4}<This message was edited>")


class Head(NamedTuple):
    """The start of a message: who wrote it, and when. The text of the message starts at character `end`."""

    author: str
    end: int
    stamped: bool  #: whether it states the time
    day: str = ""  #: the day as it is written, in lower case; empty if the head states none
    replied: str = ""  #: author and first words of the message replied to: "Ada: When is it?"; else empty


class Chat(NamedTuple):
    """A text that is a chat: its characters `start` to `end`, without the frames of an exporting program."""

    start: int
    end: int
    first: int  #: offset of the first message
    stamped: bool  #: whether the heads state the time
    dated: bool  #: whether the messages start with the day, the time and a dash: "2/3/25, 18:00 - Ada: …"

    def begins_message(self, text: str, start: int) -> bool:
        """Whether a message starts with the line at offset `start`."""
        if self.stamped:
            return _stamped_head(text, _skip_blanks(text, start, len(text)), len(text)) is not None
        head = message_head(text, start, len(text))
        return head is not None and not head.stamped

    def has_text(self, text: str, start: int, end: int) -> bool:
        """Whether the message `text[start:end]` has text after its head."""
        return bool(message_text(text, start, end))

    def is_notice(self, text: str, start: int, end: int) -> bool:
        """Whether the message `text[start:end]` is a notice of the chat program about its author."""
        return self.stamped and is_notice(message_text(text, start, end))

    def begins_attachments(self, line: str) -> bool:
        """Whether a line starts the list of a message's attachments, which ends at the next blank line."""
        return _ATTACHED.fullmatch(line) is not None

    def is_outside_messages(self, line: str, *, is_text: Callable[[], bool]) -> bool:
        """Whether a line belongs to no message: the day of the messages below it, or the label of an embed.

        In a chat of dated messages, this is also a dated line without an author, which is a notice.

        `is_text` returns whether the line is directly below a head. There, a day alone is the message's text.
        """
        if _EMBEDDED.fullmatch(line) or _MARKED_DAY.fullmatch(line):
            return True
        if self.dated and (dated := _DATED_LINE.fullmatch(line)) and ": " not in dated["words"]:
            return True
        return _BARE_DAY.fullmatch(line) is not None and not is_text()


def message_head(text: str, start: int, end: int) -> Head | None:
    """Return the head at the start of `text[start:end]`, or None if it does not start with one."""
    start = _skip_blanks(text, start, end)
    if found := _stamped_head(text, start, end):
        day = _A_DAY.search(found[0])
        replied = found.groupdict().get("replied") or ""
        written = day[0].casefold() if day else ""
        return Head(_author(found["name"]), found.end(), stamped=True, day=written, replied=replied)
    found = _SPEAKER.match(text, start, end)
    if found is None or starts_question(text, start, end) or starts_answer(text, start, end):
        return None
    return Head(_author(found["nick"] or found["name"]), found.end(), stamped=False)


def _stamped_head(text: str, start: int, end: int) -> re.Match[str] | None:
    """Return the match of the head with a time at `start`, or None."""
    if not _DIGIT.search(text, start, min(end, start + _LONGEST_HEAD)):
        return None
    return next(filter(None, (form.match(text, start, end) for form in _STAMPED)), None)


def message_text(text: str, start: int, end: int) -> str:
    """Return the message `text[start:end]` without its head and without blanks at its ends."""
    head = message_head(text, start, end)
    return text[head.end if head else start : end].strip()


def find_chat(text: str) -> Chat | None:
    """Return the chat that a text is, or None.

    A chat with times has at least two heads with times. Compared with the paragraphs that start without a
    head, there are at least half as many heads. An author writes twice, a line asks, or a head says "Today
    at" or "Yesterday at". In the frame of an exporting program, one head with a time is enough.

    A chat without times has at least three heads, and at least as many heads as paragraphs that start without
    one. It has two or more authors, with at least 1.5 heads each on average, and a line that asks.
    """
    signs = _signs(text)
    frame = _FRAME.match(text)
    if signs.stamped and (frame or signs.are_of_chat):
        return _chat(text, frame.end() if frame else 0, signs.stamped)
    return _chat(text, 0, signs.heads) if signs.are_of_speakers else None


@dataclass(slots=True)
class _Signs:
    """The signs in the lines of a text that it is a chat."""

    heads: list[tuple[int, Head]] = field(default_factory=list)  #: with the offset of each
    others: int = 0  #: paragraphs that do not start with a head
    asks: bool = False  #: whether a line asks
    is_relative: bool = False  #: whether a head states its day as "Today at" or "Yesterday at"

    @property
    def stamped(self) -> list[tuple[int, Head]]:
        """The heads with times."""
        return [(start, head) for start, head in self.heads if head.stamped]

    @property
    def are_of_chat(self) -> bool:
        """Whether the heads with times are those of a chat."""
        stamped = self.stamped
        if len(stamped) < _FEWEST_STAMPED or 2 * len(stamped) < self.others:
            return False
        return self.asks or self.is_relative or len(_authors(stamped)) < len(stamped)

    @property
    def are_of_speakers(self) -> bool:
        """Whether no head has a time, and the heads are those of a chat."""
        if self.stamped or not self.asks or len(self.heads) < max(_FEWEST_SPEAKERS, self.others):
            return False
        return 1 < len(_authors(self.heads)) <= _AUTHORS_PER_HEAD * len(self.heads)


def _authors(heads: Sequence[tuple[int, Head]]) -> set[str]:
    return {head.author for _, head in heads}


def _signs(text: str) -> _Signs:
    """Collect the signs in the first lines of a text."""
    signs = _Signs()
    is_below_blank, end_of_line = True, 0
    for line in _LINES.finditer(text, 0, _CHARACTERS_READ):
        gap = text[end_of_line : line.start()].replace("\r\n", "\n")
        is_below_blank = is_below_blank or len(gap) > 1
        words = line[0].strip()
        end_of_line = line.end()
        if not words:
            is_below_blank = True
            continue
        signs.asks = signs.asks or ends_with_question_mark(words)
        if head := message_head(text, line.start(), len(text)):
            signs.heads.append((line.start(), head))
            signs.is_relative = signs.is_relative or _TODAY.search(words) is not None
        else:
            signs.others += is_below_blank
        is_below_blank = False
    return signs


def find_day_and_time(written: str) -> str:
    """Return the ISO time at the start of a text, else the first day with a time as heads write it, or ""."""
    if iso := _ISO_TIME.match(written):
        return f"{iso[1]} {iso[2]}"
    found = _DAY_AND_TIME.search(written)
    return found[0] if found else ""


def is_notice(words: str) -> bool:
    """Whether the words of a message are a notice of the chat program: "Joined the server."."""
    return _NOTICE.fullmatch(words.strip(_DIRECTION_MARKS)) is not None


def replied_to(replied: str) -> tuple[str, str]:
    """Split `Head.replied`, "Ada: When is …", into the author and the first words of that message."""
    name, _, words = replied.partition(": ")
    return _author(name), words.removesuffix("…").strip()


def _chat(text: str, start: int, heads: list[tuple[int, Head]]) -> Chat:
    first, head = heads[0]
    last = _LAST_FRAME.search(text, max(0, len(text) - _LAST_CHARACTERS))
    end = last.start() if last else len(text)
    return Chat(start, end, first, head.stamped, _DATED_LINE.match(text, first) is not None)


def _skip_blanks(text: str, start: int, end: int) -> int:
    while start < end and text[start] in " \t":
        start += 1
    return start


def _author(name: str) -> str:
    """Return a name in lower case, without the badges APP, BOT and OP."""
    words = name.split()
    return " ".join(word for word in words if word not in ("APP", "BOT", "OP")).casefold() or name.casefold()
