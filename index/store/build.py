"""The build line: folder → changes → documents → passages → vectors and words → a new generation.

Only what changed is read, cut and embedded again; everything else is carried over from the generation
before, row by row, and a vector is reused wherever the same passage text stands.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.documents.files import FoundFile, Scan, require_folder, scan
from index.documents.load import LoadedDocument, load_document
from index.documents.skipped import SkippedFile
from index.errors import IndexDamaged, IndexMismatch, IndexMissing, NothingToIndex
from index.models.encoder import Encoder, check_encoder, load_encoder
from index.passages.split import UNDERLINE_TOKENS, split
from index.settings import IndexSettings, PassageSettings
from index.store.changes import Changes, compare
from index.store.checksums import seal
from index.store.generation import (
    DocumentEntry,
    Generation,
    Manifest,
    SkippedEntry,
    write_manifest,
)
from index.store.settings_check import check_fit, recipe
from index.store.store import Store
from index.store.writer import GenerationWriter
from index.types import Document, Passage


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build has come."""

    stage: str  #: "waiting", "reading", "embedding" or "writing"
    files: int = 0
    total_files: int = 0
    passages: int = 0  #: embedded so far
    total_passages: int = 0  #: to be embedded


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did, or with `dry_run` would do. Names are paths below the documents folder."""

    generation: int  #: the current one afterwards; 0 when there is none
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()  #: (old, new); these stand in neither `added` nor `removed`
    skipped: tuple[tuple[str, str], ...] = ()  #: (name, reason)
    warnings: tuple[str, ...] = ()  #: sentences
    other_kinds: tuple[tuple[str, int], ...] = ()  #: (suffix, files that no pattern includes)
    unchanged: int = 0
    passages: int = 0
    embedded: int = 0  #: passages whose vectors were computed, not reused
    seconds: float = 0.0
    written: bool = False  #: whether a new generation was made
    dry_run: bool = False


Report = Callable[[Progress], None]


def pending(settings: IndexSettings, manifest: Manifest | None = None) -> Changes:
    """What a build would take up, by a cheap look.

    `manifest` is that of an opened generation; without it, that of the current one is read. Raises
    IndexMissing, IndexDamaged or IndexMismatch.
    """
    if manifest is None:
        manifest = Store(settings.index).manifest()
        check_fit(manifest, settings)
    return compare(_scan(settings), manifest)


def build(
    settings: IndexSettings,
    *,
    full: bool = False,
    dry_run: bool = False,
    wait: bool = True,
    progress: Report | None = None,
) -> BuildReport:
    """Bring the index up to date with the documents folder.

    With `full` nothing is reused; with `dry_run` nothing is written. Raises UserError for what the user can
    mend; the generation that was current stays so then, and when the process is killed. Only where the folder
    holds no document any more is it forgotten.
    """
    report = progress or (lambda _: None)
    store = Store(settings.index)
    if dry_run:
        return _dry_run(store, settings, full)
    require_folder(settings.documents)  # before anything is made
    check_encoder(settings.encoder)
    with store.lock(wait=wait, on_wait=lambda: report(Progress("waiting"))):
        started = time.monotonic()
        store.clear_up()
        before, warnings = (None, ()) if full else _generation_before(store, settings)
        line = _Line(settings, before, report)
        changes = compare(line.scan, before and before.manifest)
        if before and not changes.any and not changes.touched and _same_skips(line.scan, changes, before):
            result = _describe(line.scan, changes, before.manifest)
        else:
            result = _run(line, store, changes)
            store.clear_up()
        return replace(result, warnings=warnings + result.warnings, seconds=time.monotonic() - started)


def _run(line: _Line, store: Store, changes: Changes) -> BuildReport:
    """Make a new generation; where no document is left, forget the old one, for it tells of none that is."""
    try:
        return line.run(store, changes)
    except NothingToIndex as error:
        if store.forget():
            raise NothingToIndex(f"{error} What was indexed before is forgotten.") from None
        raise


def _scan(settings: IndexSettings) -> Scan:
    return scan(settings.documents, settings.files, leave_out=settings.index)


def _dry_run(store: Store, settings: IndexSettings, full: bool) -> BuildReport:
    found = _scan(settings)
    try:
        manifest = None if full else store.manifest()
        if manifest and manifest.recipe != recipe(settings):
            manifest = None
    except (IndexMissing, IndexDamaged, IndexMismatch):
        manifest = None
    return replace(_describe(found, compare(found, manifest), manifest), dry_run=True)


def _generation_before(store: Store, settings: IndexSettings) -> tuple[Generation | None, tuple[str, ...]]:
    """The current generation as far as it can be built upon, and a sentence where it cannot."""
    try:
        before = store.open(whole=True)
        check_fit(before.manifest, settings)
        return before, ()
    except IndexMissing:
        return None, ()
    except IndexMismatch:
        return None, ("The index was made with other settings; it was rebuilt from nothing.",)
    except IndexDamaged as error:
        return None, (f"{str(error).partition('. Run')[0]}. It was rebuilt from nothing.",)


def _same_skips(found: Scan, changes: Changes, before: Generation) -> bool:
    now = {*found.skipped, *((entry.name, entry.reason) for entry in changes.still_skipped)}
    return now == {(entry.name, entry.reason) for entry in before.manifest.skipped}


def _describe(found: Scan, changes: Changes, manifest: Manifest | None) -> BuildReport:
    """The report of a build that has yet to happen, or that has nothing to do."""
    old_names = {old for old, _ in changes.renamed}
    new_names = {new for _, new in changes.renamed}
    return BuildReport(
        generation=manifest.generation if manifest else 0,
        added=tuple(file.name for file in changes.added if file.name not in new_names),
        changed=tuple(file.name for file in changes.changed),
        removed=tuple(name for name in changes.removed if name not in old_names),
        renamed=changes.renamed,
        skipped=tuple(
            sorted((*found.skipped, *((entry.name, entry.reason) for entry in changes.still_skipped)))
        ),
        other_kinds=found.other_kinds,
        unchanged=len(changes.kept),
        passages=sum(entry.passages for entry in manifest.documents) if manifest else 0,
    )


class _Line:
    """One run of the build line over one look at the folder."""

    def __init__(self, settings: IndexSettings, before: Generation | None, report: Report) -> None:
        self.settings = settings
        self.before = before
        self.report = report
        self.scanned_at = time.time_ns()
        self.scan = _scan(settings)
        self._skipped: list[SkippedEntry] = []
        self._encoder: Encoder | None = None

    def encoder(self) -> Encoder:
        """Loaded only when a passage has to be cut or embedded."""
        if self._encoder is None:
            settings = self.settings
            self._encoder = load_encoder(settings.encoder, threads=settings.threads)
        return self._encoder

    def run(self, store: Store, changes: Changes) -> BuildReport:
        """Make a new generation and say what came of it."""
        made: dict[str, Any] = {}

        def fill(folder: Path, number: int) -> None:
            draft = GenerationWriter(folder, self.before)
            warnings = self._gather(draft, changes)
            draft.close()
            if not draft.passages:
                raise NothingToIndex(self._nothing_to_index())
            made["embedded"] = draft.finish(self.encoder, self._report_embedding)
            self.report(Progress("writing", total_passages=made["embedded"]))
            made.update(passages=draft.passages, warnings=tuple(warnings), generation=number)
            manifest = self._manifest(draft, folder, number)
            write_manifest(folder, manifest)

        store.write(fill)
        skipped = {entry.name for entry in self._skipped}
        described = _describe(self.scan, changes, None)
        return replace(
            described,
            added=tuple(name for name in described.added if name not in skipped),
            changed=tuple(name for name in described.changed if name not in skipped),
            skipped=tuple(sorted((entry.name, entry.reason) for entry in self._skipped)),
            written=True,
            **made,
        )

    def _gather(self, draft: GenerationWriter, changes: Changes) -> list[str]:
        """Read and cut what is new, carry over what is not; return warnings about files."""
        kept = {entry.name: entry for entry in changes.kept}
        still_skipped = {entry.name: entry for entry in changes.still_skipped}
        self._skipped = [SkippedEntry(name, reason) for name, reason in self.scan.skipped]
        warnings = []
        for number, file in enumerate(self.scan.files):
            self.report(Progress("reading", files=number, total_files=len(self.scan.files)))
            if entry := kept.get(file.name):
                same = entry.modified == file.modified
                draft.carry_over(entry if same else replace(entry, modified=file.modified))
            elif skipped := still_skipped.get(file.name):
                self._skipped.append(skipped)
            else:
                try:
                    result = load_document(file, self.settings.files)
                except SkippedFile as reason:
                    self._skipped.append(
                        SkippedEntry(file.name, str(reason), file.size, file.modified, file.reader)
                    )
                    continue
                if result.warning:
                    warnings.append(result.warning)
                draft.add(_entry(file, result), result.document, self._cut(result.document))
        return warnings

    def _cut(self, document: Document) -> list[Passage]:
        encoder = self.encoder()
        limit = min(self.settings.passages.tokens, encoder.token_limit - UNDERLINE_TOKENS)
        return split(document, PassageSettings(limit, self.settings.passages.overlap), encoder.count_tokens)

    def _report_embedding(self, done: int, total: int) -> None:
        files = len(self.scan.files)
        self.report(Progress("embedding", files, files, done, total))

    def _manifest(self, draft: GenerationWriter, folder: Path, number: int) -> Manifest:
        return Manifest(
            generation=number,
            built_at=time.time(),
            scanned_at=self.scanned_at,
            folder=str(self.settings.documents),
            recipe=recipe(self.settings),
            documents=tuple(draft.entries),
            skipped=tuple(self._skipped),
            seal=seal(folder),
        )

    def _nothing_to_index(self) -> str:
        patterns = " and ".join(self.settings.files.include)
        why = "".join(f" {entry.name} {entry.reason}." for entry in self._skipped[:5])
        return (
            f"The folder {self.settings.documents} holds no document that can be read ({patterns}).{why} "
            "Put documents there, or name another folder with --documents."
        )


def _entry(file: FoundFile, result: LoadedDocument) -> DocumentEntry:
    """What the manifest will say of a file; the draft fills in where its rows and bytes are."""
    return DocumentEntry(
        name=file.name,
        title=result.document.title,
        sha256=result.sha256,
        size=file.size,
        modified=file.modified,
        characters=len(result.document.text),
        first_passage=0,
        passages=0,
        first_byte=0,
        last_byte=0,
        pages=result.document.pages,
        warning=result.warning,
        reader=file.reader,
    )


def _skip(file: FoundFile, reason: SkippedFile) -> SkippedEntry:
    return SkippedEntry(file.name, str(reason), file.size, file.modified, file.reader)
