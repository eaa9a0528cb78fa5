"""Converted texts as readable lines, and office files from parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

import pytest

from index.documents.file_text import FileText
from index.types import Block


def as_read(text: str, block: Block) -> str:
    """The text of a block with its replacements."""
    words, offset = "", block.start
    for start, end, shown in block.replacements:
        assert block.start <= start and offset <= start <= end <= block.end
        words += text[offset:start] + shown
        offset = end
    return words + text[offset : block.end]


def _line(text: str, block: Block) -> str:
    trail = "".join(f"{heading} › " for heading in block.trail)
    lead = f" ({block.lead})" if block.lead else ""
    return f"{block.kind}{lead}: {trail}{as_read(text, block)}"


@pytest.fixture(scope="session")
def lines() -> Callable[[FileText], list[str]]:
    """The blocks of a converted text as lines: "kind (lead): trail › words"."""

    def lines(content: FileText) -> list[str]:
        blocks = list(content.blocks)
        ends = [0, *(block.end for block in blocks)]
        for end, block in zip(ends, blocks, strict=False):
            assert end <= block.start < block.end <= len(content.text)
            words = content.text[block.start : block.end]
            assert words == words.strip(), "a block has no white space at its ends"
        return [_line(content.text, block) for block in blocks]

    return lines


@pytest.fixture(scope="session")
def zipped() -> Callable[[Mapping[str, str | bytes]], bytes]:
    """A function that makes a zip file of parts."""

    def zipped(parts: Mapping[str, str | bytes]) -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
            for name, content in parts.items():
                file.writestr(name, content)
        return stream.getvalue()

    return zipped
