"""The progress of a build, and the report of what it did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.documents.files import Scan
from index.store.changes import Changes
from index.store.manifest import Manifest, SkippedEntry

_REREAD = (
    "The index was built by a version of Munshi that reads files differently, so all files are read again."
)


@dataclass(frozen=True, slots=True)
class Progress:
    """The stage of a build, and how much of the stage is done."""

    stage: str  #: "waiting", "reading", "embedding", "writing" or "publishing"
    files: int = 0  #: files read so far
    total_files: int = 0  #: files to read
    passages: int = 0  #: passages embedded or published so far
    total_passages: int = 0  #: passages to embed or publish
    slow_file: str = ""  #: the name of the file that is being read, if that takes long


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did, or with `dry_run` would do. Names are paths below the documents folder."""

    generation: int  #: the number of the generation that is current afterwards; 0 if there is none
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()  #: (old, new); neither is in `added` or `removed`
    skipped: tuple[tuple[str, str], ...] = ()  #: (name, reason)
    warnings: tuple[str, ...] = ()  #: sentences
    other_kinds: tuple[tuple[str, int], ...] = ()  #: (suffix, number of files that no pattern includes)
    unchanged: int = 0  #: documents with the same bytes (even if they are read again), or not readable now
    passages: int = 0  #: passages of the index
    embedded: int = 0  #: passages whose vectors were computed, not reused
    seconds: float = 0.0  #: duration of the build, without waiting for another one
    written: bool = False  #: whether a new generation was made
    moved_from: str = ""  #: the folder that the index was built from before; empty if it was the same
    dry_run: bool = False  #: whether the build was called with `dry_run`, and so wrote nothing


def report_of(scan: Scan, changes: Changes, manifest: Manifest | None) -> BuildReport:
    """The report of these changes. `manifest` is that of the current generation; None: there is none."""
    new_names = dict(changes.renamed)  # by old name
    renamed = {*new_names, *new_names.values()}
    return BuildReport(
        generation=manifest.generation if manifest else 0,
        added=tuple(file.name for file in changes.added if file.name not in renamed),
        changed=tuple(file.name for file in changes.changed),
        removed=tuple(name for name in changes.removed if name not in renamed),
        renamed=changes.renamed,
        skipped=tuple(sorted((*scan.skipped, *reasons_of(changes.still_skipped)))),
        other_kinds=scan.other_kinds,
        warnings=(
            *((_REREAD,) if changes.reread else ()),
            *(
                f"{name} cannot be read now; what was indexed of it before still answers."
                for name in changes.unreadable
            ),
        ),
        unchanged=len(changes.kept) + len(changes.reread),
        passages=sum(entry.passages for entry in manifest.documents) if manifest else 0,
    )


def reasons_of(entries: Iterable[SkippedEntry]) -> list[tuple[str, str]]:
    """The (name, reason) of each skipped file."""
    return [(entry.name, entry.reason) for entry in entries]
