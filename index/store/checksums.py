"""Checksums of the blocks of a generation's files, and files whose bytes are checked when they are read.

To check every byte of a large index would take seconds at each opening. So each block of a file has its own
checksum, and a block is checked when a byte of it is first read. Before a build copies from a generation, all
its blocks are checked.
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
from index.store.layout import CHECKSUM_FILE

BLOCK_BYTES = 1 << 16
HEADER_BYTES = 1 << 18  #: of each file, checked at opening, so that no library parses a damaged header
_REFUSALS = (errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE, errno.ENOMEM)
_DIGEST_BYTES = 32
_BLOCKS_READ = 64  # at a time, when a whole file is checked
_BELOW = re.compile(r"\w[\w.-]*(?:/\w[\w.-]*)*")  # a relative path that means the same on every system


@dataclass(frozen=True, slots=True)
class Checksums:
    """The sizes of a generation's files, and the checksum of its checksum file. A part of the manifest."""

    sizes: Mapping[str, int]  #: path below the folder → bytes, in the order of the checksum file
    sha256: str  #: of the checksum file, in hexadecimal

    def __post_init__(self) -> None:
        """Raise ValueError if a path leads out of the folder: a manifest may come from a server."""
        if outside := [name for name in self.sizes if not _BELOW.fullmatch(name)]:
            raise ValueError(f"{outside[0]!r} is no path below the folder")


def write_checksums(folder: Path) -> Checksums:
    """Write the checksum file of a folder, and return the values that check it later.

    It has the SHA-256 of each block, 32 bytes each, of one file after another. Raises OSError.
    """
    names = sorted(path.relative_to(folder).as_posix() for path in files_below(folder))
    digests = b"".join(digest for name in names for digest in _block_digests(OpenFile(folder / name)))
    (folder / CHECKSUM_FILE).write_bytes(digests)
    return Checksums({name: (folder / name).stat().st_size for name in names}, sha256(digests).hexdigest())


class ChecksummedFolder:
    """A folder whose files are checked as they are read. Raises IndexDamaged, which names the file.

    `source` opens its files, which may be on a server. The files named in `absent` are not in the folder.
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
        # The blocks of each file. Blocks are numbered across all files, as in the checksum file.
        self._sizes = sizes
        self._blocks = {name: range(*ends) for name, ends in zip(sizes, pairwise(bounds), strict=True)}
        self._verified: set[int] = set()

    @classmethod
    def open(
        cls, folder: Path, checksums: Checksums, source: Open = OpenFile, absent: Collection[str] = ()
    ) -> ChecksummedFolder:
        """Open a folder: check that every file exists, its size and its header.

        Raises IndexDamaged, and IndexUnreadable if the system refuses to open a file.
        """
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
        """Check a file that is not in the folder by its bytes, which come in parts of any size."""
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
        """Bytes of a file. Raises KeyError if the folder has no such file."""
        return self._sizes[name]

    def is_verified(self, name: str, number: int) -> bool:
        """Whether a block of a file, counted from 0, has been read and checked."""
        return self._blocks[name].start + number in self._verified

    def check(self, name: str, number: int, content: bytes | memoryview) -> None:
        """Check the `content` that was read of a block of a file."""
        block = self._blocks[name].start + number
        if sha256(content).digest() != self._digests[block * _DIGEST_BYTES : (block + 1) * _DIGEST_BYTES]:
            raise damaged(self.folder / name, "does not match its checksum")
        self._verified.add(block)

    def verify(self) -> None:
        """Read and check every file that is not `absent`."""
        for name in [name for name in self._blocks if name not in self._absent]:
            try:
                digests = list(_block_digests(self.source(self.folder / name)))
            except OSError as error:
                raise unreadable(self.folder / name, error) from error
            self._compare(name, digests)
            self._verified.update(self._blocks[name])

    def _compare(self, name: str, digests: list[bytes]) -> None:
        """Compare the digests of a file's blocks with those of the checksum file."""
        blocks = self._blocks[name]
        written = self._digests[blocks.start * _DIGEST_BYTES : blocks.stop * _DIGEST_BYTES]
        if b"".join(digests) != written:
            raise damaged(self.folder / name, "does not match its checksum")


class ChecksummedFile:
    """An open file of a ChecksummedFolder. Each block is checked when it is first read.

    Raises IndexDamaged, and IndexUnreadable if the system refuses to open the file.
    """

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
        """Bytes `first` to `last`; only their number is checked."""
        try:
            content = self._file.read(first, last)
        except OSError as error:
            raise unreadable(self._path, error) from error
        if len(content) != last - first:
            raise damaged(self._path, "does not match its checksum")
        return content

    def prefetch(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Announce the ranges that are read next. Whole blocks are fetched, since they are checked whole."""
        self._file.prefetch(
            (first // BLOCK_BYTES * BLOCK_BYTES, min(-(-last // BLOCK_BYTES) * BLOCK_BYTES, self.size))
            for first, last in ranges
        )


def read_whole(file: ByteRanges) -> bytes:
    """All bytes of an open file."""
    return file.read(0, file.size)


def _block_digests(file: ByteRanges) -> Iterator[bytes]:
    """Yield the digest of each block of a file."""
    stride = _BLOCKS_READ * BLOCK_BYTES
    for first in range(0, file.size, stride):
        yield from _digests_of(file.read(first, min(first + stride, file.size)))


def _digests_of(content: bytes) -> Iterator[bytes]:
    """Yield the digest of each block of `content`, which starts where a block starts."""
    view = memoryview(content)
    for start in range(0, len(view), BLOCK_BYTES):
        yield sha256(view[start : start + BLOCK_BYTES]).digest()


def unreadable(path: Path, error: OSError) -> UserError:
    """The error for a file of an index that cannot be read: IndexUnreadable if the system refused to open it,
    otherwise IndexDamaged."""
    if error.errno in _REFUSALS:
        return IndexUnreadable(f"The index cannot be read: {path} ({error.strerror}).")
    return damaged(path, "is missing or cannot be read")


def damaged(path: Path, what: str) -> IndexDamaged:
    """The error that names a file of an index and says what is wrong with it."""
    return IndexDamaged(f"The index is damaged: {path} {what}.")
