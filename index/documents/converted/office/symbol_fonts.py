"""Fonts with signs instead of letters: Symbol in Adobe's encoding, and Wingdings."""

from __future__ import annotations

from collections.abc import Mapping

CHECKED, UNCHECKED = "☒", "☐"  #: the signs of check boxes in Word
_SYMBOL = {
    **dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)),
    **dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)),
    0xA3: "≤", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±",
    0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xD6: "√",
    0xDE: "⇒", 0xE5: "∑",
}  # fmt: skip
_WINGDINGS = {
    0x6F: UNCHECKED, 0x71: UNCHECKED, 0xA8: UNCHECKED, 0x78: CHECKED, 0xFD: CHECKED, 0xFE: "☑",
    0xFB: "✗", 0xFC: "✓", 0xDF: "←", 0xE0: "→", 0xE8: "→", 0xF0: "⇒",
}  # fmt: skip
_WINGDINGS_2 = {
    0x2A: UNCHECKED, 0xA3: UNCHECKED, 0x51: CHECKED, 0x53: CHECKED, 0x52: "☑", 0x4F: "✗", 0x50: "✓",
}  # fmt: skip
_FONTS: Mapping[str, Mapping[int, str]] = {
    "symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2,
}  # fmt: skip


def symbol(font: str, code: str) -> str:
    """The sign of a font with a hexadecimal code, to which Word may add F000; empty if it is unknown."""
    try:
        return _FONTS.get(font.lower(), {}).get(int(code, 16) & 0xFF, "")
    except ValueError:
        return ""
