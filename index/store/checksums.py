"""Checksums of the files of a generation, block by block, and reading that is checked against them.

Checking every byte of a large index would take seconds at each opening. So each block of a file has its own
checksum: a range of bytes is checked by the blocks that contain it, when it is first read. All blocks are
checked before a build copies from them.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate, pairwise
from pathlib import Path

from index.errors import IndexDamaged, IndexUnreadable, UserError
from index.regular_file import OpenFile
from index.search.arrays import ByteRanges, Open
from index.store.disk import files_below

BLOCK_BYTES = 1 << 16
HEADER_BYTES = 1 << 18  #: checked of each file on opening, so that no library parses a damaged header
CHECKSUM_FILE = "blocks.sums"  #: the SHA-256 of each block, 32 bytes each, file after file
_REFUSALS = (errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE, errno.ENOMEM)
_DIGEST_BYTES = 32
_BLOCKS_READ = 64  # together, where a whole file is checked
_BELOW = re.compile(r"\w[\w.-]*(?:/\w[\w.-]*)*")  # a path of names that mean the same on every system


@dataclass(frozen=True, slots=True)
class Checksums:
    """What a manifest says of the files beside it."""

    sizes: Mapping[str, int]  #: path below the folder → bytes, in the order of the checksum file
    sha256: str  #: of the checksum file, in hexadecimal

    def __post_init__(self) -> None:
        """Raise ValueError where a path leads out of the folder: a manifest may come from a server."""
        if outside := [name for name in self.sizes if not _BELOW.fullmatch(name)]:
            raise ValueError(f"{outside[0]!r} is no path below the folder")


def write_checksums(folder: Path) -> Checksums:
    """Write the checksum file of a folder, and return what is needed to check it later. Raises OSError."""
    names = sorted(path.relative_to(folder).as_posix() for path in files_below(folder))
    digests = b"".join(digest for name in names for digest in _block_digests(OpenFile(folder / name)))
    (folder / CHECKSUM_FILE).write_bytes(digests)
    return Checksums({name: (folder / name).stat().st_size for name in names}, sha256(digests).hexdigest())


class ChecksummedFolder:
    """A folder whose files are checked as they are read. Raises IndexDamaged, naming the file.

    `source` opens its files, which need not lie on this machine; those named in `absent` are not there.
    """

    def __init__(
        self,
        folder: Path,
        sizes: Mapping[str, int],
        digests: bytes,
        source: Open = OpenFile,
        absent: Collection[str] = (),
    ) -> None:
        self.folder = folder
        self.source = source
        self._absent = absent
        self._digests = digests
        bounds = accumulate((-(-size // BLOCK_BYTES) for size in sizes.values()), initial=0)
        # Each file's blocks, numbered through all files as in the checksum file.
        self._sizes = sizes
        self._blocks = {name: range(*ends) for name, ends in zip(sizes, pairwise(bounds), strict=True)}
        self._verified: set[int] = set()

    @classmethod
    def open(
        cls, folder: Path, checksums: Checksums, source: Open = OpenFile, absent: Collection[str] = ()
    ) -> ChecksummedFolder:
        """Check that every file is there, and check its size and its header."""
        path = folder / CHECKSUM_FILE
        try:
            digests = read_whole(source(path))
        except OSError as error:
            raise unreadable(path, error) from error
        if sha256(digests).hexdigest() != checksums.sha256:
            raise damaged(path, "does not match its checksum")
        opened = cls(folder, checksums.sizes, digests, source, absent)
        for name, size in checksums.sizes.items():
            if name not in absent:
                opened._check_header(name, size)
        return opened

    def _check_header(self, name: str, size: int) -> None:
        try:
            file = self.source(self.folder / name)
            header = file.read(0, min(HEADER_BYTES, file.size))
        except OSError as error:
            raise unreadable(self.folder / name, error) from error
        if file.size != size:
            raise damaged(self.folder / name, "does not match its checksum")
        for number in range(-(-len(header) // BLOCK_BYTES)):
            self.check(name, number, header[number * BLOCK_BYTES : (number + 1) * BLOCK_BYTES])

    def check_parts(self, name: str, parts: Iterable[bytes]) -> None:
        """Check a file that lies elsewhere by its bytes, which come in parts of any size."""
        digests: list[bytes] = []
        rest = b""
        for part in parts:
            content = rest + part
            whole = len(content) // BLOCK_BYTES * BLOCK_BYTES
            digests += _digests_of(content[:whole])
            rest = content[whole:]
        self._compare(name, [*digests, *_digests_of(rest)])

    def open_file(self, path: Path) -> ChecksummedFile:
        """Open a file of the folder, to read ranges of its bytes. Raises IndexDamaged."""
        return ChecksummedFile(self, path)

    def size(self, name: str) -> int:
        """Bytes of a file. Raises KeyError where the folder has no such file."""
        return self._sizes[name]

    def is_verified(self, name: str, number: int) -> bool:
        """Whether a block of a file, counted from 0, has been read and checked."""
        return self._blocks[name].start + number in self._verified

    def check(self, name: str, number: int, content: bytes | memoryview) -> None:
        """Check what was read of a block of a file."""
        block = self._blocks[name].start + number
        if sha256(content).digest() != self._digests[block * _DIGEST_BYTES : (block + 1) * _DIGEST_BYTES]:
            raise damaged(self.folder / name, "does not match its checksum")
        self._verified.add(block)

    def verify(self) -> None:
        """Read every file whole and check it."""
        for name in [name for name in self._blocks if name not in self._absent]:
            try:
                digests = list(_block_digests(self.source(self.folder / name)))
            except OSError as error:
                raise unreadable(self.folder / name, error) from error
            self._compare(name, digests)
            self._verified.update(self._blocks[name])

    def _compare(self, name: str, digests: list[bytes]) -> None:
        """Compare the digests of a file's blocks with what they were when it was written."""
        blocks = self._blocks[name]
        written = self._digests[blocks.start * _DIGEST_BYTES : blocks.stop * _DIGEST_BYTES]
        if b"".join(digests) != written:
            raise damaged(self.folder / name, "does not match its checksum")


