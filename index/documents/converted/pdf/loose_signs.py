"""Joins signs of a PDF's page to their words: large first letters (drop caps), and bullets before items."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence

from index.documents.converted.pdf.lines import Line, body_size
from index.documents.converted.words import BULLETS, OTHER_ITEM_SIGNS

_LONGEST_SIGN = 5  # characters
_MOST_SIGNS = 500  # of a page; a page with more is a drawing
_LARGE = 1.5  # the smallest size of a large first letter, as a multiple of the body size
_NEAR_LETTER = 2.0  # the largest distance from such a letter to its word, as a multiple of the body size
_ABOVE_LETTER = 0.12  # the share of such a letter's size that is empty at the top of its box
_NEAR_BULLET = 4.0  # the largest distance from a bullet to its words, as a multiple of the size
_BULLET = re.compile(f"[{BULLETS}]")
_MARK = re.compile(rf"[{OTHER_ITEM_SIGNS}]|\(?(?:\d{{1,3}}|[a-z])[.)]")
_LETTERS_THAT_ARE_WORDS = ("A", "I", "O")
_FIRST_WORD = re.compile(r"[^\W\d_]+")


def with_loose_signs(lines: Sequence[Line], known_words: Callable[[], Collection[str]]) -> list[Line]:
    """Return the lines of a page, with each loose sign moved before the words that it belongs to.

    `known_words` returns the words of the file in lower case, which distinguish "A ship" from "As".
    """
    signs = list(filter(_is_loose_sign, lines))
    if not 0 < len(signs) <= _MOST_SIGNS:
        return list(lines)
    body = body_size(lines)
    upwards = sorted(lines, key=_bottom)
    changed: dict[int, Line | None] = {}
    for sign in signs:
        words = _words_of(sign, upwards, body)
        if words is not None and id(words) not in changed and id(sign) not in changed:
            changed[id(sign)] = None
            changed[id(words)] = _with_sign(sign, words, known_words)
    kept = (changed.get(id(line), line) for line in lines)
    return [line for line in kept if line is not None]


def _words_of(sign: Line, upwards: Sequence[Line], body: float) -> Line | None:
    """Return the line that a sign belongs to, or None. `upwards` are the lines, the lowest first."""
    if not sign.text.isalpha():
        return _words_of_bullet(sign, upwards)
    return _words_of_letter(sign, upwards, body) if sign.size >= _LARGE * body else None


def _with_sign(sign: Line, words: Line, known_words: Callable[[], Collection[str]]) -> Line:
    """Return the line `words` with the sign before its text."""
    if sign.text.isalpha():
        return words._replace(text=_with_letter(sign.text, words.text, known_words), words=())
    return words._replace(text=f"{sign.text} {words.text}", left=sign.left, words=())


def _is_loose_sign(line: Line) -> bool:
    return len(line.text) <= _LONGEST_SIGN and not line.cells and _is_sign(line.text)


def _is_sign(text: str) -> bool:
    """Whether a text is one capital letter, a bullet, or the number or mark of an item."""
    is_letter = len(text) == 1 and text.isupper()
    return is_letter or bool(_BULLET.fullmatch(text) or _MARK.fullmatch(text))


def _bottom(line: Line) -> float:
    return line.bottom


def _at_heights(upwards: Sequence[Line], bottom: float, top: float) -> Sequence[Line]:
    """Return the lines whose bottom is between two heights. `upwards` are sorted by their bottoms."""
    first = bisect_left(upwards, bottom, key=_bottom)
    return upwards[first : bisect_right(upwards, top, first, key=_bottom)]


def _words_of_letter(letter: Line, upwards: Sequence[Line], body: float) -> Line | None:
    """Return the highest line of text on the right of a large letter, or None."""
    on_right = [
        line
        for line in _at_heights(upwards, letter.bottom - body / 2, letter.top)
        if line is not letter
        and not line.cells
        and line.size < letter.size / _LARGE
        and letter.left <= line.left <= letter.right + _NEAR_LETTER * body
        and (line.bottom + line.top) / 2 < letter.top - _ABOVE_LETTER * letter.size
        and line.text[:1].isalpha()
    ]
    return max(on_right, key=lambda line: line.bottom, default=None)


def _words_of_bullet(bullet: Line, upwards: Sequence[Line]) -> Line | None:
    """Return the line on the right of a bullet; None without one, or if the mark may be a cell of a table."""
    slack = 0.35 * bullet.size
    level = [
        line
        for line in _at_heights(upwards, bullet.bottom - slack, bullet.bottom + slack)
        if line is not bullet and not line.cells
    ]
    if not _BULLET.fullmatch(bullet.text) and any(line.right <= bullet.left for line in level):
        return None
    right = [line for line in level if 0 <= line.left - bullet.right <= _NEAR_BULLET * bullet.size]
    nearest = min(right, key=lambda line: line.left, default=bullet)
    return None if _is_sign(nearest.text) else nearest


def _with_letter(letter: str, text: str, known_words: Callable[[], Collection[str]]) -> str:
    """Return a text with its first letter before it; a blank is between them if the letter is a word."""
    found = _FIRST_WORD.match(text)
    first = found[0].lower() if found else ""
    if letter not in _LETTERS_THAT_ARE_WORDS:
        return letter + text
    known = known_words()
    return f"{letter} {text}" if first in known and letter.lower() + first not in known else letter + text


def words_of(lines: Iterable[Line]) -> set[str]:
    """Return the words of lines, in lower case."""
    return {word.lower() for line in lines for word in _FIRST_WORD.findall(line.text)}
