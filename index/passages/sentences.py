"""Text → its sentences, as character offsets. It copies no text and knows no model.

A section runs from one heading to the next; a sentence never crosses the end of a block. The rules look at
signs, not at a language's words, save for lists of abbreviations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.documents.plain_text import plain
from index.passages.abbreviations import continues
from index.types import LINE_BREAK, Block, Range

# Where a sentence may end: a stop of a spaced script with its closing quotes, then white space; or a stop
# of a script that is written without spaces. A run of stops is looked at once, however long it is.
_STOP = re.compile(
    r"""(?<![.!?…؟۔।॥])(?P<stop>[.!?…؟۔।॥]++)(?P<close>["'”’»)\]*_~]*+)(?=\s)"""
    r"""|[。！？｡]+[」』”’）】》]*"""
)
_MARKS = "*_~"  # of what is bold, slanted or struck out
# Before the fourth word. Up to three in bold type are the heading of what follows: "**Pay.** We"
_THREE_WORDS = re.compile(r"(?:\S++\s++){3}")
_LINES = re.compile(r"[^\r\n\u2028\u2029]+")


def block_sentences(text: str, block: Block) -> Iterator[Range]:
    """Yield the sentences of a block: of code its lines; a table's row is always whole.

    Before those of a message stands a sentence that is its author and the time.
    """
    if block.kind in ("row", "header"):
        yield block.start, block.end
    elif block.kind == "code":
        for line in _LINES.finditer(text, block.start, block.end):
            yield from stripped(text, *line.span())
    else:
        start = after_head(text, block)
        yield from stripped(text, block.start, start)
        yield from sentences(text, start, block.end)


def row_sentences(text: str, block: Block) -> Iterator[Range]:
    """Yield the sentences of a table's row, which also end where the lines of a cell do."""
    start = block.start
    for replacement in block.replacements:
        if replacement.shown == LINE_BREAK:
            yield from sentences(text, start, replacement.end)
            start = replacement.end
    yield from sentences(text, start, block.end)


def after_head(text: str, block: Block) -> int:
    """Where the text of a message begins, after its author and the time; of another block its start.

    A name and a colon alone are a part of the first sentence: "Ada: I bring the soup."
    """
    if block.kind != "message":
        return block.start
    from index.documents.plain_text.chats import message_head  # which few texts need

    head = message_head(text, block.start, block.end)
    return skip_space(text, head.end, block.end) if head and head.stamped else block.start


def every_sentence(text: str) -> list[Range]:
    """The sentences of a text in order; a heading is one.

    None is empty, starts or ends with white space, or overlaps another. What none of them covers is white
    space and the underlines of headings.
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
            yield from stripped(text, start, stop.end())
            start = skip_space(text, stop.end(), end)
            fourth_word = _fourth_word(text, start, end)
    yield from stripped(text, start, end)


def _fourth_word(text: str, start: int, end: int) -> int:
    """Where the fourth word of `text[start:end]` begins; `end` where it has fewer."""
    words = _THREE_WORDS.match(text, start, end)
    return words.end() if words else end


def _ends_sentence(text: str, start: int, stop: re.Match[str], end: int, fourth_word: int) -> bool:
    """Whether `stop` ends the sentence that begins at `start`, in a paragraph that ends at `end`.

    `fourth_word` is where the sentence's fourth word begins.
    """
    if stop["stop"] is None:  # of a script that is written without spaces
        return True
    following = skip_space(text, stop.end(), end)
    if following < end and text[following].islower():
        return False
    marks = stop["close"].strip(_MARKS)
    if stop["close"] != marks and stop.start() <= fourth_word:
        return False
    if stop["stop"] != "." or marks:
        return True
    return not continues(text, start, stop.start(), following)


def stripped(text: str, start: int, end: int) -> list[Range]:
    """The range without the white space at its ends, as a list; an empty list where nothing is left."""
    start = skip_space(text, start, end)
    while end > start and text[end - 1].isspace():
        end -= 1
    return [(start, end)] if start < end else []


def skip_space(text: str, start: int, end: int) -> int:
    """The offset of the first character of `text[start:end]` that is no white space, or `end`."""
    while start < end and text[start].isspace():
        start += 1
    return start
