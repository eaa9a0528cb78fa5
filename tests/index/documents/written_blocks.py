"""Blocks as lines that tests compare, and checks of the blocks of any text and of their time."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from index.documents.blocks.replacements import apply_replacements
from index.types import Block
from tests.index.growth import check_growth


def written(text: str, blocks: Iterable[Block]) -> list[str]:
    """Return a line for each block: its trail, kind and lead, and its text as it is read."""
    lines = []
    for block in blocks:
        trail = "".join(f"{title} › " for title in block.trail)
        lead = f" ({block.lead})" if block.lead else ""
        words = apply_replacements(text, block.start, block.end, block.replacements)
        lines.append(f"{trail}{block.kind}{lead}: {words}")
    return lines


def quoted(text: str, blocks: Iterable[Block]) -> list[str]:
    """Return the quote of each block that is no heading."""
    return [text[block.start : block.end] for block in blocks if block.kind != "heading"]


def check_blocks(text: str, blocks: Iterable[Block]) -> None:
    """Check that blocks are in order, do not overlap, are inside their text, have no space at their ends, and have words.

    Replacements must be in order, without overlaps and inside their block; they may be empty.
    """
    end = 0
    for block in blocks:
        assert end <= block.start < block.end <= len(text), block
        assert text[block.start : block.end].strip() == text[block.start : block.end], block
        end = block.end
        inside = block.start
        for replacement in block.replacements:
            assert inside <= replacement.start <= replacement.end <= block.end, block
            inside = replacement.end
        assert any(map(str.isalnum, apply_replacements(text, block.start, block.end, block.replacements))), (
            block
        )
        assert all(title.strip() for title in block.trail), block


def check_time(find: Callable[[str], Iterable[Block]], sign: str) -> None:
    """Check that a sign repeated eight times as often takes about eight times as long to read, not 64 times."""
    check_growth(lambda: list(find(sign * 1000)), lambda: list(find(sign * 8000)), factor=20)
