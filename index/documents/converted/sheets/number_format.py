"""Numbers as a spreadsheet shows them: shares as per cent, sums with their currency, thousands with commas.

The format codes are specified in ECMA-376, part 1, 18.8.31. Codes with dates, fractions or exponents are not
supported here.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

#: The codes of the formats for numbers that files refer to by a number only.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: '"$"#,##0', 6: '"$"#,##0', 7: '"$"#,##0.00', 8: '"$"#,##0.00', 9: "0%", 10: "0.00%",
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00",
    41: "#,##0", 42: '"$"#,##0', 43: "#,##0.00", 44: '"$"#,##0.00',
}  # fmt: skip
_PART = re.compile(
    r"\"(?P<quoted>[^\"]*)\"|\\(?P<escaped>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]"
    r"|\[(?P<relation>[<>=]{1,2})(?P<bound>-?\d+(?:\.\d+)?)\]|\[(?!(?:h+|m+|s+)\])[^\]]*\]|[_*].?"
    r"|(?P<number>[#0?][#0?,]*(?:\.[#0?]*)?,*|\.[#0?]+,*)|(?P<general>General)"
    r"|(?P<sign>[$€£¥₹%+\-()/: ])|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
_RELATIONS = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_MOST = 1e16  # not all digits of a number from this one on are exact
_LONGEST_CODE, _MOST_DECIMALS, _MOST_PER_CENT = 255, 30, 2
_EXACT = Context(prec=100)
_THOUSANDS = re.compile(r"(?<=\d)(?=(?:\d{3})+$)")


@dataclass(frozen=True, slots=True)
class _Section:
    """A section of a format code: the numbers that it is for, and how it shows them."""

    parts: tuple[re.Match[str], ...]

    @property
    def conditions(self) -> list[re.Match[str]]:
        """The parts that are conditions for the number, such as "<0"."""
        return [part for part in self.parts if part["relation"]]

    @property
    def is_for_negative(self) -> bool:
        """Whether a condition selects numbers below zero, which the section then shows with its own sign."""
        return any("<" in part["relation"] and float(part["bound"]) <= 0 for part in self.conditions)

    def is_for(self, value: float) -> bool:
        """Whether a number meets all conditions."""
        return all(_is_met(part, value) for part in self.conditions)

    def shown(self, value: float, *, is_negative: bool) -> str | None:
        """Return a number as the section shows it, with a minus if `is_negative` and it is not shown as 0.

        Return None if the section is not for plain numbers.
        """
        per_cent = sum(part["sign"] == "%" for part in self.parts)
        if per_cent > _MOST_PER_CENT or not self._is_plain():
            return None
        exact = abs(_decimal(value))
        runs = [part["number"] for part in self.parts if part["number"]]
        digits = _digits(exact.scaleb(2 * per_cent), runs)
        if digits is None:
            return None
        digit_runs = iter(digits)
        shown = "".join(next(digit_runs) if part["number"] else _literal(part, exact) for part in self.parts)
        is_zero = bool(digits) and not "".join(digits).strip("0.,")
        sign = "-" if is_negative and not is_zero else ""
        return " ".join(f"{sign}{shown}".split())

    def _is_plain(self) -> bool:
        """Whether it has no parts of dates or exponents, and no slash between digits."""
        if any(part["other"] for part in self.parts):
            return False
        signs = "".join("0" if part["number"] else part["sign"] or "" for part in self.parts)
        before, _, after = signs.partition("/")
        return "0" not in before or "0" not in after


def formatted(value: float, code: str) -> str | None:
    """Return a number as a format shows it, which may be as an empty string.

    Return None if the format is not for plain numbers, or if the number is too large.
    """
    if not code or len(code) > _LONGEST_CODE or code.lower() == "general" or not abs(value) < _MOST:
        return None
    chosen = _choose(_sections(code), value)
    if chosen is None:
        return None
    section, is_negative = chosen
    return section.shown(value, is_negative=is_negative)


def general(value: float) -> str:
    """Return a number as it is shown without a format."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < _MOST):
        return str(int(value))
    return repr(round(value, 10))


def _decimal(value: float) -> Decimal:
    """Return a number with the 15 significant digits that a spreadsheet keeps; a whole number exactly."""
    return Decimal(int(value)) if float(value).is_integer() else Decimal(f"{value:.15g}")


@lru_cache(maxsize=256)
def _sections(code: str) -> list[_Section]:
    """Split a format code at its semicolons."""
    sections: list[list[re.Match[str]]] = [[]]
    for part in _PART.finditer(code):
        if part["other"] == ";":
            sections.append([])
        else:
            sections[-1].append(part)
    return [_Section(tuple(parts)) for parts in sections]


def _choose(sections: list[_Section], value: float) -> tuple[_Section, bool] | None:
    """Return the section for a value, and whether a minus is needed before it; None without a section."""
    if any(section.conditions for section in sections):
        chosen = next((section for section in sections[:3] if section.is_for(value)), None)
        return None if chosen is None else (chosen, value < 0 and not chosen.is_for_negative)
    if value < 0 and len(sections) > 1:
        return sections[1], False
    return sections[2 if value == 0 and len(sections) > 2 else 0], value < 0


def _is_met(condition: re.Match[str], value: float) -> bool:
    """Whether a value meets a condition such as "<0"."""
    relation = _RELATIONS.get(condition["relation"])
    return relation is not None and relation(value, float(condition["bound"]))


def _digits(value: Decimal, numbers: list[str]) -> list[str] | None:
    """Return the digits of a value for each of `numbers`, the runs of placeholders; None if not supported.

    Only the last run may have a decimal point. Thousands are only grouped if there is a single run.
    """
    if not numbers:
        return []
    whole, _, decimals = "".join(numbers).partition(".")
    scale = len(whole + decimals) - len(whole.rstrip(",") + decimals.rstrip(","))
    whole, decimals = whole.rstrip(","), decimals.rstrip(",")
    is_grouped = "," in whole
    if any("." in number for number in numbers[:-1]) or (is_grouped and len(numbers) > 1):
        return None
    if len(decimals) > _MOST_DECIMALS:
        return None
    before, after = _rounded(value.scaleb(-3 * scale), whole.replace(",", ""), decimals)
    if is_grouped:
        before = _THOUSANDS.sub(",", before)
    runs = _split(before, numbers)
    runs[-1] += f".{after}" if after else ""
    return runs


def _rounded(value: Decimal, whole: str, decimals: str) -> tuple[str, str]:
    """Return the digits of a value before and after its decimal point, as many as the placeholders need."""
    rounded = value.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP, _EXACT)
    before, _, after = f"{rounded:f}".partition(".")
    least_before = len(whole) - whole.find("0") if "0" in whole else 0
    least_after = len(decimals.rstrip("#?"))
    return before.lstrip("0").zfill(least_before), after[:least_after] + after[least_after:].rstrip("0")


def _split(digits: str, numbers: list[str]) -> list[str]:
    """Split the digits before the point between runs of placeholders; the first run gets all that remain."""
    runs: list[str] = []
    for number in reversed(numbers[1:]):
        cut = max(len(digits) - len(number.partition(".")[0].replace(",", "")), 0)
        runs.insert(0, digits[cut:])
        digits = digits[:cut]
    return [digits, *runs]


def _literal(part: re.Match[str], value: Decimal) -> str:
    """Return the text that a part of a format shows that is not a run of placeholders."""
    if part["general"]:
        return general(float(value))
    return part["quoted"] or part["escaped"] or part["currency"] or part["sign"] or ""
