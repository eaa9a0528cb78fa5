"""Markdown escaping: any text → text that reads the same, and that Discord does not act on.

`clean` removes invisible characters, `escape` disables what Discord would act on, `shorten` and
`shorten_around` cut to a length: between words, or inside a word that alone is too long, but never inside a
group of code points that is drawn as one character. `inline` does all three for a text inside a line.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from functools import cache

from bot.discord.limits import length

ELLIPSIS = "…"

_JOINERS = "\u200c\u200d"  # needed between letters of Persian and Hindi, and in emoji
_BLANK_LETTERS = "\u115f\u1160\u3164\uffa0\u2800"  # blank, though Unicode counts them as letters or a symbol
_ACTIVE = re.compile(r"[\\`*_~|<>\[\]]")
_MENTION = re.compile(r"@(?=everyone|here|[!&]?\d)", re.IGNORECASE)
_LINK = re.compile(r"(?<=[a-z0-9]):(?=/)", re.IGNORECASE)
# Spaces but not line ends: over a run of line ends, matching would take quadratic time.
_LINE_START = re.compile(r"^([^\S\n]*)([#+-])", re.MULTILINE)
_NUMBERED = re.compile(r"^([^\S\n]*\d+)([.)])", re.MULTILINE)
_NO_BREAK = "\u00a0"
# A joiner without a non-ASCII character on each side joins nothing. Possessive quantifiers match each run
# once.
_NO_JOINER = re.compile(
    rf"(?<![^\x00-\x7f\s])[{_JOINERS}]++|(?<![{_JOINERS}])[{_JOINERS}]++(?![^\x00-\x7f\s])"
)
# The flags of England, Scotland and Wales: a black flag, followed by invisible tag letters.
_TAGS = "\U000e0020-\U000e007f"
_FLAGS = "|".join(
    "\U0001f3f4" + "".join(chr(0xE0000 + ord(letter)) for letter in region) + "\U000e007f"
    for region in ("gbeng", "gbsct", "gbwls")
)
_TAG = re.compile(rf"({_FLAGS})|[{_TAGS}]")
_TAB, _MOST_INDENTATION = 4, 16  # characters
_WORD = re.compile(r"\s*\S+")


def clean(text: str, *, lines: bool = False) -> str:
    """Return `text` without characters that hide, reorder or break it, on one line; `lines` keeps its lines.

    Lines keep their indentation, which code and nested lists need; only the first line that is not empty
    loses it.
    """
    visible = "".join(map(_visible, text.expandtabs(_TAB) if lines else text))
    joined = _NO_JOINER.sub("", _TAG.sub(r"\1", visible))
    if not lines:
        return " ".join(joined.split())
    first, *others = joined.lstrip().split("\n")
    stripped = "\n".join([" ".join(first.split()), *map(_with_indentation, others)])
    return re.sub(r"\n{3,}", "\n\n", stripped).strip("\n")


def _with_indentation(line: str) -> str:
    """Return a line without repeated spaces, except up to 16 at its start, which become no-break spaces.

    Discord shows only no-break spaces at the start of a line.
    """
    words = " ".join(line.split())
    indentation = min(len(line) - len(line.lstrip(" ")), _MOST_INDENTATION)
    return _NO_BREAK * indentation + words if words else ""


@cache
def _visible(character: str) -> str:
    """Return `character`; a space if it is blank, "" if invisible, U+FFFD if half of a surrogate pair."""
    if character in _JOINERS or character == "\n" or _is_tag(character):
        return character
    if character in _BLANK_LETTERS:
        return " "
    match unicodedata.category(character):
        case "Cc" | "Zs" | "Zl" | "Zp":
            return " "
        case "Cf":
            return ""
        case "Cs":
            return "\ufffd"
    return character


def _is_tag(character: str) -> bool:
    """Whether a character is an invisible tag character, as in the flags of England, Scotland and Wales."""
    return "\U000e0020" <= character <= "\U000e007f"


def escape(text: str, *, line_start: bool = True) -> str:
    """Escape `text`, so that Discord shows it as it is: no mention, Markdown, link, spoiler or code works.

    `line_start` says whether the text will be at the start of a line, where headings and lists start. Its
    second and later lines always are.
    """
    escaped = _ACTIVE.sub(r"\\\g<0>", text)
    escaped = _MENTION.sub("@\u200b", escaped)
    escaped = _LINK.sub(r"\\:", escaped)
    first, line_break, rest = ("", "", escaped) if line_start else escaped.partition("\n")
    return first + line_break + _NUMBERED.sub(r"\1\\\2", _LINE_START.sub(r"\1\\\2", rest))


def shorten(text: str, limit: int) -> str:
    """Cut clean `text` at its end so that, escaped, it has at most `limit` characters, `…` included."""
    if length(escape(text)) <= limit:
        return text
    start = _words_that_fit(text[: limit + 1], limit - 1)
    if not start.strip():
        start = _characters_that_fit(text, limit - 1)
    return start.rstrip() + ELLIPSIS


def inline(text: str, limit: int) -> str:
    """Return any text cleaned, cut to `limit` characters and escaped, to be put inside a line."""
    return escape(shorten(clean(text), limit), line_start=False)


def shorten_around(text: str, start: int, end: int, limit: int) -> tuple[str, int, int]:
    """Cut clean `text` to `limit` around its characters `start` to `end`; return their new positions too."""
    if length(escape(text)) <= limit:
        return text, start, end
    middle = text[start:end]
    room = limit - length(escape(middle))
    if room < 2 * len(ELLIPSIS):
        middle = shorten(middle, limit)
        return middle, 0, len(middle)
    before = _shorten_start(text[:start], room // 2)
    after = text[end:]
    if after:
        after = shorten(after, limit - length(escape(before)) - length(escape(middle)))
    return before + middle + after, len(before), len(before) + len(middle)


def _shorten_start(text: str, limit: int) -> str:
    """Return the end of `text` that, escaped, has at most `limit` characters, after `…` if it is cut."""
    if length(escape(text)) <= limit:
        return text
    tail = text[-limit:]
    words = re.findall(r"\S+\s*|\s+", tail)[1:]  # the first word may lack its start
    while words and length(escape("".join(words))) > limit - 1:
        words.pop(0)
    return ELLIPSIS + "".join(words)


def _words_that_fit(text: str, limit: int) -> str:
    """Return the first words of `text`, never the last, that have at most `limit` characters when escaped."""
    fitting, used = [], 0
    words = _WORD.findall(text)[:-1]  # the last word may lack its end
    for word in words:
        used += length(escape(word))
        if used > limit:
            break
        fitting.append(word)
    return "".join(fitting)


def _characters_that_fit(text: str, limit: int) -> str:
    """Return the first characters of `text` that, escaped, have at most `limit` characters."""
    end, used = 0, 0
    for character in text:
        used += length(escape(character))
        if used > limit:
            break
        end += 1
    while end > 0 and (length(escape(text[:end])) > limit or (end < len(text) and _continues(text, end))):
        end -= 1
    return text[:end]


def _continues(text: str, index: int) -> bool:
    """Whether the code point at `index` and the one before it are drawn as one character."""
    character, before = text[index], text[index - 1]
    if _is_regional(character):  # two of them are a flag
        others = itertools.takewhile(_is_regional, reversed(text[:index]))
        return sum(1 for _ in others) % 2 == 1
    modifier = "\U0001f3fb" <= character <= "\U0001f3ff" or _is_tag(character)
    return (
        character in _JOINERS or before in _JOINERS or modifier or unicodedata.category(character)[0] == "M"
    )


def _is_regional(character: str) -> bool:
    """Whether a character is half of a flag (a regional indicator)."""
    return "\U0001f1e6" <= character <= "\U0001f1ff"
