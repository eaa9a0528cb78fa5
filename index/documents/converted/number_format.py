"""Numbers as a spreadsheet shows them: shares as per cent, sums with their currency, thousands with commas.

Format codes are those of ECMA-376, part 1, 18.8.31. Dates, fractions and exponents are left to the caller.
"""

from __future__ import annotations

import re

#: The codes of the formats that files name by number only, of those for numbers.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: '"$"#,##0', 6: '"$"#,##0', 7: '"$"#,##0.00', 8: '"$"#,##0.00', 9: "0%", 10: "0.00%",
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00",
    41: "#,##0", 42: '"$"#,##0', 43: "#,##0.00", 44: '"$"#,##0.00',
}  # fmt: skip
_PART = re.compile(
    r"\"(?P<quoted>[^\"]*)\"|\\(?P<escaped>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[[^\]]*\]|[_*].?"
    r"|(?P<number>[#0?][#0?,]*(?:\.[#0?]*)?)|(?P<sign>[$€£¥₹%+\-()/: ])|(?P<other>.)",
    re.DOTALL,
)
_SECTION = re.compile(r"(?:\"[^\"]*\"|\\.|\[[^\]]*\]|[^;\"\\\[])+", re.DOTALL)
_MOST = 1e15  # a larger number has more digits than are exact


def formatted(value: float, code: str) -> str | None:
    """A number as a format shows it; None for one that is not for plain numbers."""
    sections = _SECTION.findall(code)
    if not sections or abs(value) >= _MOST:
        return None
    section = sections[0]
    if value < 0 and len(sections) > 1:
        section, value = sections[1], -value
    elif value == 0 and len(sections) > 2:
        section = sections[2]
    parts = list(_PART.finditer(section))
    if any(part["other"] for part in parts) or sum(part["number"] is not None for part in parts) != 1:
        return None
    value *= 100 ** sum(part["sign"] == "%" for part in parts)
    shown = "".join(_shown(part, abs(value)) for part in parts)
    return " ".join(f"{'-' if value < 0 else ''}{shown}".split())


def _shown(part: re.Match[str], value: float) -> str:
    """What a part of a format shows of a number."""
    number = part["number"]
    if number is None:
        return part["quoted"] or part["escaped"] or part["currency"] or part["sign"] or ""
    whole, _, decimals = number.partition(".")
    text = f"{value / 1000 ** (len(whole) - len(whole.rstrip(','))):,.{len(decimals)}f}"
    optional = len(decimals) - len(decimals.rstrip("#?"))
    while optional and text.endswith("0"):
        text, optional = text[:-1], optional - 1
    text = text.removesuffix(".")
    return text if "," in whole.rstrip(",") else text.replace(",", "")
