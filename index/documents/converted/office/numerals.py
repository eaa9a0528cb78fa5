"""The numbers of list items in office files: digits, letters or Roman numerals."""

from __future__ import annotations

#: The kinds of numbers by the letters with which OpenDocument names them.
KINDS_OF_OPENDOCUMENT = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
}  # fmt: skip
_MOST_LETTERED = 780  # thirty times the alphabet; after that Word starts again


def numeral(count: int, kind: str) -> str:
    """A number in the form of a kind of list, such as "iv" for the kind "lowerRoman"."""
    if kind in ("lowerLetter", "upperLetter") and 0 < count <= _MOST_LETTERED:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter if kind == "lowerLetter" else letter.upper()
    if kind in ("lowerRoman", "upperRoman") and 0 < count < 4000:
        roman = ""
        for value, sign in zip(
            (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
            ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
            strict=True,
        ):
            roman += sign * (count // value)
            count %= value
        return roman if kind == "lowerRoman" else roman.upper()
    return str(count)