class ChecksummedFile:
    """An open file of a ChecksummedFolder; what is read of it is checked. Raises IndexDamaged."""

    def __init__(self, folder: ChecksummedFolder, path: Path) -> None:
        self._folder = folder
        self._path = path
        self._name = path.relative_to(folder.folder).as_posix()
        self.size = folder.size(self._name)  #: bytes
        try:
            self._file = folder.source(path)
        except OSError as error:
            raise unreadable(path, error) from error

    def read(self, first: int, last: int) -> bytes:
        """Bytes `first` to `last`."""
        blocks = range(first // BLOCK_BYTES, -(-last // BLOCK_BYTES))
        if all(self._folder.is_verified(self._name, number) for number in blocks):
            return self.read_unchecked(first, last)
        start = blocks.start * BLOCK_BYTES
        content = self.read_unchecked(start, min(blocks.stop * BLOCK_BYTES, self.size))
        view = memoryview(content)
        for number in blocks:
            offset = number * BLOCK_BYTES - start
            self._folder.check(self._name, number, view[offset : offset + BLOCK_BYTES])
        return content[first - start : last - start]

    def read_unchecked(self, first: int, last: int) -> bytes:
        """Bytes `first` to `last`, of which only the number is checked."""
        try:
            content = self._file.read(first, last)
        except OSError as error:
            raise unreadable(self._path, error) from error
        if len(content) != last - first:
            raise damaged(self._path, "does not match its checksum")
        return content

    def prefetch(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Say which ranges are read next. Their blocks are fetched whole, since that is what is checked."""
        self._file.prefetch(
            (first // BLOCK_BYTES * BLOCK_BYTES, min(-(-last // BLOCK_BYTES) * BLOCK_BYTES, self.size))
            for first, last in ranges
        )


def read_whole(file: ByteRanges) -> bytes:
    """All bytes of an open file."""
    return file.read(0, file.size)


def _block_digests(file: ByteRanges) -> Iterator[bytes]:
    stride = _BLOCKS_READ * BLOCK_BYTES
    for first in range(0, file.size, stride):
        yield from _digests_of(file.read(first, min(first + stride, file.size)))


def _digests_of(content: bytes) -> Iterator[bytes]:
    """The digest of each block of what begins with a whole block."""
    view = memoryview(content)
    for start in range(0, len(view), BLOCK_BYTES):
        yield sha256(view[start : start + BLOCK_BYTES]).digest()


def unreadable(path: Path, error: OSError) -> UserError:
    """The error for a file of an index that cannot be read: damage, unless the system refused to open it."""
    if error.errno in _REFUSALS:
        return IndexUnreadable(f"The index cannot be read: {path} ({error.strerror}).")
    return damaged(path, "is missing or cannot be read")


def damaged(path: Path, what: str) -> IndexDamaged:
    """The error that names a file of an index and says what is wrong with it."""
    return IndexDamaged(f"The index is damaged: {path} {what}.")
