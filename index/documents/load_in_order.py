"""Files → their documents, in the same order. Several files are converted at once, in separate processes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from itertools import islice
from typing import TypeAlias

from index.documents.converted.processes.pool import ConverterPool
from index.documents.files import FoundFile
from index.documents.formats import Convert, is_converted
from index.documents.load import LoadedDocument, load_document
from index.documents.own_errors import skip_on_own_error
from index.documents.skipped import SkippedFile
from index.settings import DocumentSettings

Result: TypeAlias = LoadedDocument | SkippedFile

_AHEAD = 2  # files per process that are converted before their turn, at most
_BYTES_AHEAD = 100_000_000  # of files converted before their turn; then no other is started
_WAIT_SECONDS = 2.0  # between calls of `on_wait` for a file


def load_in_order(
    files: Iterable[FoundFile],
    settings: DocumentSettings,
    processes: int,
    on_wait: Callable[[FoundFile], None] | None = None,
) -> Generator[tuple[FoundFile, Result]]:
    """Yield each file with its document, or with the reason why it is skipped.

    Text is read in this process when its turn comes. Files that must be converted are converted before their
    turn, in up to `processes` other processes. These start with the first such file, and end with this
    iterator. `on_wait` is called every few seconds while the conversion of a file is awaited. Raises
    FileReaderUnavailable if the reader that the settings name cannot be loaded.
    """
    with ExitStack() as stack:
        converter = _Converter(stack, settings, processes)
        iterator = iter(files)
        waiting: deque[tuple[FoundFile, Future[Result] | None]] = deque()
        while True:
            sizes = sum(file.size for file, future in waiting if future)
            room = _AHEAD * processes - len(waiting) if sizes < _BYTES_AHEAD else 0
            waiting += ((file, converter.start(file)) for file in islice(iterator, room))
            if not waiting:
                return
            file, future = waiting.popleft()
            while future and on_wait and not wait([future], _WAIT_SECONDS).done:
                on_wait(file)
            yield file, future.result() if future else _load(file, settings)


class _Converter:
    """Converts files in processes that start with the first such file and end when `stack` is closed."""

    def __init__(self, stack: ExitStack, settings: DocumentSettings, processes: int) -> None:
        self._stack = stack
        self._settings = settings
        self._processes = processes
        self._started: tuple[ThreadPoolExecutor, ConverterPool] | None = None

    def start(self, file: FoundFile) -> Future[Result] | None:
        """Start to convert a file; return None if it need not be converted."""
        if not is_converted(file.name, self._settings.readers):
            return None
        if self._started is None:
            executor = self._stack.enter_context(ThreadPoolExecutor(self._processes))
            self._started = executor, self._stack.enter_context(ConverterPool())
        executor, pool = self._started
        return executor.submit(_load, file, self._settings, pool.convert)


def _load(file: FoundFile, settings: DocumentSettings, convert: Convert | None = None) -> Result:
    try:
        with skip_on_own_error():
            return load_document(file, settings, convert)
    except SkippedFile as reason:
        return reason
