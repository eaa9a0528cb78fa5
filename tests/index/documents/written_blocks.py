"""How tests write blocks: a line for each, what holds of the blocks of any text, and how long they take."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from index.documents.blocks.as_read import as_read
from index.types import Block
from tests.index.growth import check_growth


def written(text: str, blocks: Iterable[Block]) -> list[str]:
    """A line for each block: its trail, its kind and lead, and what is read in it."""
    lines = []
    for block in blocks:
        trail = "".join(f"{title} › " for title in block.trail)
        lead = f" ({block.lead})" if block.lead else ""
        words = as_read(text, block.start, block.end, block.replacements)
        lines.append(f"{trail}{block.kind}{lead}: {words}")
    return lines


def quoted(text: str, blocks: Iterable[Block]) -> list[str]:
    """What is quoted of each block that is no heading."""
    return [text[block.start : block.end] for block in blocks if block.kind != "heading"]


def check_blocks(text: str, blocks: Iterable[Block]) -> None:
    """Blocks are in order and apart, inside of their text, without space at their ends, and not empty.

    The same holds of the replacements in each, though these may be empty.
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
        assert any(map(str.isalnum, as_read(text, block.start, block.end, block.replacements))), block
        assert all(title.strip() for title in block.trail), block


def check_time(find: Callable[[str], Iterable[Block]], sign: str) -> None:
    """Of a sign that is repeated, eight times as many take about eight times as long to read, and not 64."""
    check_growth(lambda: list(find(sign * 1000)), lambda: list(find(sign * 8000)), factor=20)
