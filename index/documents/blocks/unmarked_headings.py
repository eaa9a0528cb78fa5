"""Headings without the marks of a format: "LAB GROUPS", "**Roles**" alone on a line, "📌 Rules".

They occur in posts and notes, in Markdown and in plain text. Whether a line is a heading depends on its signs
and on the text below it. A sentence is none: "**Do not unplug.**", "PLEASE DO NOT PARK HERE".
"""

from __future__ import annotations

import re
import unicodedata

from index.documents.blocks.questions import starts_answer
from index.english.patterns import any_of
from index.english.verbs import AUXILIARIES

CAPITALS_LEVEL = 20  #: level of a heading in capitals; marked headings have lower numbers
EMPHASIS_LEVEL = 21  #: level of a heading in bold type or after an emoji, below one in capitals
LABEL_LEVEL = 45  #: level of a line that ends with a colon; its section ends with the paragraph
_LONGEST_WORDS = 60  # characters of a heading's words
_LONGEST_LINE = 120  # characters of a line, with its marks
_MOST_WORDS = 8
_FEWEST_LETTERS = 3  # of a heading in capitals
_LONGEST_LABEL = 40  # characters
_LONGEST_ENTRY = 50  # characters of a line below a label; a longer one may be prose
_FEWEST_ENTRIES = 2  # lines below a label
_EMOJI = r"(?:<a?:\w{1,40}:\d{1,20}>|:[a-z]\w{1,40}:|[^\w\s*_`#|<>:\"'“„«»(\[{.,;!?/\\=+~^$%&@-]{1,8})"
_EMPHASISED = re.compile(
    rf"[ \t]*(?:{_EMOJI}[ \t]*)?(?P<sign>\*\*\*|__\*\*|\*\*__|\*\*|__)(?P<words>[^\s*_][^\n]{{0,78}}?)"
    rf"(?:(?<=[^\s*_]))(?:\*\*\*|\*\*__|__\*\*|\*\*|__):?(?:[ \t]*{_EMOJI})?[ \t]*"
)
_WITH_EMOJI = re.compile(rf"[ \t]*{_EMOJI}[ \t]+(?P<words>[^\W_][^\n]{{0,58}})")
_CAPITALS = re.compile(r"[^a-z\n\t|=<>{}\[\]$#@\\;_*`~+\"]+")
_ASKS = re.compile(rf"{any_of('who', 'what', 'which', 'where', 'when', 'why', 'how')}\b", re.IGNORECASE)
_STATES = re.compile(rf"\b{any_of(*AUXILIARIES, 'please', 'not', 'never', 'only')}\b|n['’]t\b", re.IGNORECASE)
_SENTENCE_SIGN = re.compile(r"[.;,!?…]\W*\Z|[.!?] |\S: | [–—] ")
_ITEM = re.compile(r"[ \t]*(?:[-*+•‣–]|\(?\w{1,3}[.)])[ \t]")
_NO_ENTRY = tuple("|`~#>+-/!:")  # start a table, code, a quotation, an option or a command


def emphasised_words(line: str) -> tuple[int, int] | None:
    """Return the range of the words in a line that may be a heading in bold type, or None."""
    found = _EMPHASISED.fullmatch(line) if len(line) <= _LONGEST_LINE else None
    if found is None or "**" in found["words"] or "__" in found["words"]:
        return None
    if starts_answer(line, 0, len(line)):
        return None
    return found.span("words") if _may_be_heading(found["words"]) else None


def is_apart(words: str, above: str, below: str) -> bool:
    """Whether the words of a line in bold type are not part of a sentence with the lines above and below."""
    is_after_sentence = not above.strip() or above.rstrip()[-1] in ".!?:;)…"
    return is_after_sentence or (not words[:1].islower() and not below.lstrip()[:1].islower())


def words_with_emoji(line: str) -> tuple[int, int] | None:
    """Return the range of the words in a line that may be a heading after an emoji, or None."""
    found = _WITH_EMOJI.fullmatch(line) if len(line) <= _LONGEST_LINE else None
    if found is None or not _has_symbol(line[: found.start("words")]):
        return None
    words = found["words"]
    return found.span("words") if " - " not in words and ":" not in words and _may_be_heading(words) else None


def is_in_capitals(line: str) -> bool:
    """Whether a line may be a heading in capitals."""
    words = line.strip().removesuffix(":") if len(line) <= _LONGEST_LINE else ""
    letters = sum(map(str.isalpha, words))
    return (
        letters >= _FEWEST_LETTERS
        and words.isupper()
        and 2 * letters > len(words)
        and "  " not in words
        and _CAPITALS.fullmatch(words) is not None
        and _ITEM.match(words) is None
        and _may_be_heading(words)
    )


def is_label(line: str, below: list[str]) -> bool:
    """Whether a line that ends with a colon, such as "Roles:", is the heading of short lines below it."""
    words = line.strip().strip("*_")
    if not words.endswith(":") or len(words) > _LONGEST_LABEL or not _may_be_heading(words[:-1]):
        return False
    if starts_answer(words, 0, len(words)):
        return False
    entries = [each.strip() for each in below[:_FEWEST_ENTRIES]]
    are_short = all(each and len(each) <= _LONGEST_ENTRY for each in entries)
    are_marked = any(each.startswith(_NO_ENTRY) or _ITEM.match(each) for each in entries)
    return len(entries) == _FEWEST_ENTRIES and are_short and not are_marked


def _may_be_heading(words: str) -> bool:
    """Whether words are few and contain a letter, and look neither like a sentence nor like a question."""
    words = words.strip()
    if not words or len(words) > _LONGEST_WORDS or len(words.split()) > _MOST_WORDS:
        return False
    is_statement = _STATES.search(words) is not None and _ASKS.match(words) is None
    return any(map(str.isalpha, words)) and not is_statement and not _SENTENCE_SIGN.search(words)


def _has_symbol(text: str) -> bool:
    """Whether a text contains an emoji, or a colon, as around the name of an emoji."""
    return ":" in text or any(unicodedata.category(sign) == "So" for sign in text)
