"""Text → its sentences, as character offsets. No text is copied, and no model is used.

A sentence never crosses the end of a block. The rules use signs, not the words of a language, except for
lists of abbreviations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.documents.blocks.abbreviations import sentence_continues
from index.documents.plain_text import plain
from index.types import CELL_LINE_BREAK, Block, Range

# The possible ends of a sentence: in a script with spaces, a stop, closing quotes and then white space; in a
# script without spaces, a stop alone. A run of stops is matched once, however long it is.
_STOP = re.compile(
    r"""(?<![.!?…؟۔।॥])(?P<stop>[.!?…؟۔।॥]++)(?P<close>["'”’»)\]*_~]*+)(?=\s)"""
    r"""|[。！？｡]+[」』”’）】》]*"""
)
_MARKS = "*_~"  # around bold, italic and struck text
# Up to three words in bold type are a heading of the rest of the sentence: "**Pay.** We"
_THREE_WORDS = re.compile(r"(?:\S++\s++){3}")
_LINES = re.compile(r"[^\r\n\u2028\u2029]+")


def block_sentences(text: str, block: Block) -> Iterator[Range]:
    """Yield the sentences of a block: each line of code, and the whole of a table's row.

    The first sentence of a message is its author and time.
    """
    if block.kind in ("row", "header"):
        yield block.start, block.end
    elif block.kind == "code":
        for line in _LINES.finditer(text, block.start, block.end):
            yield from strip_range(text, *line.span())
    else:
        start = message_text_start(text, block)
        yield from strip_range(text, block.start, start)
        yield from sentences(text, start, block.end)


def row_sentences(text: str, block: Block) -> Iterator[Range]:
    """Yield the sentences of a table's row. A line break in a cell also ends a sentence."""
    start = block.start
    for replacement in block.replacements:
        if replacement.read == CELL_LINE_BREAK:
            yield from sentences(text, start, replacement.end)
            start = replacement.end
    yield from sentences(text, start, block.end)


def message_text_start(text: str, block: Block) -> int:
    """The offset of the text of a message, after its author and time; the start of any other block.

    An author without a time belongs to the first sentence: "Ada: I bring the soup."
    """
    if block.kind != "message":
        return block.start
    from index.documents.plain_text.chats import message_head  # few texts need it

    head = message_head(text, block.start, block.end)
    return skip_space(text, head.end, block.end) if head and head.stamped else block.start


def every_sentence(text: str) -> list[Range]:
    """The sentences of a plain text in order; a heading is a sentence.

    No sentence is empty, starts or ends with white space, or overlaps another. They leave out white
    space and characters in no block, such as the underlines of headings, the fences of code and markup.
    """
    found: list[Range] = []
    for block in plain.blocks(text):
        if block.kind == "heading":
            found.append((block.start, block.end))
        else:
            found += block_sentences(text, block)
    return found


def sentences(text: str, start: int, end: int) -> Iterator[Range]:
    """Yield the sentences of `text[start:end]`, a paragraph."""
    start = skip_space(text, start, end)
    fourth_word = _fourth_word(text, start, end)
    for stop in _STOP.finditer(text, start, end):
        if stop.end() < end and _ends_sentence(text, start, stop, end, fourth_word):
            yield from strip_range(text, start, stop.end())
            start = skip_space(text, stop.end(), end)
            fourth_word = _fourth_word(text, start, end)
    yield from strip_range(text, start, end)


def _fourth_word(text: str, start: int, end: int) -> int:
    """The offset of the fourth word of `text[start:end]`; `end` if it has fewer words."""
    words = _THREE_WORDS.match(text, start, end)
    return words.end() if words else end


def _ends_sentence(text: str, start: int, stop: re.Match[str], end: int, fourth_word: int) -> bool:
    """Whether `stop` ends the sentence that starts at `start`, in a paragraph that ends at `end`.

    `fourth_word` is the offset of the sentence's fourth word.
    """
    if stop["stop"] is None:  # the stop of a script without spaces
        return True
    following = skip_space(text, stop.end(), end)
    if following < end and text[following].islower():
        return False
    marks = stop["close"].strip(_MARKS)
    if stop["close"] != marks and stop.start() <= fourth_word:
        return False
    if stop["stop"] != "." or marks:
        return True
    return not sentence_continues(text, start, stop.start(), following)


def strip_range(text: str, start: int, end: int) -> list[Range]:
    """A list of the range without the white space at its ends; an empty list if only white space is in it."""
    start = skip_space(text, start, end)
    while end > start and text[end - 1].isspace():
        end -= 1
    return [(start, end)] if start < end else []


def skip_space(text: str, start: int, end: int) -> int:
    """The offset of the first character of `text[start:end]` that is no white space; `end` without one."""
    while start < end and text[start].isspace():
        start += 1
    return start
