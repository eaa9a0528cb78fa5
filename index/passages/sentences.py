"""Text → sections → sentences, each a pair of offsets. It copies no text and knows no model.

A section runs from one heading to the next; a sentence never crosses a blank line, a heading, or the
start of a list item. The rules look at signs, not at a language's words, save for a list of abbreviations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.documents.titles import is_underline

Range = tuple[int, int]

_LINE = re.compile(r"[^\r\n\u2028\u2029]*(?:\r\n|[\r\n\u2028\u2029])?")
LINE_END = re.compile(r"\r\n|[\r\n\u2028\u2029]")
_HEADING = re.compile(r"#{1,6}[ \t]+\S")
_ITEM = re.compile(r"\s*(?:[-*+•‣]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+\S")
_SPEAKER = re.compile(r"[A-Z][\w.'-]*(?: [\w.'&-]+){0,3}: ")
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


def sections(text: str) -> Iterator[list[Range]]:
    """Yield each section as the ranges of its sentences, in order; a heading is its section's first.

    No range is empty, starts or ends with white space, or overlaps another. What no range covers is white
    space and heading underlines.
    """
    section: list[Range] = []
    for kind, start, end in _blocks(text):
        if kind == "heading":
            if section:
                yield section
            section = []
        section.extend(sentences(text, start, end) if kind == "prose" else _stripped(text, start, end))
    if section:
        yield section


def every_sentence(text: str) -> list[Range]:
    """The sentences of all sections, in order."""
    return [place for section in sections(text) for place in section]


def sentences(text: str, start: int, end: int) -> list[Range]:
    """The sentences of `text[start:end]`, a stretch without blank lines."""
    found, begin = [], start
    for stop in _STOP.finditer(text, start, end):
        if stop.end() < end and _ends_sentence(text, begin, stop, end):
            found += _stripped(text, begin, stop.end())
            begin = stop.end()
    return found + _stripped(text, begin, end)


def _ends_sentence(text: str, begin: int, stop: re.Match[str], end: int) -> bool:
    if stop["stop"] is None:
        return True
    after = stop.end()
    while after < end and text[after].isspace():
        after += 1
    following = text[after] if after < end else ""
    if following.islower():
        return False
    if stop["stop"] != "." or stop["close"]:
        return True
    return not _ABBREVIATION.search(text, max(begin, stop.start() - 12), stop.start())


def _blocks(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield ("heading" | "prose" | "line", start, end): headings, runs of prose lines, lines of code."""
    run: list[Range] = []  # the prose lines gathered so far
    fenced = ""

    def gathered() -> list[tuple[str, int, int]]:
        block = [("prose", run[0][0], run[-1][1])] if run else []
        run.clear()
        return block

    for found in _LINE.finditer(text):
        start, end = found.span()
        line = text[start:end].strip()
        if fenced or line.startswith(("```", "~~~")):
            yield from gathered()
            if line.startswith(("```", "~~~")) and (not fenced or line.startswith(fenced)):
                fenced = "" if fenced else line[:3]
            if line:
                yield "line", start, end
        elif not line:
            yield from gathered()
        elif _HEADING.match(text, start, end):
            yield from gathered()
            yield "heading", start, end
        elif len(run) == 1 and is_underline(line, text[slice(*run[0])]):
            yield "heading", *run.pop()
        else:
            if run and _starts_anew(text, run[-1], start, end):
                yield from gathered()
            run.append((start, end))
    yield from gathered()


def _starts_anew(text: str, before: Range, start: int, end: int) -> bool:
    """Whether a line of prose begins a new sentence whatever the line `before` it ends in."""
    if _ITEM.match(text, start, end):
        return True
    return bool(_SPEAKER.match(text, start, end) and _SPEAKER.match(text, *before))


def _stripped(text: str, start: int, end: int) -> list[Range]:
    """The range without white space at its ends, as a list of one; of none where nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return [(start, end)] if start < end else []
