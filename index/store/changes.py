"""Finds what has changed in the documents folder since a generation was built, without reading every file.

A file is opened only if its size, times or inode differ, or if it was last changed later than two seconds
before the build scanned the folder. Then the hash of its bytes is compared with the hash in the manifest. A
new file is opened only if a removed document had the same size, to find out whether it was renamed. The time
of change (ctime) shows every write, even if the time of modification was set back afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from index.documents.files import FoundFile, Scan
from index.documents.files import scan as scan_folder
from index.settings import IndexSettings
from index.store.compatibility import check_compatible, check_folder
from index.store.file_hashes import CLOCK_TOLERANCE, FileHashes
from index.store.manifest import READING_VERSION, DocumentEntry, Manifest, SkippedEntry
from index.store.stores import store_of


@dataclass(frozen=True, slots=True)
class Changes:
    """The difference between a folder and a generation; every tuple is sorted by name."""

    added: tuple[FoundFile, ...] = ()
    changed: tuple[FoundFile, ...] = ()
    touched: tuple[FoundFile, ...] = ()  #: other times or inode, same bytes
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()  #: (old, new); `removed` has the old name, `added` the new one
    kept: tuple[DocumentEntry, ...] = ()  #: same bytes (`touched` files too), or not readable now
    unreadable: tuple[str, ...] = ()  #: the names of those `kept` documents that cannot be read now
    still_skipped: tuple[SkippedEntry, ...] = ()  #: skipped by the last build, and not changed since
    retried: tuple[FoundFile, ...] = ()  #: skipped by the last build, but may be readable now
    reread: tuple[FoundFile, ...] = ()  #: same bytes, but read by a version of Munshi that reads differently

    @property
    def any(self) -> bool:
        """Whether answers could differ after a build."""
        return bool(self.added or self.changed or self.removed or self.reread)

    def with_retried(self, added: Iterable[FoundFile], still_skipped: Iterable[SkippedEntry]) -> Changes:
        """Return a copy in which the `retried` files are divided into those `added` and those skipped."""
        return replace(
            self,
            added=tuple(sorted((*self.added, *added), key=lambda file: file.name)),
            still_skipped=tuple(sorted((*self.still_skipped, *still_skipped), key=lambda entry: entry.name)),
            retried=(),
        )


def scan_documents(settings: IndexSettings) -> Scan:
    """List the files of the documents folder. Raises DocumentsUnavailable."""
    return scan_folder(settings.documents, settings.files, leave_out=settings.index)


def pending_changes(settings: IndexSettings, manifest: Manifest | None = None) -> Changes:
    """Return the changes that a build would take up now; none if the settings say that none is built.

    `manifest` is that of an opened generation; if None, the current generation's manifest is read. Raises
    DocumentsUnavailable; if the manifest is read, also IndexMissing, IndexDamaged, IndexUnreadable and
    IndexMismatch.
    """
    if settings.store.is_read_only:
        return Changes()
    if manifest is None:
        manifest = store_of(settings).manifest()
        check_compatible(manifest, settings)
        check_folder(manifest, settings)
    hashes = FileHashes(settings.index)
    changes = compare(scan_documents(settings), manifest, hashes)
    hashes.save()
    return changes


def compare(scan: Scan, manifest: Manifest | None, hashes: FileHashes) -> Changes:
    """Compare a scan of the folder with the manifest of a generation; None: there is no generation."""
    if manifest is None:
        return Changes(added=scan.files)
    certain = manifest.scanned_at - CLOCK_TOLERANCE
    indexed = {entry.name: entry for entry in manifest.documents}
    pairs = ((file, indexed[file.name]) for file in scan.files if file.name in indexed)
    found = _compare_indexed(pairs, manifest, certain, hashes)
    others = (file for file in scan.files if file.name not in indexed)
    added, still_skipped, retried = _compare_skipped(others, manifest, certain)
    removed, refused = _not_found(scan, manifest)
    return replace(
        found,
        added=tuple(added),
        removed=tuple(entry.name for entry in removed),
        renamed=_renamed(added, removed, hashes),
        kept=(*found.kept, *refused),
        unreadable=(*found.unreadable, *(entry.name for entry in refused)),
        still_skipped=tuple(still_skipped),
        retried=tuple(retried),
    )


def _compare_indexed(
    pairs: Iterable[tuple[FoundFile, DocumentEntry]], manifest: Manifest, certain: int, hashes: FileHashes
) -> Changes:
    """The changes of files that were indexed, each given with its entry in the manifest.

    A file with the same size, times and inode counts as unchanged if it was last changed before `certain`
    (nanoseconds since the epoch).
    """
    kept, touched, changed, unreadable, reread = [], [], [], [], []
    for file, entry in pairs:
        same_state = _state(file) == _state(entry)
        sha256 = entry.sha256 if same_state and _last_change(file) < certain else hashes.of(file)
        if not sha256:
            kept.append(entry)
            unreadable.append(entry.name)
        elif (sha256, file.reader) != (entry.sha256, entry.reader):
            changed.append(file)
        elif manifest.reading != READING_VERSION:
            reread.append(file)
        else:
            kept.append(entry)
            if not same_state:
                touched.append(file)
    return Changes(
        kept=tuple(kept),
        touched=tuple(touched),
        changed=tuple(changed),
        unreadable=tuple(unreadable),
        reread=tuple(reread),
    )


def _not_found(scan: Scan, manifest: Manifest) -> tuple[list[DocumentEntry], list[DocumentEntry]]:
    """The documents that a scan did not find, as (removed, refused by the system)."""
    names = {file.name for file in scan.files}
    removed: list[DocumentEntry] = []
    refused: list[DocumentEntry] = []
    for entry in manifest.documents:
        if entry.name not in names:
            (refused if _is_refused(entry.name, scan.refused) else removed).append(entry)
    return removed, refused


def _is_refused(name: str, refused: tuple[str, ...]) -> bool:
    """Whether the system refused access to the file, or to a folder that contains it."""
    return any(name == other or (other.endswith("/") and name.startswith(other)) for other in refused)


def _compare_skipped(
    files: Iterable[FoundFile], manifest: Manifest, certain: int
) -> tuple[list[FoundFile], list[SkippedEntry], list[FoundFile]]:
    """Divide files that are not in the index into (added, still skipped, retried)."""
    skipped = {entry.name: entry for entry in manifest.skipped if entry.size}
    added, still_skipped, retried = [], [], []
    for file in files:
        entry = skipped.get(file.name)
        if entry is None or _state(file) != _state(entry):
            added.append(file)
        elif entry.retry or _last_change(file) >= certain or manifest.reading != READING_VERSION:
            retried.append(file)
        else:
            still_skipped.append(entry)
    return added, still_skipped, retried


def _state(file: FoundFile | DocumentEntry | SkippedEntry) -> tuple[int, int, int, int, str]:
    return file.size, file.modified, file.inode, file.changed, file.reader


def _last_change(file: FoundFile) -> int:
    return file.changed or file.modified


def _renamed(
    added: list[FoundFile], removed: list[DocumentEntry], hashes: FileHashes
) -> tuple[tuple[str, str], ...]:
    """Pair removed documents with added files that have the same bytes, as (old name, new name)."""
    old_names: dict[tuple[int, str | None], list[str]] = {}
    for entry in reversed(removed):
        old_names.setdefault((entry.size, entry.sha256), []).append(entry.name)
    sizes = {entry.size for entry in removed}
    pairs = []
    for file in added:
        if file.size in sizes and (names := old_names.get((file.size, hashes.of(file)))):
            pairs.append((names.pop(), file.name))
    return tuple(pairs)
