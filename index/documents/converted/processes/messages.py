"""The messages between the pool and its processes, as bytes: files to convert, and converted files.

Messages are MessagePack data with a schema. So nothing in an answer is executed, even if a hostile file
controls the process that sends it.
"""

from __future__ import annotations

from array import array
from typing import IO, Literal

import msgspec

from index.documents.converted.packed_blocks import FIELDS, KEYED, KINDS, PackedBlocks
from index.documents.file_text import FileText
from index.types import Block

_LENGTH_BYTES = 8
_OUTSIDE = "a block leads out of the text"


class FileToConvert(msgspec.Struct, frozen=True):
    """A file to convert."""

    module: str  #: the module whose function `read` converts it
    data: bytes
    seconds: int  #: the most seconds of processor time
    memory: int  #: the most bytes of memory


class Packed(msgspec.Struct, frozen=True):
    """The fields of PackedBlocks."""

    numbers: bytes
    trails: tuple[tuple[str, ...], ...]
    leads: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]


class Conversion(msgspec.Struct, frozen=True):
    """A converted file, or the reason why it is skipped."""

    skipped: str = ""  #: the reason; empty if the file was converted
    text: str = ""
    pages: tuple[int, ...] = ()
    warning: str = ""
    packed: Packed | None = None  #: the blocks, if they are PackedBlocks
    blocks: tuple[Block, ...] = ()  #: the blocks, if they are not packed
    page_names: tuple[str, ...] = ()
    line_name: Literal["line", "row", ""] = "line"
    title: str | None = None

    def file_text(self) -> FileText:
        """The converted file. Raises ValueError if a block leads out of the text."""
        text, packed = self.text, self.packed
        blocks = _checked(text, self.blocks) if packed is None else _unpacked(text, packed)
        return FileText(text, self.pages, self.warning, blocks, self.page_names, self.line_name, self.title)


def conversion(content: FileText) -> Conversion:
    """The answer for a converted file."""
    blocks, packed = content.blocks, None
    if isinstance(blocks, PackedBlocks):
        packed = Packed(blocks.numbers.tobytes(), blocks.trails, blocks.leads, blocks.columns)
        blocks = ()
    return Conversion(
        text=content.text,
        pages=content.pages,
        warning=content.warning,
        packed=packed,
        blocks=tuple(blocks),
        page_names=content.page_names,
        line_name=content.line_name,
        title=content.title,
    )


def _checked(text: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks, if none of them leads out of the text."""
    if not all(0 <= block.start <= block.end <= len(text) for block in blocks):
        raise ValueError(_OUTSIDE)
    return blocks


def _unpacked(text: str, packed: Packed) -> PackedBlocks:
    """The unpacked blocks, if none of them leads out of the text, or out of the lists of its fields."""
    numbers = array("q", packed.numbers)
    ends = (len(KINDS), len(text), len(text) + 1, len(packed.trails), len(packed.leads), len(packed.columns))
    for field, end in enumerate(ends):
        values = numbers[field::FIELDS]
        least = KEYED if field == FIELDS - 1 else 0
        if values and not (least <= min(values) and max(values) < end):
            raise ValueError(_OUTSIDE)
    return PackedBlocks(text, numbers, packed.trails, packed.leads, packed.columns)


def write_message(stream: IO[bytes], message: FileToConvert | Conversion) -> None:
    """Write the length of a message in 8 bytes, then the message."""
    content = msgspec.msgpack.encode(message)
    stream.write(len(content).to_bytes(_LENGTH_BYTES, "little"))
    stream.write(content)
    stream.flush()


def read_message(stream: IO[bytes]) -> bytes | None:
    """The bytes of the next message; None if the stream ends before the message does."""
    length = stream.read(_LENGTH_BYTES)
    if len(length) < _LENGTH_BYTES:
        return None
    size = int.from_bytes(length, "little")
    content = stream.read(size)
    return content if len(content) == size else None
