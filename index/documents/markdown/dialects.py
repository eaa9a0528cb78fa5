"""Markup that notes and site builders add to CommonMark → masked: replaced by characters that are not read.

A mask is as long as the text that it replaces, so that offsets stay valid; line ends stay. Code between
fences is not changed. Masks in other code have no effect, since code is taken from the original text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from functools import partial

from index.documents.blocks.block_builder import MASK
from index.documents.markdown.boxes import shortcodes_of_boxes
from index.documents.markdown.comments import without_comments
from index.documents.markdown.fences import fenced_code

# Tags of Jekyll and GitBook inside a line. A line that is a tag may start or end a box, and stays.
_TAG = re.compile(r"(?<!\{)\{%[^\n%]*%\}")
_TAG_LINE = re.compile(r"^(?![ \t>]*\{%[^\n%]*%\}[ \t]*$)[^\n]*\{%[^\n]*$", re.MULTILINE)
_SHORTCODE = re.compile(r"\{\{[<%][^\n]{0,500}?[%>]\}\}")  # a tag of Hugo

# Quotations nested deeper than people write: for each level, the parser needs more time on every line.
_DEEP_QUOTATION = re.compile(r"^((?:[ \t]*>){6})(?:[ \t]*>)+", re.MULTILINE)
_HIGHLIGHT = re.compile(r"^([ \t]*)\{%-?[ \t]*(?:end)?highlight\b[^\n%`]*%\}[ \t]*$", re.MULTILINE)

_DRAWING, _END_OF_DRAWING = (re.compile(tag, re.IGNORECASE | re.ASCII) for tag in ("<svg", "</svg>"))

# An identifier or classes between braces, as after a heading or a link: {#id}, { .class }, {: .class}.
_ATTRIBUTES = r"\{(?:[ \t]*[#.][\w-]|:)[^{}\n]{0,200}\}"
# Words with an identifier or a class, [words]{#id}.
_MARKED_WORDS = re.compile(r"(?<!!)\[(?P<words>[^\[\]\n]{1,300})\]\{(?P<mark>[#.:][^{}\n]{0,200})\}")

# A footnote with prose on the indented lines below its first, which CommonMark would read as code.
_INDENTATION = r"(?: {4}|\t)[ \t]{0,3}"
_FOOTNOTE = re.compile(
    r"^ {0,3}\[\^[^\]\s]{1,80}\]:[^\n]*"
    rf"(?:\n(?:[ \t]*\n)?{_INDENTATION}(?!\d{{1,3}}[.)])[^\s`~|>+*#-][^\n]*){{1,200}}",
    re.MULTILINE,
)
_INDENTED = re.compile(rf"^{_INDENTATION}(?=\S)", re.MULTILINE)

# The line below the names of a table's columns, with blank cells: the parser requires dashes in each cell.
_UNDERLINE = re.compile(r"^[ \t>]*\|[ \t|:-]*$", re.MULTILINE)
_BLANK_CELL = re.compile(r"(?<=\|)[ \t]+(?=\|)")

_VALUE = r"(?:'[^'\n]{0,500}'|\"[^\"\n]{0,500}\"|[\w%.-]+)"  # of an attribute
_HEADING_WORDS = r"(?P<read>^ {0,3}#{1,6}[ \t][^{}\n]{1,300})"
_INCLUDED = r"\{%-?[ \t]*include\b[^\n%]{0,300}?\bcontent=\"(?P<read>[^\"\n%]{1,500})\"[^\n%]{0,300}%\}"
_STRING = r"(?:'[^'\n]+'|\"[^\"\n]+\")"
_IMPORTED = r"(?:[\w$]+|\* as [\w$]+|(?:[\w$]+, ?)?\{[^{}]{1,1000}\})"
_EXPORTED = (
    r"(?:const|let|var) (?:[\w$]+(?:: ?[^\n=]{1,100})? ?=|[{\[])"
    r"|(?:default |async )*(?:function\*? ?[\w$]{0,80} ?[(<]|class [\w$]+(?: extends [\w$.]+)? ?\{)"
    rf"|default \w+;?[ \t]*$|default [({{]|\* (?:as [\w$]+ )?from {_STRING}"
    rf"|\{{[^{{}}]{{0,1000}}\}}(?: from {_STRING})?;?[ \t]*$"
)
# The caption of a figure of Hugo.
_FIGURE = re.compile(
    r"\{\{<[ \t]*figure\b[^\n]{0,300}?\bcaption=\"(?P<read>[^\"\n]{1,500})\"[^\n]{0,300}?>\}\}"
)
# A sign that the text must contain, and a pattern. A match is masked, except for its group "read".
_MASKED: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (sign, re.compile(pattern, re.MULTILINE | re.IGNORECASE))
    for sign, pattern in (
        # a table of contents
        ("toc", r"^[ \t]*\[{1,2}_{0,2}toc_{0,2}\]{1,2}[ \t]*$"),
        # ![[a picture.png]], or another note, which is inserted there; in a sentence, the name of the note is
        # read
        ("![[", rf"^[ \t>]*!\[\[[^\[\]\n]{{1,300}}\]\][ \t{MASK}]*$"),
        ("![[", r"!\[\[[^\[\]\n|#]{1,300}\.(?!md\b)[a-z\d]{2,5}(?:[|#][^\[\]\n]{0,300})?\]\]"),
        ("![[", r"!(?=\[\[[^\[\]\n]{1,300}\]\])"),
        # [[page]], [[page|shown]], [[page#part]]
        ("[[", r"\[\[(?:[^\[\]\n|]{0,300}\\?\||#)?(?P<read>[^\[\]\n|]{1,300})\]\](?![(\[:])"),
        # the mark before a footnote's text, and the mark that refers to it; an abbreviation, *[short]: long
        ("[^", r"^[ \t>]{0,12}\[\^[^\]\s]{1,80}\]:[ \t]*"),
        ("[^", r"\[\^[^\]\s]{1,80}\]"),
        ("*[", r"^ {0,3}\*\[(?P<read>[^\[\]\n]{1,100})\](?=:[ \t]+\S)"),
        # the mark of a block
        (" ^", r"[ \t]\^[\w-]{1,80}[ \t]*$"),
        # attributes after a link, at the end of a cell, and at the end of a line that starts no box
        ("{", rf"(?<=\)){_ATTRIBUTES}|[ \t]*{_ATTRIBUTES}(?=[ \t]*\|)"),
        ("{", rf"(?<!:::)(?<!:::[ \t])[ \t]*{_ATTRIBUTES}[ \t{MASK}]*$"),
        # {name='value' .class} after a picture or a link, on a line of its own, or after a heading
        ("{", rf"(?:(?<=\))|^[ \t]*)\{{(?:[#.][\w-]+ +)*\w+={_VALUE}[^{{}}\n]{{0,300}}\}}"),
        ("{", rf"{_HEADING_WORDS}\{{\w+={_VALUE}[^{{}}\n]{{0,300}}\}}[ \t]*$"),
        # an icon of MkDocs, and lines that insert a file
        (":", r":(?:material|octicons|fontawesome|simple)-[a-z\d-]{1,60}:"),
        ("8<", r"^[ \t]*-*8<-*[ \t]*(?:[\"'][^\"'\n]+[\"'])?[ \t]*$"),
        ("<<<", r"^[ \t]*<<<[ \t]+(?:@|\.{1,2})?/[^\s<>]+(?:[ \t]*[{\[][^\n]*)?$"),
        # the text of a note that a tag of Jekyll inserts
        ("content=", rf"^[ \t]*{_INCLUDED}[ \t]*$"),
        # a comment, ==marked==, %%a comment%%, a definition with a blank line before it
        ("]: ", r"^ {0,3}\[(?://|comment)\]:[ \t]*(?:#|<>)[^\n]*$"),
        ("==", r"(?<![\w=])==(?=[^\s=])(?P<read>[^=\n]{1,1000}?)(?<=\S)==(?![\w=])"),
        ("%%", r"%%[^%\n]{1,1000}%%"),
        ("\n:", r"(?P<read>^[ \t]*\n) {0,3}:[ \t]{1,3}(?=\S)"),
        # MDX: an import, an export up to a blank line, a tag with an expression
        ("import ", rf"^(?-i:import (?:{_IMPORTED} from )?{_STRING};?[ \t]*)$"),
        ("export ", rf"^(?-i:export (?:{_EXPORTED}))[^\n]{{0,500}}(?:\n(?![ \t]*$)[^\n]{{1,500}}){{0,100}}"),
        ("={", r"<[a-z](?:=>|[^<>\n]|\n(?![ \t]*\n)){0,600}=\{(?:=>|[^<>\n]|\n(?![ \t]*\n)){0,600}>"),
    )
)


def masked(source: str) -> str:
    """Return a normalised text without comments, struck-out text and the markup of dialects, all masked."""
    source = without_comments(source)
    if "{%" in source:
        source = _HIGHLIGHT.sub(_fence, source)
    boxes = shortcodes_of_boxes(source) if "{{" in source else set()
    parts, end = [], 0
    for first, last in (*fenced_code(source), (len(source), len(source))):
        part = source[end:first]
        parts += [_changed(_without_shortcodes(part, end, boxes)), source[first:last]]
        end = last
    return "".join(parts)


def _changed(source: str) -> str:
    """Return a text without code between fences, with the markup of dialects masked."""
    lowered = source.lower()
    for signs, change in _CHANGES:
        if any(sign in lowered for sign in signs):
            source = change(source)
    return source


def _mask(found: re.Match[str]) -> str:
    """Return the mask of a match; its group "read" is not masked.

    A match without this group that is a whole line becomes blanks.
    """
    whole = found[0]
    if "read" not in found.re.groupindex:
        text, (start, end) = found.string, found.span()
        is_line = (start == 0 or text[start - 1] == "\n") and (end == len(text) or text[end] == "\n")
        return (" " if is_line else MASK) * len(whole)
    start, end = found.span("read")
    return MASK * (start - found.start()) + found["read"] + MASK * (found.end() - end)


def _filled_underline(line: re.Match[str]) -> str:
    """Return the line below the names of a table's columns, with dashes in its blank cells."""
    return _BLANK_CELL.sub(lambda cell: "-" * len(cell[0]), line[0]) if "-" in line[0] else line[0]


