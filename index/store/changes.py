"""What has changed in the documents folder since a generation was built: a cheap look, and its result.

Only files whose size or times differ are opened, to compare their bytes with what was read then.
"""

from __future__ import annotations

from dataclasses import dataclass

from index.documents.files import FoundFile, Scan
from index.documents.load import file_hash
from index.store.generation import DocumentEntry, Manifest, SkippedEntry

# A file written just before or while the folder was looked at may change again within one tick of the
# file system's clock, and look the same. Its bytes are compared.
_CLOCK_DOUBT = 2_000_000_000  # nanoseconds


@dataclass(frozen=True, slots=True)
class Changes:
    """The difference between a folder and a generation; every tuple is sorted by name."""

    added: tuple[FoundFile, ...] = ()
    changed: tuple[FoundFile, ...] = ()
    touched: tuple[FoundFile, ...] = ()  #: other times, same bytes
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()  #: (old, new): also among `removed` and `added`
    kept: tuple[DocumentEntry, ...] = ()  #: with the same bytes, `touched` ones included
    still_skipped: tuple[SkippedEntry, ...] = ()  #: were skipped at reading, and are as they were

    @property
    def any(self) -> bool:
        """Whether answers could differ after a build."""
        return bool(self.added or self.changed or self.removed)


def compare(scan: Scan, manifest: Manifest | None) -> Changes:
    """Compare what `scan` found with a generation's manifest (None: there is none yet)."""
    if manifest is None:
        return Changes(added=scan.files)
    known = {entry.name: entry for entry in manifest.documents}
    skipped = {entry.name: entry for entry in manifest.skipped if entry.modified}
    doubtful = manifest.scanned_at - _CLOCK_DOUBT
    added, changed, touched, kept, still_skipped = [], [], [], [], []
    for file in scan.files:
        entry, skip = known.get(file.name), skipped.get(file.name)
        same = (entry or skip) is not None and _state(file) == _state(entry or skip)
        if entry is None:
            if same and file.modified < doubtful:
                still_skipped.append(skip)
            else:
                added.append(file)
        elif same and file.modified < doubtful:
            kept.append(entry)
        elif file.reader == entry.reader and file.size == entry.size and file_hash(file) == entry.sha256:
            kept.append(entry)
            if not same:
                touched.append(file)
        else:
            changed.append(file)
    there = {file.name for file in scan.files}
    removed = [name for name in known if name not in there]
    return Changes(
        added=tuple(added),
        changed=tuple(changed),
        touched=tuple(touched),
        removed=tuple(removed),
        renamed=_renamed(added, removed, known),
        kept=tuple(kept),
        still_skipped=tuple(still_skipped),
    )


def _state(entry: FoundFile | DocumentEntry | SkippedEntry) -> tuple[int, int, str]:
    return entry.size, entry.modified, entry.reader


def _renamed(
    added: list[FoundFile], removed: list[str], known: dict[str, DocumentEntry]
) -> tuple[tuple[str, str], ...]:
    """Pair each removed document with an added file of the same bytes, where there is one."""
    gone: dict[tuple[int, str], str] = {(known[name].size, known[name].sha256): name for name in removed}
    sizes = {size for size, _ in gone}
    pairs = []
    for file in added:
        if file.size in sizes and (old := gone.pop((file.size, file_hash(file)), None)):
            pairs.append((old, file.name))
    return tuple(pairs)
