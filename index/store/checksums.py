"""What is read of an index is what was written: the checksums of its files, block by block.

Opening a large index would take seconds if every byte of it were looked at. So each file has a checksum for
every block of it; a few bytes are checked by the block they stand in, when they are first read, and the whole
only by those who build upon it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np

from index.errors import IndexDamaged

_BLOCK = 1 << 16  # bytes
_HEADER = 1 << 18  # bytes of a file that may be its header: no library is to meet with a damaged one
_SUM = 32  # bytes of a SHA-256
SUMS = "blocks.sums"  #: the file that holds the checksums, 32 bytes each, file after file


@dataclass(frozen=True, slots=True)
class Checksums:
    """What a manifest says of the files beside it."""

    sizes: Mapping[str, int]  #: file below the folder → bytes, in the order of the checksums
    sums: str  #: SHA-256 of the checksums


def seal(folder: Path) -> Checksums:
    """Write the checksums of all files in a folder, and return what is to be kept of them."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    sums = b"".join(one for name in names for one in _sums(folder / name))
    (folder / SUMS).write_bytes(sums)
    return Checksums({name: (folder / name).stat().st_size for name in names}, sha256(sums).hexdigest())


class ChecksummedFolder:
    """A folder whose files are checked as they are read. Raises IndexDamaged, naming the file."""

    def __init__(self, folder: Path, sizes: Mapping[str, int], sums: bytes) -> None:
        self.folder = folder
        self._sums = sums
        blocks = accumulate((-(-size // _BLOCK) for size in sizes.values()), initial=0)
        self._places = {name: range(*bounds) for name, bounds in zip(sizes, pairwise(blocks), strict=True)}
        self._right: set[int] = set()  # blocks that were found to be as they were written

    @classmethod
    def open(cls, folder: Path, seal: Checksums) -> ChecksummedFolder:
        """Check that the files are there in their sizes, and of each the beginning, which says what it is."""
        try:
            sums = (folder / SUMS).read_bytes()
        except OSError as error:
            raise damaged(folder / SUMS, "is missing or cannot be read") from error
        if sha256(sums).hexdigest() != seal.sums:
            raise damaged(folder / SUMS, "is not what was written")
        opened = cls(folder, seal.sizes, sums)
        for name, size in seal.sizes.items():
            opened._check_start(name, size)
        return opened

    def _check_start(self, name: str, size: int) -> None:
        try:
            with (self.folder / name).open("rb") as stream:
                start = np.frombuffer(stream.read(_HEADER), np.uint8)
                found = stream.seek(0, 2)
        except OSError as error:
            raise damaged(self.folder / name, "is missing or cannot be read") from error
        if found != size:
            raise damaged(self.folder / name, "is not what was written")
        self.check(name, start, 0, len(start))

    def file(self, name: str) -> SealedFile:
        """Map a file to memory, to be read piece by piece."""
        return SealedFile(self, name, np.memmap(self.folder / name, np.uint8, "r"))

    def check(self, name: str, content: np.ndarray, first: int, last: int) -> None:
        """Check bytes `first` to `last` of a file whose bytes are `content`, by the blocks they stand in."""
        for number in range(first // _BLOCK, -(-last // _BLOCK)):
            if self._places[name].start + number not in self._right:
                self._check_block(name, number, content[number * _BLOCK : (number + 1) * _BLOCK])

    def check_all(self) -> None:
        """Read every file whole and check it."""
        for name, places in self._places.items():
            try:
                found = list(_sums(self.folder / name))
            except OSError as error:
                raise damaged(self.folder / name, "is missing or cannot be read") from error
            if b"".join(found) != self._sums[places.start * _SUM : places.stop * _SUM]:
                raise damaged(self.folder / name, "is not what was written")

    def _check_block(self, name: str, number: int, block: np.ndarray) -> None:
        place = self._places[name].start + number
        if sha256(block).digest() != self._sums[place * _SUM : (place + 1) * _SUM]:
            raise damaged(self.folder / name, "is not what was written")
        self._right.add(place)


class SealedFile:
    """A file of a sealed folder: what is read of it has been checked."""

    def __init__(self, folder: ChecksummedFolder, name: str, content: np.ndarray) -> None:
        self._folder = folder
        self._name = name
        self._content = content  #: uint8

    def read(self, first: int, last: int) -> bytes:
        """Bytes `first` to `last`. Raises IndexDamaged."""
        self._folder.check(self._name, self._content, first, last)
        return self._content[first:last].tobytes()


def _sums(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as stream:
        while block := stream.read(_BLOCK):
            yield sha256(block).digest()


def damaged(path: Path, what: str) -> IndexDamaged:
    """The error that names a file of an index and says what is wrong with it."""
    return IndexDamaged(f"The index is damaged: {path} {what}. Run `munshi index`, which rebuilds it.")