class _AllMasked(dict[int, str]):
    """A table for `str.translate` that masks each character that is not in it."""

    def __missing__(self, character: int) -> str:
        return MASK


_ALL_MASKED = _AllMasked({ord("\n"): "\n"})


def _without_drawings(source: str) -> str:
    """Return the text with SVG drawings masked, except those with a backtick, which may be code."""
    parts, kept = [], 0
    opening = _DRAWING.search(source)
    while opening and (closing := _END_OF_DRAWING.search(source, opening.end())):
        start, end = opening.start(), closing.start()
        if "`" not in source[start:end]:
            parts += [source[kept:start], source[start:end].translate(_ALL_MASKED)]
            kept = end
        opening = _DRAWING.search(source, end)
    return "".join([*parts, source[kept:]])


def _footnote(found: re.Match[str]) -> str:
    """Return a footnote with the indentation of its lines masked."""
    return _INDENTED.sub(_mask, found[0])


def _link(found: re.Match[str]) -> str:
    """Return a link instead of words with a mark, since only the words of both are read."""
    return f"[{found['words']}]({'x' * len(found['mark'])})"


def _fence(found: re.Match[str]) -> str:
    """Return a fence instead of the tag that starts or ends highlighted code."""
    marks = found[1] + "```"
    return marks + " " * (len(found[0]) - len(marks))


