"""The files of a generation as chunks in Milvus, which are read by ranges of bytes, like files on disk.

A chunk is 32 KiB in Base64, which fits into a text field of Milvus; Milvus has no type of field for bytes.
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

_CHUNK_BYTES = 1 << 15
_FETCHED = 256  # chunks that are fetched or written at a time: 11 MB
_KEPT = 2048  # chunks in memory, at most: 64 MiB


def write_files(server: MilvusServer, collection: str, folder: Path, names: Iterable[str]) -> int:
    """Write files of a folder, given by their paths below it, and return the number of their chunks."""
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
    """Yield (key, size of its file, content in Base64) of each chunk of the files."""
    for name in names:
        file = OpenFile(folder / name)
        for number in range(max(1, -(-file.size // _CHUNK_BYTES))):  # an empty file has an empty chunk
            content = file.read(number * _CHUNK_BYTES, (number + 1) * _CHUNK_BYTES)
            yield _key(name, number), file.size, b64encode(content).decode("ascii")


class RemoteFiles:
    """The files in a collection of chunks. The chunks that were used last are kept in memory.

    A call opens a file by its path. The path starts with `folder`, which is on no disk: it is the name of the
    generation.
    """

    def __init__(self, server: MilvusServer, collection: str, folder: Path) -> None:
        self._server = server
        self._collection = collection
        self._folder = folder
        self._kept: OrderedDict[str, tuple[int, bytes]] = OrderedDict()
        self._lock = Lock()

    def __call__(self, path: Path) -> ByteRanges:
        """Open a file. Raises FileNotFoundError, and the errors of MilvusServer."""
        name = path.relative_to(self._folder).as_posix()
        return _RemoteFile(self, name, self.chunks([_key(name, 0)])[0][0])

    def chunks(self, keys: list[str]) -> list[tuple[int, bytes]]:
        """The chunks with these keys, each as (size of its file, bytes).

        Raises FileNotFoundError if one is missing.
        """
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
        """The chunks among `keys` that are in memory. They count as used now."""
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
        """Bytes `first` to `last`; fewer if the file ends before `last`."""
        numbers = self._numbers(first, min(last, self.size))
        content = b"".join(self._chunks(numbers))
        start = numbers.start * _CHUNK_BYTES
        return content[first - start : last - start]

    def _chunks(self, numbers: range) -> Iterator[bytes]:
        """Yield chunks, and fetch a few at a time: the server may state any size for a file."""
        for at in range(0, len(numbers), _FETCHED):
            keys = [_key(self._name, number) for number in numbers[at : at + _FETCHED]]
            yield from (chunk for _, chunk in self._files.chunks(keys))

    read_unchecked = read  # `read` checks nothing either

    def prefetch(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Fetch the chunks of these ranges together, at most half as many as are kept in memory."""
        numbers = {n: None for first, last in ranges for n in self._numbers(first, min(last, self.size))}
        self._files.chunks([_key(self._name, number) for number in list(numbers)[: _KEPT // 2]])

    @staticmethod
    def _numbers(first: int, last: int) -> range:
        """The numbers of the chunks that contain bytes `first` to `last`."""
        return range(first // _CHUNK_BYTES, max(first // _CHUNK_BYTES, -(-last // _CHUNK_BYTES)))


def _key(name: str, number: int) -> str:
    return f"{name}:{number}"
