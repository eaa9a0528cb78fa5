"""A passage's trail and blocks ↔ their bytes in the index. Offsets are characters of the document."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from index.types import Block, Passage


class _Structure(NamedTuple):
    trail: tuple[str, ...]
    blocks: tuple[Block, ...]


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_Structure)


def encode_structure(passage: Passage) -> bytes:
    """The trail and the blocks of a passage as MessagePack."""
    return _ENCODER.encode(_Structure(passage.trail, passage.blocks))


def decode_structure(data: bytes) -> tuple[tuple[str, ...], tuple[Block, ...]]:
    """The trail and the blocks that `encode_structure` encoded. Raises ValueError for any other bytes."""
    return _DECODER.decode(data)
