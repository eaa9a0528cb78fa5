"""Builds an index: files → changes → documents → passages → postings and vectors → a new generation.

Only documents that changed are read, split and embedded. The others are copied from the current generation. A
vector is reused if the same text is under the same title, headings and path words.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import replace
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING

from index.documents.files import FoundFile, require_folder
from index.documents.load import file_hash
from index.documents.load_in_order import Result, load_in_order
from index.documents.skipped import SkippedFile
from index.errors import (
    MUST_BE_BUILT,
    IndexDamaged,
    IndexMismatch,
    IndexMissing,
    IndexReadOnly,
    IndexUnwritable,
    NothingToIndex,
    OtherDocuments,
)
from index.models.encoder import Encoder, check_encoder, load_encoder
from index.models.runtime import core_count
from index.passages.splitting import split
from index.settings import KNOWN_FILES, IndexSettings
from index.store.changes import compare, scan_documents
from index.store.checksums import write_checksums
from index.store.compatibility import build_parameters, check_compatible, moved_folder
from index.store.disk import disk_errors
from index.store.encoding import Unencodable
from index.store.entries import entry_of, entry_seen_now, skipped_entry
from index.store.file_hashes import FileHashes
from index.store.generation import Generation
from index.store.indexing_trial import check_indexable
from index.store.manifest import READING_VERSION, DocumentEntry, Manifest, SkippedEntry, write_manifest
from index.store.ownership import require_own_folder
from index.store.preview import preview
from index.store.publish import fetch_newer, publish
from index.store.report import BuildReport, Progress, reasons_of, report_of
from index.store.store import Store
from index.store.stores import ReadableStore, server_of, store_of
from index.store.writer import GenerationWriter
from index.types import Document

if TYPE_CHECKING:  # its package takes a second to import
    from index.store.milvus.store import MilvusStore

ProgressCallback = Callable[[Progress], None]
_NO_FAULTS: Mapping[str, SkippedFile] = MappingProxyType({})


def build(
    settings: IndexSettings,
    *,
    full: bool = False,
    dry_run: bool = False,
    wait: bool = True,
    delete_if_empty: bool = False,
    progress: ProgressCallback | None = None,
) -> BuildReport:
    """Build the index of a documents folder, or bring it up to date with the folder.

    - `full`: read and embed every document again; reuse nothing.
    - `dry_run`: write nothing, and return the report of what a build would do.
    - `wait`: if another process is building this index, wait for it; if false, raise IndexBusy instead.
    - `delete_if_empty`: if the folder contains no document that can be read, delete the index, unless a file
      may be readable another time. NothingToIndex is raised in any case. Also replace an index on a server
      that contains none of the folder's documents; otherwise OtherDocuments is raised.
    - `progress`: called with the progress of the build.

    If the settings name a server, the new generation is published to it. A build that fails or is killed
    leaves the current generation in place.

    Raises UserError for every fault that the user can mend; among them IndexReadOnly, if the settings say so;
    NothingToIndex, if the folder contains no document that can be read; and IndexUnwritable, if the index
    cannot be written (for example on a read-only disk) and something has changed.
    """
    if settings.store.is_read_only:
        raise IndexReadOnly(f"This machine only reads the index {settings.location}.")
    notify = progress or (lambda _: None)
    store = Store(settings.index)
    with disk_errors(settings.index):
        require_own_folder(settings.index, settings.documents)
    if dry_run:
        return preview(settings, notify, full=full)
    require_folder(settings.documents)  # before the index folder is made
    check_encoder(settings.encoder)
    server = server_of(settings)
    started = time.monotonic()
    with ExitStack() as locked:
        try:
            locked.enter_context(
                store.lock(
                    wait=wait, on_wait=lambda: notify(Progress("waiting")), documents=settings.documents
                )
            )
        except IndexUnwritable:  # for example a read-only disk: an index that is up to date needs no build
            report = None if full else _unchanged(settings, notify)
            if report is None:
                raise
            return replace(report, seconds=time.monotonic() - started)
        started = time.monotonic()
        store.remove_unused()
        if server and not delete_if_empty:
            _refuse_other_documents(server, settings)
        warnings = fetch_newer(store, server) if server and not full else ()
        previous, reasons = (None, ()) if full else _previous_generation(store, settings)
        report, faults = None, dict[str, SkippedFile]()
        while report is None:
            with closing(_Build(settings, previous, notify, faults)) as run:
                try:
                    report = run.unchanged() or replace(
                        _replace_generation(store, run, server, delete_if_empty=delete_if_empty),
                        moved_from=run.moved_from,
                    )
                except Unencodable as error:  # start again without these documents
                    faults |= error.faults
        if server:
            publish(store, server, notify)
    warnings += reasons + report.warnings
    return replace(report, warnings=warnings, seconds=time.monotonic() - started)


def _refuse_other_documents(server: MilvusStore, settings: IndexSettings) -> None:
    """Raise OtherDocuments if the index on the server has documents, but none that is in the folder."""
    try:
        published = server.manifest().documents
    except MUST_BE_BUILT:
        return
    names = {file.name for file in scan_documents(settings).files}
    if names and published and names.isdisjoint(entry.name for entry in published):
        raise OtherDocuments(
            f"The index {settings.location} has none of the documents in the folder {settings.documents}: it "
            "was built from others."
        )


def _replace_generation(
    store: Store, run: _Build, server: MilvusStore | None, *, delete_if_empty: bool
) -> BuildReport:
    """Make a new generation current, or delete the index if no document is left. Raises NothingToIndex."""
    try:
        report = run.write_generation(store)
    except NothingToIndex as error:
        if not delete_if_empty or run.may_be_readable:
            raise
        published = server.delete() if server else False
        if store.delete() or published:
            raise NothingToIndex(f"{error} The index built before was deleted.") from None
        raise
    store.remove_unused()
    return report


def _unchanged(settings: IndexSettings, notify: ProgressCallback) -> BuildReport | None:
    """The report of a build that has nothing to write; None if it has something to write. Only reads."""
    previous, _ = _previous_generation(store_of(settings), settings)
    if previous is None:
        return None
    with closing(_Build(settings, previous, notify)) as run:
        return run.unchanged()


def _previous_generation(
    store: ReadableStore, settings: IndexSettings
) -> tuple[Generation | None, tuple[str, ...]]:
    """The current generation if a build can reuse it; otherwise None, and a sentence that says why not.

    There is no sentence if there is no index.
    """
    try:
        generation = store.open(verify=True)
        check_compatible(generation.manifest, settings)
        return generation, ()
    except IndexMissing:
        return None, ()
    except (IndexMismatch, IndexDamaged) as error:
        return None, (f"{error} It is built again from the documents.",)


class _Build:
    """One build, from one scan of the documents folder. Reuses what it can of `previous`."""

    def __init__(
        self,
        settings: IndexSettings,
        previous: Generation | None,
        notify: ProgressCallback,
        faults: Mapping[str, SkippedFile] = _NO_FAULTS,
    ) -> None:
        """`faults`: name → reason, of the documents that are skipped because the encoder fails on them."""
        self._settings = settings
        self._previous = previous
        self._notify = notify
        self.moved_from = moved_folder(None if previous is None else previous.manifest, settings)
        self._scanned_at = time.time_ns()
        self.scan = scan_documents(settings)
        hashes = FileHashes(settings.index)
        changes = compare(self.scan, None if previous is None else previous.manifest, hashes)
        hashes.save()
        self._found = changes
        # A file that could not be read before counts as added, until `unchanged` finds that it still cannot.
        self.changes = changes.with_retried(changes.retried, ())
        files = sorted((*self.changes.added, *changes.changed, *changes.reread), key=lambda file: file.name)
        self._reading = Progress("reading", total_files=len(self.scan.files))
        self._loading = load_in_order(
            files,
            settings.files,
            core_count(settings.threads),
            on_wait=lambda file: notify(replace(self._reading, slow_file=file.name)),
        )
        self._loaded: Iterator[tuple[FoundFile, Result]] = (
            (file, faults.get(file.name, result)) for file, result in self._loading
        )
        self._skipped = [SkippedEntry(name, reason) for name, reason in self.scan.skipped]
        self._unreadable: list[str] = []  # names of indexed files that became unreadable during the build
        self._warnings: list[str] = []

    def close(self) -> None:
        """End the processes that convert files."""
        self._loading.close()

    @property
    def may_be_readable(self) -> bool:
        """Whether a skipped file may be readable another time, for example because access was refused."""
        return bool(self.scan.refused) or any(entry.retry for entry in self._skipped)

    def unchanged(self) -> BuildReport | None:
        """The report of a build that keeps the previous generation; None if a new one must be written."""
        if self._previous is None or self.moved_from or not self._nothing_to_do(self._previous.manifest):
            return None
        return report_of(self.scan, self.changes, self._previous.manifest)

    def _nothing_to_do(self, manifest: Manifest) -> bool:
        """Whether a new generation would have the same documents and skipped files as `manifest`.

        If nothing else has changed, the files that could not be read before are tried again, up to the first
        one that can be read now.
        """
        if self._found.any:
            return False
        tried, still_skipped = [], []
        reasons = dict(reasons_of(manifest.skipped))
        for file, loaded in self._loaded:
            result = check_indexable(loaded, self._settings, before=reasons.get(file.name, ""))
            tried.append((file, result))
            if not isinstance(result, SkippedFile):
                self._loaded = chain(tried, self._loaded)
                return False
            still_skipped.append(skipped_entry(file, result))
        self.changes = self._found.with_retried((), still_skipped)
        skipped_now = {*self.scan.skipped, *reasons_of(self.changes.still_skipped)}
        return skipped_now == set(reasons_of(manifest.skipped))

    def write_generation(self, store: Store) -> BuildReport:
        """Make a new generation current.

        Raises NothingToIndex, IndexUnwritable, ModelUnavailable and Unencodable.
        """
        settings = self._settings
        encoder: Encoder | None = None  # loaded only when a document is added
        with store.new_generation() as new:
            writer = GenerationWriter(new.folder, self._previous)
            for entry, document in self._documents():
                if document is None:
                    writer.copy(entry)
                else:
                    encoder = encoder or load_encoder(settings.encoder, threads=settings.threads)
                    passages = split(document, settings.passages, encoder.count_tokens, encoder.token_limit)
                    try:
                        writer.add(entry, document, passages)
                    except SkippedFile as reason:
                        self._skipped.append(skipped_entry(entry, reason))
            writer.finish_documents()
            # If the folder has disappeared meanwhile, none of its files could be read any more.
            require_folder(settings.documents)
            if not writer.passages:
                raise self._nothing_to_index()
            writer.write_postings()
            files = len(self.scan.files)
            for embedded, total in writer.write_vectors(encoder):
                self._notify(Progress("embedding", files, files, embedded, total))
            self._notify(Progress("writing", total_passages=writer.embedded))
            manifest = Manifest(
                generation=new.number,
                built_at=time.time(),
                scanned_at=self._scanned_at,
                folder=os.path.abspath(settings.documents),
                built_with=build_parameters(settings),
                documents=tuple(writer.entries),
                skipped=tuple(self._skipped),
                checksums=write_checksums(new.folder),
                reading=READING_VERSION,
            )
            write_manifest(new.folder, manifest)
        return self._written(manifest, writer.embedded)

    def _written(self, manifest: Manifest, embedded: int) -> BuildReport:
        """The report of a build that wrote a generation."""
        unreadable = (*self.changes.unreadable, *self._unreadable)
        report = report_of(self.scan, replace(self.changes, unreadable=unreadable), manifest)
        skipped = {*self._unreadable, *(entry.name for entry in self._skipped)}
        return replace(
            report,
            added=tuple(name for name in report.added if name not in skipped),
            changed=tuple(name for name in report.changed if name not in skipped),
            skipped=tuple(sorted(reasons_of(self._skipped))),
            warnings=(*report.warnings, *self._warnings),
            embedded=embedded,
            written=True,
        )

    def _documents(self) -> Iterator[tuple[DocumentEntry, Document | None]]:
        """Yield (entry, document) in the order of names; `document` is None for an unchanged document.

        Appends the files that cannot be read to `_skipped`, and the warnings about the others to `_warnings`.
        """
        kept = {entry.name: entry for entry in self.changes.kept}
        still_skipped = {entry.name: entry for entry in self.changes.still_skipped}
        files = {file.name: file for file in self.scan.files}
        touched = {file.name for file in self.changes.touched}
        names = sorted({*files, *kept})
        for number, name in enumerate(names):
            self._reading = Progress("reading", files=number, total_files=len(names))
            self._notify(self._reading)
            if entry := kept.get(name):
                yield entry_seen_now(entry, files[name]) if name in touched else entry, None
                continue
            if skipped := still_skipped.get(name):
                self._skipped.append(skipped)
            else:
                file, result = next(self._loaded)
                assert file.name == name
                if isinstance(result, SkippedFile):
                    if before := self._unreadable_now(file):
                        yield before, None
                    else:
                        self._skipped.append(skipped_entry(file, result))
                    continue
                if result.warning:
                    self._warnings.append(result.warning)
                yield entry_of(file, result), result.document

    def _unreadable_now(self, file: FoundFile) -> DocumentEntry | None:
        """The previous entry of a file that became unreadable since the scan; None for any other file."""
        before = None if self._previous is None else self._previous.by_name.get(file.name)
        if before is None or file_hash(file):
            return None
        self._unreadable.append(file.name)
        return before

    def _nothing_to_index(self) -> NothingToIndex:
        """The error for a folder without a readable document: its patterns, and why its files are skipped."""
        include = self._settings.files.include
        named = f" ({' and '.join(include) or 'no file names are included'})"
        patterns = "" if include == KNOWN_FILES else named
        reasons = "".join(f" {entry.name} {entry.reason}." for entry in self._skipped[:5])
        return NothingToIndex(
            f"The folder {self._settings.documents} contains no document that can be read{patterns}.{reasons}"
        )
