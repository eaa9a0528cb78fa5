"""Text → the sentences of each section, as character offsets. It copies no text and knows no model.

A section runs from one heading to the next; a sentence never crosses the end of a block. The rules look at
signs, not at a language's words, save for a list of abbreviations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.documents.structure import blocks

Range = tuple[int, int]  #: start and end in characters, half open, like a slice

# Where a sentence may end: a stop of a spaced script with its closing quotes, then white space; or a stop
# of a script that is written without spaces. A run of stops is looked at once, however long it is.
_STOP = re.compile(
    r"""(?<![.!?…؟۔।॥])(?P<stop>[.!?…؟۔।॥]++)(?P<close>["'”’»)\]]*+)(?=\s)"""
    r"""|[。！？｡]+[」』”’）】》]*"""
)
_ABBREVIATION = re.compile(
    r"(?<![^\s(\[\"'“‘])(?:[A-Za-z]|Mrs?|Ms|Mx|Drs?|Prof|Rev|Hon|St|Mt|Ft|Jr|Sr|Gen|Col|Capt|Lt|Sgt|Gov|Sen|Rep|"
    r"Pres|Insp|No|Nos|Vol|vs?|cf|ca|approx|pp?|Figs?|Eqs?|Sec|Ch|Art|Inc|Ltd|Co|Corp|Bros|Dept|Univ|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|i\.e|e\.g|[A-Z](?:\.[A-Z])+)$"
)
_ABBREVIATION_LENGTH = 12  # characters before a stop in which an abbreviation is looked for


def sections(text: str) -> Iterator[list[Range]]:
    """Yield each section as the ranges of its sentences, in order; a heading is its section's first.

    No range is empty, starts or ends with white space, or overlaps another. What no range covers is white
    space and the underlines of headings.
    """
    section: list[Range] = []
    for block in blocks(text):
        if block.kind == "heading" and section:
            yield section
            section = []
        find = sentences if block.kind == "paragraph" else stripped
        section += find(text, block.start, block.end)
    if section:
        yield section


def every_sentence(text: str) -> list[Range]:
    """The sentences of all sections, in order."""
    return [sentence for section in sections(text) for sentence in section]


def sentences(text: str, start: int, end: int) -> list[Range]:
    """The sentences of `text[start:end]`, a paragraph."""
    complete: list[Range] = []
    for stop in _STOP.finditer(text, start, end):
        if stop.end() < end and _ends_sentence(text, start, stop, end):
            complete += stripped(text, start, stop.end())
            start = stop.end()
    return complete + stripped(text, start, end)


def _ends_sentence(text: str, start: int, stop: re.Match[str], end: int) -> bool:
    """Whether `stop` ends the sentence that begins at `start`, in a paragraph that ends at `end`."""
    if stop["stop"] is None:  # of a script that is written without spaces
        return True
    following = stop.end()
    while following < end and text[following].isspace():
        following += 1
    if following < end and text[following].islower():
        return False
    if stop["stop"] != "." or stop["close"]:
        return True
    before = max(start, stop.start() - _ABBREVIATION_LENGTH)
    return not _ABBREVIATION.search(text, before, stop.start())


def stripped(text: str, start: int, end: int) -> list[Range]:
    """The range without the white space at its ends, as a list; an empty list where nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return [(start, end)] if start < end else []
