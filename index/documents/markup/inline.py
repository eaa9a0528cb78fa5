"""What is markup in the words of a block, by patterns: those that come first win."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from index.documents.blocks.block_builder import MASK, Inline
from index.types import Range, Replacement


class Markup(NamedTuple):
    """Words that match are read as their group "shown", or as `shown`.

    Where they are `literal`, nothing in them is markup. An image is no words. With `meaning` they are read
    as what this gives for their group "name", if it gives anything.
    """

    pattern: re.Pattern[str]
    literal: bool = False
    shown: str = ""
    image: bool = False
    meaning: Callable[[str], str | None] | None = None

    def inside(self, found: re.Match[str]) -> Range:
        """The characters of what was found that stay; none of them, or -1 where that group has none."""
        return found.span("shown") if "shown" in self.pattern.groupindex else (found.start(), found.start())

    def read_as(self, found: re.Match[str]) -> str | None:
        """What is read in the place of those behind; None where it is no markup."""
        return self.meaning(found["name"]) if self.meaning else self.shown


def inline_reader(signs: str, markups: Sequence[Markup]) -> Callable[[str], Inline]:
    """The function that finds markup in words; those with none of the `signs` have none."""
    some_sign = re.compile(f"[{re.escape(signs)}{MASK}]")
    markups = (Markup(re.compile(f"{MASK}+")), *markups)

    def read_inline(words: str) -> Inline:
        return _find(words, markups) if some_sign.search(words) else Inline()

    return read_inline


def _find(words: str, markups: Sequence[Markup]) -> Inline:
    inline = Inline()
    taken = bytearray(len(words))  # 1: read as something else, 2: literal
    for markup in markups:
        for found in markup.pattern.finditer(words):
            start, end = found.span()
            inner, outer = markup.inside(found)
            if inner < 0 or any(taken[start:inner]) or any(taken[outer:end]):
                continue
            shown = markup.read_as(found)
            if shown is None:
                continue
            if markup.image:
                inline.images.append((start, end))
            for first, last, read in (start, inner, ""), (outer, end, shown):
                if first < last:
                    inline.replacements.append(Replacement(first, last, read))
                    taken[first:last] = b"\1" * (last - first)
            if markup.literal:
                taken[inner:outer] = b"\2" * (outer - inner)
    return inline
