"""Adds the values of the fields of a PDF's form to the lines of its page, next to the fields' labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from index.documents.converted.pdf.lines import Line, Word
from index.documents.converted.pdf.note_marks import Box

_ABOVE = 2.0  # the largest distance from a label down to its field, as a multiple of the label's size
_LEFT = 1.0  # how far a field may start left of the label above it, as a multiple of the label's size


class Field(NamedTuple):
    """A field of a form."""

    text: str  #: its value; a sign for a check box or radio button
    name: str  #: its name for people, or, if it has none, its name in the form
    box: Box
    is_button: bool  #: whether it is a check box or radio button


def with_fields(lines: Sequence[Line], fields: Sequence[Field]) -> list[Line]:
    """Return the lines of a page with the values of its fields.

    A field without a label is a line of its own after the others: its name and its value.
    """
    filled = list(lines)
    unlabelled = []
    for field in fields:
        at = _label(filled, field)
        if at is None:
            unlabelled.append(field)
        else:
            filled[at] = _filled(filled[at], field)
    kept = [line._replace(words=()) if line.is_filled else line for line in filled]
    return kept + list(map(_named, unlabelled))


def _label(lines: Sequence[Line], field: Field) -> int | None:
    """Return the index of the line with a field's label, or None.

    It is the nearest line at the field's height, else the nearest line right above it.
    """
    top = field.box[3]
    words = [(number, line) for number, line in enumerate(lines) if not line.cells]
    level = [(_distance(line, field), number) for number, line in words if _is_beside(line, field)]
    above = [(line.bottom - top, number) for number, line in words if _is_above(line, field)]
    return min(level or above, default=(0.0, None))[1]


def _is_beside(line: Line, field: Field) -> bool:
    """Whether a line is at the height of a field, and starts left of it unless the field is a button."""
    left, bottom, _, top = field.box
    return bottom <= (line.bottom + line.top) / 2 <= top and (field.is_button or line.left < left)


def _is_above(line: Line, field: Field) -> bool:
    """Whether a line is right above a field."""
    left, _, _, top = field.box
    is_near = 0 <= line.bottom - top + line.size / 2 <= _ABOVE * line.size
    return is_near and line.left - _LEFT * line.size <= left <= line.right


def _distance(line: Line, field: Field) -> float:
    """Return the distance from a line to a field at its height. The label of a button may be on its right."""
    left, _, right, _ = field.box
    if field.is_button and line.left >= right:
        return line.left - right
    return max(left - line.right, 0.0)


def _filled(line: Line, field: Field) -> Line:
    """Return a line with the value of a field, between its words if their positions are known."""
    left, bottom, right, top = field.box
    is_beside = bottom <= (line.bottom + line.top) / 2 <= top
    filled = Word(field.text, left, right, top, bottom, after_gap=False)
    words = line.words or (Word(line.text, line.left, line.right, line.top, line.bottom, after_gap=False),)
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
    """Return a line with the name and the value of a field; it starts a paragraph, as a note does."""
    left, bottom, right, top = field.box
    text = f"{field.text} {field.name}" if field.is_button else f"{field.name}: {field.text}"
    size = min(top - bottom, 12.0)
    return Line(text, left, right, bottom + size, bottom, size, bold=False, starts_note=True, is_filled=True)
