"""Finds the inline markup in the words of a block, by patterns. The first pattern that matches wins."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from index.documents.blocks.block_builder import MASK, InlineMarkup
from index.types import Range, Replacement


class Markup(NamedTuple):
    """A pattern of inline markup, and how the words that match it are read.

    They are read as `before`, their group "read" and `after`; without such a group, as `after` alone. In
    `literal` words, no other pattern finds markup. An `image` does not count as words of a block. `meaning`,
    if given, returns the text that is read instead of `after`, from the group "name"; if it returns None, the
    match is not markup.
    """

    pattern: re.Pattern[str]
    literal: bool = False
    after: str = ""
    image: bool = False
    meaning: Callable[[str], str | None] | None = None
    before: str = ""

    def inside(self, found: re.Match[str]) -> Range:
        """Return the range of the characters that stay: the group "read", or an empty range at the start.

        It is (-1, -1) if the pattern has this group, but the group did not match.
        """
        return found.span("read") if "read" in self.pattern.groupindex else (found.start(), found.start())

    def read_as(self, found: re.Match[str]) -> str | None:
        """Return what is read instead of the characters after those that stay; None if it is not markup."""
        return self.meaning(found["name"]) if self.meaning else self.after


def inline_reader(signs: str, markups: Sequence[Markup]) -> Callable[[str], InlineMarkup]:
    """Return a function that finds markup in words. Words without any character of `signs` have no markup."""
    any_sign = re.compile(f"[{re.escape(signs)}{MASK}]")
    markups = (Markup(re.compile(f"{MASK}+")), *markups)

    def read_inline(words: str) -> InlineMarkup:
        return _find(words, markups) if any_sign.search(words) else InlineMarkup()

    return read_inline


def _find(words: str, markups: Sequence[Markup]) -> InlineMarkup:
    inline = InlineMarkup()
    taken = bytearray(len(words))  # for each character, 1: a replacement covers it, 2: it is literal
    for markup in markups:
        for found in markup.pattern.finditer(words):
            start, end = found.span()
            inner, outer = markup.inside(found)
            if inner < 0 or any(taken[start:inner]) or any(taken[outer:end]):
                continue
            after = markup.read_as(found)
            if after is None:
                continue
            if markup.image:
                inline.images.append((start, end))
            for first, last, read in (start, inner, markup.before), (outer, end, after):
                if first < last:
                    inline.replacements.append(Replacement(first, last, read))
                    taken[first:last] = b"\1" * (last - first)
            if markup.literal:
                taken[inner:outer] = b"\2" * (outer - inner)
    return inline
