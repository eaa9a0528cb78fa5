"""What a build tells of itself: how far it has come, and what it did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.documents.files import Scan
from index.store.changes import Changes
from index.store.manifest import Manifest, SkippedEntry

_REREAD = "The index was built by a version of Munshi that reads files otherwise; all of them are read anew."


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build has come."""

    stage: str  #: "waiting", "reading", "embedding", "writing" or "publishing"
    files: int = 0
    total_files: int = 0
    passages: int = 0  #: embedded or published so far
    total_passages: int = 0  #: to be embedded or published
    slow_file: str = ""  #: the name of the file that is read, where that takes long


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did, or with `dry_run` would do. Names are paths below the documents folder."""

    generation: int  #: the current one afterwards; 0 when there is none
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()  #: (old, new); neither is in `added` or `removed`
    skipped: tuple[tuple[str, str], ...] = ()  #: (name, reason)
    warnings: tuple[str, ...] = ()  #: sentences
    other_kinds: tuple[tuple[str, int], ...] = ()  #: (suffix, files that no pattern includes)
    unchanged: int = 0
    passages: int = 0
    embedded: int = 0  #: passages whose vectors were computed, not reused
    seconds: float = 0.0
    written: bool = False  #: whether a new generation was made
    moved_from: str = ""  #: the folder that the index was built from before, where it was another
    dry_run: bool = False


def report_of(scan: Scan, changes: Changes, manifest: Manifest | None) -> BuildReport:
    """The report on these changes of the documents folder; `manifest` is that of the current generation."""
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
    return [(entry.name, entry.reason) for entry in entries]
