"""Subtitles and transcripts in the formats SubRip (.srt) and WebVTT (.vtt) → paragraphs of speech.

A paragraph continues from one subtitle to the next, up to the end of a sentence or another speaker. Numbers,
times, notes and styles are not prose. Of a line that rolling captions show several times, one is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter

from index.documents.blocks.block_builder import MASK, sorted_replacements
from index.documents.markup.inline import Markup, inline_reader
from index.documents.markup.lines import EndAndBlocks, Line, LineReader, mask
from index.types import Block, Range, Replacement

_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
_MORE = r"(?:\n(?![ \t]*(?:\n|\Z))[^\n]{1,500}){0,50}"  # up to a blank line
_AFTER_BLANK = r"(?:(?<=\n\n)|(?<=\n \n)|\A)"
# The time of a subtitle, with the line before it if that is its number or name; the head of a WebVTT file;
# notes, styles and regions.
_NOT_PROSE = re.compile(
    rf"^(?:{_AFTER_BLANK}[^\n]{{1,100}}\n)?[ \t]*{_TIME}[ \t]*-->[^\n]*$"
    rf"|\A\ufeff?WEBVTT[^\n]*{_MORE}|{_AFTER_BLANK}(?:NOTE|STYLE|REGION)\b[^\n]*{_MORE}",
    re.MULTILINE,
)
_SPEAKER = re.compile(
    r"(?:<v[.\w]{0,40}[ \t]+(?P<voice>[^<>\n]{1,80})>|(?P<name>[^\W\d_a-z][^:<>\n]{0,39}):[ \t])"
)
_DASH = re.compile(r"[-–—] ?(?=[^\W\d_])")  # before what each of two speakers says
_SPEECH = re.compile(r"[^\n]+")
_TAG = re.compile(r"<[^<>\n]{0,200}>")
_TIMES_SHOWN = (2, 3)  # how often rolling captions show a line, at least half of their lines
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)»]*$")
_LINE_END = 2  # the largest number of characters between two lines of a subtitle
_LONGEST = 600  # characters of a paragraph, after which the next line starts a new one

_INLINE = inline_reader(
    "<{",
    (
        Markup(re.compile(r"<v[.\w]{0,40}[ \t]+(?P<name>[^<>\n]{1,80})>"), meaning="{}: ".format),
        Markup(
            re.compile(r"</?(?:[bciuv]|font|lang|ruby|rt)\b[^<>\n]{0,200}>|<[\d:.]{5,15}>", re.IGNORECASE)
        ),
        Markup(re.compile(r"\{\\[^{}\n]{1,40}\}")),
    ),
)


def blocks(text: str) -> Iterator[Block]:
    """Yield the paragraphs of speech in order."""
    return _Reader().blocks(text)


class _Reader(LineReader):
    """Reads the lines of subtitles."""

    def __init__(self) -> None:
        super().__init__(_INLINE)
        self._speaker = ""

    def masked(self, source: str) -> str:
        return _without_repeats(_NOT_PROSE.sub(lambda found: mask(found[0]), source))

    def block_at(self, lines: Sequence[Line], at: int) -> EndAndBlocks:
        end, length, last = at, 0, ""
        while end < len(lines):
            text = self.text_of(lines[end]).strip(MASK)
            if text and length and self._starts_paragraph(text, last, length):
                break
            self._speaker = _speaker_of(text) or self._speaker
            length, last, end = length + len(text), text or last, end + 1
        said = [line.range for line in lines[at:end] if self.text_of(line).strip(MASK)]
        return end, self._paragraph(said) if said else iter(())

    def _paragraph(self, lines: Sequence[Range]) -> Iterator[Block]:
        """Yield the paragraph of `lines`.

        What is between two subtitles (number, time, the name of the same speaker) is read as a blank.
        """
        gaps = []
        for (_, end), (start, last) in pairwise(lines):
            named = _SPEAKER.match(self.builder.source, start, last)
            if named or start - end > _LINE_END:
                gaps.append(Replacement(end, named.end() if named else start, " "))
        for block in self.builder.paragraph(lines):
            inside = [gap for gap in gaps if block.start <= gap.start and gap.end <= block.end]
            yield block._replace(replacements=sorted_replacements([*inside, *block.replacements]))

    def _starts_paragraph(self, text: str, last: str, length: int) -> bool:
        """Whether a line starts a paragraph, after one of `length` characters whose last line is `last`."""
        speaker = _speaker_of(text)
        is_another = (speaker and speaker != self._speaker) or _DASH.match(text)
        return bool(is_another or length > _LONGEST or _SENTENCE_END.search(last))


def _without_repeats(source: str) -> str:
    """Mask the lines of rolling captions that are shown again.

    Such captions, as YouTube makes them, show each new line below the one before, so that at least half of
    the lines are in two or three subtitles. The first of these without tags is kept, since tags make quotes
    hard to read.
    """
    spoken = [(found, words) for found in _SPEECH.finditer(source) if (words := _words_of(found[0]))]
    runs = [[found for found, _ in run] for _, run in groupby(spoken, key=itemgetter(1))]
    if 2 * sum(len(run) in _TIMES_SHOWN for run in runs) < len(runs):
        return source
    parts, end = [], 0
    for run in runs:
        kept = next((found for found in run if "<" not in found[0]), run[0])
        for found in run:
            if found is not kept:
                parts += [source[end : found.start()], mask(found[0])]
                end = found.end()
    return "".join([*parts, source[end:]])


def _words_of(line: str) -> str:
    """Return the words of a line, without tags and what is masked."""
    return " ".join(_TAG.sub("", line).strip(MASK).split())


def _speaker_of(text: str) -> str:
    """Return the name of the speaker at the start of a line, or an empty string."""
    found = _SPEAKER.match(text)
    return (found["voice"] or found["name"]) if found else ""
