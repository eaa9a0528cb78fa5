"""The inline markup of reStructuredText, and the texts that substitutions and references refer to."""

from __future__ import annotations

import re
from collections.abc import Callable

from index.documents.blocks.block_builder import InlineMarkup
from index.documents.blocks.replacements import apply_replacements
from index.documents.markup.inline import Markup, inline_reader

_SIGNS = "`*_|:\\"
_LITERAL = Markup(re.compile(r"``(?P<read>.{1,2000}?)``(?!`)", re.DOTALL), literal=True)
_MARKUPS = (
    Markup(re.compile(r"\\(?P<read>[^\s\\])|\\[ \n]"), literal=True),
    Markup(re.compile(r"(?<!\w):[\w:.+-]{1,60}:`(?:[~!](?:[\w]+\.)*)?(?P<read>[^`]{1,500}?)(?:\s+<[^`<>]{1,500}>)?`")),
    Markup(re.compile(r"`(?P<read>[^`<]{1,500}?)\s*<[^`>]{1,500}>`_{0,2}")),
    Markup(re.compile(r"(?<![\w`])_?`(?P<read>[^`\s][^`]{0,500}?)`(?:__?(?!\w)|:[\w:]{1,60}:)?")),
    Markup(re.compile(r"(?<!\w)\[[\w#*.-]{1,60}\]_(?!\w)")),
    Markup(re.compile(r"(?<![\w*])\*\*(?=\S)(?P<read>.{1,1000}?)(?<=\S)\*\*(?![\w*])", re.DOTALL)),
    Markup(re.compile(r"(?<![\w*])\*(?=[^\s*])(?P<read>[^*]{1,1000}?)(?<=\S)\*(?![\w*])")),
    Markup(re.compile(r"(?<!\w)(?P<read>[A-Za-z0-9](?:[\w.+-]{0,60}[A-Za-z0-9])?)__?(?=[\s.,;:!?)\]'\"]|$)")),
    Markup(re.compile(r"(?<=[^\s:]):(?P<read>:)\s*$")),
)  # fmt: skip

_PLAIN = inline_reader(_SIGNS, (_LITERAL, *_MARKUPS))
_SUBSTITUTION = r"\|(?P<name>[^\s|](?:[^|\n]{0,98}[^\s|])?)\|"
_DEFINITION = re.compile(
    rf"^[ \t]*\.\.[ \t]+{_SUBSTITUTION}[ \t]+(?P<kind>replace|image)::[ \t]*(?P<text>[^\n]*)", re.MULTILINE
)
_LABEL = re.compile(
    r"^\.\.[ \t]+_(?P<name>[^`:\n]{1,100}):[ \t]*\n(?:\.\.[ \t]+_[^`:\n]{1,100}:[ \t]*\n|[ \t]*\n){0,9}"
    r"(?:(?P<mark>[^\w\s])(?P=mark){3,}[ \t]*\n[ \t]*)?"
    r"(?P<title>[^\s.][^\n]{0,200})\n(?P<below>[^\w\s])(?P=below){2,}[ \t]*$",
    re.MULTILINE,
)
_REFERENCE = re.compile(r"(?<!\w):(?:ref|numref):`(?P<name>[^`<>]{1,200})`")


def rst_inline_reader(text: str) -> Callable[[str], InlineMarkup]:
    """Return a function that finds the markup in words of `text`.

    A name that the text defines is read as its definition: "|project|" as "Larkspur", and ":ref:`where`" as
    the title of the section after the label "where".
    """
    substitutions = {
        found["name"]: "" if found["kind"] == "image" else _read(found["text"])
        for found in _DEFINITION.finditer(text)
    }
    titles = {found["name"].lower(): _read(found["title"]) for found in _LABEL.finditer(text)}
    if not substitutions and not titles:
        return _PLAIN
    named = (
        Markup(re.compile(_SUBSTITUTION + "_{0,2}"), meaning=substitutions.get),
        Markup(_REFERENCE, meaning=lambda name: titles.get(name.lower())),
    )
    return inline_reader(_SIGNS, (_LITERAL, *named, *_MARKUPS))


def _read(words: str) -> str:
    """Return words without their markup."""
    words = words.strip()
    return apply_replacements(words, 0, len(words), tuple(_PLAIN(words).replacements))
