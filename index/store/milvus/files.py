"""The files of a generation as chunks in Milvus, read by ranges of bytes as files on disk are.

A chunk is 32 KiB in Base64, which a text field of Milvus holds; the fields have no type for bytes.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Lock

from index.regular_file import OpenFile
from index.search.arrays import ByteRanges
from index.store.milvus.server import MilvusServer

CHUNK_BYTES = 1 << 15
_FETCHED = 256  # chunks at a time: 11 MB
_KEPT = 2048  # chunks in memory: 64 MiB


def write_files(server: MilvusServer, collection: str, folder: Path, names: Iterable[str]) -> int:
    """Write files of a folder, by their paths below it, and return of how many chunks they are."""
    waiting: list[tuple[str, int, str]] = []
    written = 0
    for chunk in _chunks(folder, names):
        waiting.append(chunk)
        if len(waiting) == _FETCHED:
            server.insert_chunks(collection, waiting)
            written, waiting = written + len(waiting), []
    if waiting:
        server.insert_chunks(collection, waiting)
    return written + len(waiting)


def _chunks(folder: Path, names: Iterable[str]) -> Iterator[tuple[str, int, str]]:
    for name in names:
        file = OpenFile(folder / name)
        for number in range(max(1, -(-file.size // CHUNK_BYTES))):  # an empty file has an empty chunk
            content = file.read(number * CHUNK_BYTES, (number + 1) * CHUNK_BYTES)
            yield _key(name, number), file.size, b64encode(content).decode("ascii")


class RemoteFiles:
    """The files in a collection of chunks. What was read last is kept in memory.

    Calling it opens a file by its path below `folder`, which lies on no disk: it names the generation.
    """

    def __init__(self, server: MilvusServer, collection: str, folder: Path) -> None:
        self._server = server
        self._collection = collection
        self._folder = folder
        self._kept: OrderedDict[str, tuple[int, bytes]] = OrderedDict()
        self._lock = Lock()

    def __call__(self, path: Path) -> ByteRanges:
        """Open a file. Raises FileNotFoundError, and as MilvusServer does."""
        name = path.relative_to(self._folder).as_posix()
        return _RemoteFile(self, name, self.chunks([_key(name, 0)])[0][0])

    def chunks(self, keys: list[str]) -> list[tuple[int, bytes]]:
        """Chunks as (size of its file, bytes). Raises FileNotFoundError where one is not there."""
        found = self._in_memory(keys)
        missing = [key for key in keys if key not in found]
        for first in range(0, len(missing), _FETCHED):
            fetched = self._server.chunks(self._collection, missing[first : first + _FETCHED])
            found |= {key: (size, b64decode(content)) for key, (size, content) in fetched.items()}
        if len(found) < len(set(keys)):
            raise FileNotFoundError(next(key for key in keys if key not in found))
        with self._lock:
            self._kept |= {key: found[key] for key in missing}
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return [found[key] for key in keys]

    def _in_memory(self, keys: list[str]) -> dict[str, tuple[int, bytes]]:
        """Those of some chunks that are kept, each of which was used just now."""
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
            for key in found:
                self._kept.move_to_end(key)
        return found


class _RemoteFile:
    """A file in a collection of chunks, as `ByteRanges`."""

    def __init__(self, files: RemoteFiles, name: str, size: int) -> None:
        self._files = files
        self._name = name
        self.size = size

    def read(self, first: int, last: int) -> bytes:
        """Bytes `first` to `last`; fewer, where the file ends before."""
        numbers = self._numbers(first, min(last, self.size))
        content = b"".join(self._chunks(numbers))
        start = numbers.start * CHUNK_BYTES
        return content[first - start : last - start]

    def _chunks(self, numbers: range) -> Iterator[bytes]:
        """Yield chunks, a few fetched at a time: the size, which the server tells, may be any."""
        for at in range(0, len(numbers), _FETCHED):
            keys = [_key(self._name, number) for number in numbers[at : at + _FETCHED]]
            yield from (chunk for _, chunk in self._files.chunks(keys))

    read_unchecked = read  # here nothing is checked

    def prefetch(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Fetch the chunks of ranges together, as far as they are kept in memory at once."""
        numbers = {n: None for first, last in ranges for n in self._numbers(first, min(last, self.size))}
        self._files.chunks([_key(self._name, number) for number in list(numbers)[: _KEPT // 2]])

    @staticmethod
    def _numbers(first: int, last: int) -> range:
        return range(first // CHUNK_BYTES, max(first // CHUNK_BYTES, -(-last // CHUNK_BYTES)))


def _key(name: str, number: int) -> str:
    return f"{name}:{number}"
