"""What was filled into the form of a PDF's page, put beside the words that ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from index.documents.converted.pdf.lines import Line, Word
from index.documents.converted.pdf.note_marks import Box

_ABOVE = 2.0  # times the size of a label, at most, from it down to its field
_LEFT = 1.0  # times its size, at most, that a label above a field begins left or right of it


class Field(NamedTuple):
    """A field of a form."""

    text: str  #: what was filled in; a sign for a box that is to be ticked
    name: str  #: what the form calls it, for people where it does
    box: Box
    is_button: bool  #: it is to be ticked


def with_fields(lines: Sequence[Line], fields: Sequence[Field]) -> list[Line]:
    """The lines of a page with what was filled in; below them what no words ask for, with its name."""
    found = list(lines)
    alone = []
    for field in fields:
        at = _label(found, field)
        if at is None:
            alone.append(field)
        else:
            found[at] = _filled(found[at], field)
    return [*(line._replace(words=()) if line.is_filled else line for line in found), *map(_named, alone)]


def _label(lines: Sequence[Line], field: Field) -> int | None:
    """The number of the line that asks for a field: the nearest at its height, else one right above it."""
    top = field.box[3]
    words = [(number, line) for number, line in enumerate(lines) if not line.cells]
    beside = [(_distance(line, field), number) for number, line in words if _is_level(line, field)]
    above = [(line.bottom - top, number) for number, line in words if _is_above(line, field)]
    return min(beside or above, default=(0.0, None))[1]


def _is_level(line: Line, field: Field) -> bool:
    """Whether a line stands at the height of a field, left of it unless that is to be ticked."""
    left, bottom, _, top = field.box
    return bottom <= (line.bottom + line.top) / 2 <= top and (field.is_button or line.left < left)


def _is_above(line: Line, field: Field) -> bool:
    """Whether a line stands right above a field."""
    left, _, _, top = field.box
    is_near = 0 <= line.bottom - top + line.size / 2 <= _ABOVE * line.size
    return is_near and line.left - _LEFT * line.size <= left <= line.right


def _distance(line: Line, field: Field) -> float:
    """How far a line is from a field at its height; right of the field stand the words of a box to tick."""
    left, _, right, _ = field.box
    if field.is_button and line.left >= right:
        return line.left - right
    return max(left - line.right, 0.0)


def _filled(line: Line, field: Field) -> Line:
    """A line with what was filled into a field: between its words, where these are told."""
    left, bottom, right, top = field.box
    is_beside = bottom <= (line.bottom + line.top) / 2 <= top
    filled = Word(field.text, left, right, top, bottom, apart=False)
    words = line.words or (Word(line.text, line.left, line.right, line.top, line.bottom, apart=False),)
    end = (left + right) / 2 if is_beside else right
    before = [word for word in words if word.left < end]
    after = [word for word in words if word.left >= end]
    words = (*before, filled, *after)
    return line._replace(
        text=" ".join(word.text for word in words if word.text),
        left=min(line.left, left) if is_beside else line.left,
        right=max(line.right, right) if is_beside else line.right,
        words=words,
        is_filled=True,
    )


def _named(field: Field) -> Line:
    """A line of its own, which begins anew as a note does."""
    left, bottom, right, top = field.box
    text = f"{field.text} {field.name}" if field.is_button else f"{field.name}: {field.text}"
    size = min(top - bottom, 12.0)
    return Line(text, left, right, bottom + size, bottom, size, bold=False, note=True, is_filled=True)
