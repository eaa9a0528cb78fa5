"""Checksums of the files of a generation, block by block, and reading that is checked against them.

Checking every byte of a large index would take seconds at each opening. So each block of a file has its own
checksum: a range of bytes is checked by the blocks that contain it, when it is first read. All blocks are
checked before a build copies from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np

from index.errors import IndexDamaged

BLOCK_BYTES = 1 << 16
HEADER_BYTES = 1 << 18  #: checked of each file on opening, so that no library parses a damaged header
CHECKSUM_FILE = "blocks.sums"  #: the SHA-256 of each block, 32 bytes each, file after file
_DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True)
class Checksums:
    """What a manifest says of the files beside it."""

    sizes: Mapping[str, int]  #: path below the folder → bytes, in the order of the checksum file
    sha256: str  #: of the checksum file, in hexadecimal


def write_checksums(folder: Path) -> Checksums:
    """Write the checksum file of a folder, and return what is needed to check it later."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    digests = b"".join(digest for name in names for digest in _block_digests(folder / name))
    (folder / CHECKSUM_FILE).write_bytes(digests)
    return Checksums({name: (folder / name).stat().st_size for name in names}, sha256(digests).hexdigest())


class ChecksummedFolder:
    """A folder whose files are checked as they are read. Raises IndexDamaged, naming the file."""

    def __init__(self, folder: Path, sizes: Mapping[str, int], digests: bytes) -> None:
        self.folder = folder
        self._digests = digests
        bounds = accumulate((-(-size // BLOCK_BYTES) for size in sizes.values()), initial=0)
        # Each file's blocks, numbered through all files as in the checksum file.
        self._blocks = {name: range(*ends) for name, ends in zip(sizes, pairwise(bounds), strict=True)}
        self._verified: set[int] = set()

    @classmethod
    def open(cls, folder: Path, checksums: Checksums) -> ChecksummedFolder:
        """Check that every file is there, and check its size and its header."""
        path = folder / CHECKSUM_FILE
        try:
            digests = path.read_bytes()
        except OSError as error:
            raise damaged(path, "is missing or cannot be read") from error
        if sha256(digests).hexdigest() != checksums.sha256:
            raise damaged(path, "does not match its checksum")
        opened = cls(folder, checksums.sizes, digests)
        for name, size in checksums.sizes.items():
            opened._check_header(name, size)
        return opened

    def _check_header(self, name: str, size: int) -> None:
        try:
            with (self.folder / name).open("rb") as stream:
                header = np.frombuffer(stream.read(HEADER_BYTES), np.uint8)
                actual_size = stream.seek(0, 2)
        except OSError as error:
            raise damaged(self.folder / name, "is missing or cannot be read") from error
        if actual_size != size:
            raise damaged(self.folder / name, "does not match its checksum")
        self.check(name, header, 0, len(header))

    def file(self, name: str) -> ChecksummedFile:
        """Map a file to memory, to read ranges of its bytes."""
        return ChecksummedFile(self, name, np.memmap(self.folder / name, np.uint8, "r"))

    def check(self, name: str, content: np.ndarray, first: int, last: int) -> None:
        """Check bytes `first` to `last` of a file, by the blocks that contain them.

        `content` is the file's bytes from its beginning, uint8, up to the end of the last of these blocks.
        """
        for number in range(first // BLOCK_BYTES, -(-last // BLOCK_BYTES)):
            block = self._blocks[name].start + number
            if block not in self._verified:
                digest = sha256(content[number * BLOCK_BYTES : (number + 1) * BLOCK_BYTES].data).digest()
                if digest != self._digests[block * _DIGEST_BYTES : (block + 1) * _DIGEST_BYTES]:
                    raise damaged(self.folder / name, "does not match its checksum")
                self._verified.add(block)

    def verify(self) -> None:
        """Read every file whole and check it."""
        for name, blocks in self._blocks.items():
            try:
                digests = b"".join(_block_digests(self.folder / name))
            except OSError as error:
                raise damaged(self.folder / name, "is missing or cannot be read") from error
            if digests != self._digests[blocks.start * _DIGEST_BYTES : blocks.stop * _DIGEST_BYTES]:
                raise damaged(self.folder / name, "does not match its checksum")


class ChecksummedFile:
    """A file of a ChecksummedFolder, mapped to memory; what is read of it is checked."""

    def __init__(self, folder: ChecksummedFolder, name: str, content: np.ndarray) -> None:
        self._folder = folder
        self._name = name
        self._content = content

    def read(self, first: int, last: int) -> bytes:
        """Bytes `first` to `last`. Raises IndexDamaged."""
        self._folder.check(self._name, self._content, first, last)
        return self._content[first:last].tobytes()


def _block_digests(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as stream:
        while block := stream.read(BLOCK_BYTES):
            yield sha256(block).digest()


def damaged(path: Path, what: str) -> IndexDamaged:
    """The error that names a file of an index and says what is wrong with it."""
    return IndexDamaged(f"The index is damaged: {path} {what}.")