def _without_shortcodes(part: str, start: int, boxes: Container[int]) -> str:
    """Return a part of a text with Hugo's tags masked, except those of boxes and the captions of figures.

    `start` is the offset of the part in the text, and `boxes` are the offsets of these tags in the text.
    """
    if "{{" not in part:
        return part
    part = _FIGURE.sub(_mask, part) if "caption=" in part else part
    return _SHORTCODE.sub(lambda tag: tag[0] if start + tag.start() in boxes else _mask(tag), part)


def _shallow(marks: re.Match[str]) -> str:
    """Return the marks of a deep quotation, all but the first six masked."""
    return marks[1] + MASK * (len(marks[0]) - len(marks[1]))


def _without_tags(line: re.Match[str]) -> str:
    """Return a line with its template tags masked."""
    return _TAG.sub(_mask, line[0])


# Signs, and the change for a text that contains one of them. The changes are made in this order.
_CHANGES: tuple[tuple[tuple[str, ...], Callable[[str], str]], ...] = (
    (("]{",), partial(_MARKED_WORDS.sub, _link)),
    (("[^",), partial(_FOOTNOTE.sub, _footnote)),
    *(((sign,), partial(pattern.sub, _mask)) for sign, pattern in _MASKED),
    (("<svg",), _without_drawings),
    ((">>>", "> > >"), partial(_DEEP_QUOTATION.sub, _shallow)),
    (("|",), partial(_UNDERLINE.sub, _filled_underline)),
    (("{%",), partial(_TAG_LINE.sub, _without_tags)),
)
