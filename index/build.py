"""The build line: folder → changes → documents → passages → vectors and words → a new generation.

Only what changed is read, cut and embedded again; everything else is carried over from the generation
before, row by row, and a vector is reused wherever the same passage text stands.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

import numpy as np

from index.changes import Changes, compare
from index.dense import DenseIndex
from index.documents import FoundFile, Scan, SkippedFile, read, scan
from index.encode import Encoder, load_encoder
from index.errors import IndexDamaged, IndexMissing, IndexUnfit, UserError
from index.generation import (
    COLUMNS,
    KEY_BYTES,
    DocumentEntry,
    Generation,
    Manifest,
    SkippedEntry,
    checksum,
)
from index.lexical import LexicalIndex
from index.passages import split
from index.recipe import check_fit, recipe
from index.settings import IndexSettings, PassageSettings
from index.store import Store
from index.types import Document, Passage

_BATCH = 64  # passages embedded between two reports of progress


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


def pending(settings: IndexSettings) -> Changes:
    """What a build would take up, by a cheap look. Raises IndexMissing, IndexDamaged or IndexUnfit."""
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
    mend; the generation that was current stays so then, and when the process is killed.
    """
    report = progress or (lambda _: None)
    store = Store(settings.index)
    if dry_run:
        return _dry_run(store, settings, full)
    _scan(settings)  # a folder that is not there is said before anything is made
    with store.lock(wait=wait, on_wait=lambda: report(Progress("waiting"))):
        started = time.monotonic()
        store.clear_up()
        before, warnings = (None, ()) if full else _generation_before(store, settings)
        line = _Line(settings, before, report)
        changes = compare(line.scan, before and before.manifest)
        if before and not changes.any and not changes.touched and _same_skips(line.scan, changes, before):
            result = _describe(line.scan, changes, before.manifest)
        else:
            result = line.run(store, changes)
            store.clear_up()
        return replace(result, warnings=warnings + result.warnings, seconds=time.monotonic() - started)


def _scan(settings: IndexSettings) -> Scan:
    return scan(settings.documents, settings.files, leave_out=settings.index)


def _dry_run(store: Store, settings: IndexSettings, full: bool) -> BuildReport:
    found = _scan(settings)
    try:
        manifest = None if full else store.manifest()
        if manifest and manifest.recipe != recipe(settings):
            manifest = None
    except (IndexMissing, IndexDamaged):
        manifest = None
    return replace(_describe(found, compare(found, manifest), manifest), dry_run=True)


def _generation_before(store: Store, settings: IndexSettings) -> tuple[Generation | None, tuple[str, ...]]:
    """The current generation as far as it can be built upon, and a sentence where it cannot."""
    try:
        before = store.open()
        check_fit(before.manifest, settings)
        return before, ()
    except IndexMissing:
        return None, ()
    except IndexUnfit:
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
    """One run of the build line: it gathers rows in the order of the documents' names."""

    def __init__(self, settings: IndexSettings, before: Generation | None, report: Report) -> None:
        self.settings = settings
        self.before = before
        self.report = report
        self.scanned_at = time.time_ns()
        self.scan = _scan(settings)
        self._encoder: Encoder | None = None
        self._entries: list[DocumentEntry] = []
        self._skipped: list[SkippedEntry] = []
        self._texts: list[bytes] = []
        self._rows: list[np.ndarray] = []
        self._keys: list[np.ndarray] = []
        self._bytes = 0
        self._passages = 0

    @property
    def encoder(self) -> Encoder:
        """Loaded only when a passage has to be cut or embedded."""
        if self._encoder is None:
            settings = self.settings
            self._encoder = load_encoder(settings.encoder, cache=settings.index, threads=settings.threads)
        return self._encoder

    def run(self, store: Store, changes: Changes) -> BuildReport:
        warnings = self._gather(changes)
        passages = self._passages
        if not passages:
            raise UserError(self._nothing_to_index())
        vectors, embedded = self._vectors()
        self.report(Progress("writing", passages=embedded, total_passages=embedded))
        lexical = LexicalIndex.of([text.decode() for text in self._passage_texts()])

        def fill(folder: Path, number: int) -> None:
            (folder / "text.utf8").write_bytes(b"".join(self._texts))
            np.save(folder / "passages.npy", np.concatenate(self._rows))
            np.save(folder / "keys.npy", np.concatenate(self._keys))
            DenseIndex.of(vectors).save(folder / "dense.faiss")
            lexical.save(folder / "lexical")
            manifest = self._manifest(folder, number)
            (folder / "manifest.json").write_text(manifest.to_json(), encoding="utf-8")

        number = store.write(fill)
        skipped = {entry.name for entry in self._skipped}
        described = _describe(self.scan, changes, None)
        return replace(
            described,
            generation=number,
            added=tuple(name for name in described.added if name not in skipped),
            changed=tuple(name for name in described.changed if name not in skipped),
            skipped=tuple(sorted((entry.name, entry.reason) for entry in self._skipped)),
            warnings=tuple(warnings),
            passages=passages,
            embedded=embedded,
            written=True,
        )

    def _gather(self, changes: Changes) -> list[str]:
        """Read and cut what is new, carry over what is not; return warnings about files."""
        kept = {entry.name: entry for entry in changes.kept}
        still_skipped = {entry.name: entry for entry in changes.still_skipped}
        self._skipped = [SkippedEntry(name, reason) for name, reason in self.scan.skipped]
        warnings = []
        for number, file in enumerate(self.scan.files):
            self.report(Progress("reading", files=number, total_files=len(self.scan.files)))
            if entry := kept.get(file.name):
                self._carry_over(replace(entry, modified=file.modified))
            elif entry := still_skipped.get(file.name):
                self._skipped.append(entry)
            else:
                try:
                    result = read(file, self.settings.files)
                except SkippedFile as reason:
                    self._skipped.append(SkippedEntry(file.name, str(reason), file.size, file.modified))
                    continue
                if result.warning:
                    warnings.append(result.warning)
                self._add(file, result.document, result.sha256, result.warning)
        return warnings

    def _add(self, file: FoundFile, document: Document, digest: str, warning: str) -> None:
        limit = min(self.settings.passages.tokens, self.encoder.token_limit)
        cut = PassageSettings(limit, self.settings.passages.overlap)
        passages = split(document, cut, self.encoder.count_tokens)
        entry = DocumentEntry(
            name=document.name,
            title=document.title,
            sha256=digest,
            size=file.size,
            modified=file.modified,
            characters=len(document.text),
            first_passage=0,
            passages=len(passages),
            first_byte=0,
            last_byte=0,
            pages=document.pages,
            warning=warning,
        )
        text = document.text.encode()
        keys = [np.frombuffer(_key(passage.text), np.uint8) for passage in passages]
        self._append(entry, text, _rows(document.text, passages), np.array(keys).reshape(-1, KEY_BYTES))

    def _carry_over(self, entry: DocumentEntry) -> None:
        assert self.before is not None
        rows = slice(entry.first_passage, entry.first_passage + entry.passages)
        text = self.before.document_text(entry).encode()
        carried = np.array(self.before.rows[rows])
        carried[:, 3:5] -= entry.first_byte
        self._append(entry, text, carried, np.array(self.before.keys[rows]))

    def _append(self, entry: DocumentEntry, text: bytes, rows: np.ndarray, keys: np.ndarray) -> None:
        """Take up a document whose rows' byte offsets count from its own start."""
        rows[:, 0] = len(self._entries)
        rows[:, 3:5] += self._bytes
        end = self._bytes + len(text)
        placed = {"first_passage": self._passages, "first_byte": self._bytes, "last_byte": end}
        self._entries.append(replace(entry, **placed))
        self._texts += [text, b"\n"]
        self._rows.append(rows)
        self._keys.append(keys)
        self._bytes = end + 1
        self._passages += len(rows)

    def _passage_texts(self) -> Iterable[bytes]:
        for entry, text, rows in zip(self._entries, self._texts[::2], self._rows, strict=True):
            for first, last in rows[:, 3:5] - entry.first_byte:
                yield text[first:last]

    def _vectors(self) -> tuple[np.ndarray, int]:
        """A vector for each passage, float32 [passages, dimensions], and how many had to be computed."""
        keys = [key.tobytes() for keys in self._keys for key in keys]
        known: dict[bytes, np.ndarray] = {}
        if self.before is not None:
            known = dict(
                zip((key.tobytes() for key in self.before.keys), self.before.dense.vectors, strict=True)
            )
        missing: dict[bytes, str] = {}
        for key, text in zip(keys, self._passage_texts(), strict=True):
            if key not in known:
                missing.setdefault(key, text.decode())
        for done, batch in _batches(list(missing.items())):
            self.report(
                Progress(
                    "embedding",
                    files=len(self.scan.files),
                    total_files=len(self.scan.files),
                    passages=done,
                    total_passages=len(missing),
                )
            )
            encoded = self.encoder.encode([text for _, text in batch])
            known.update(zip((key for key, _ in batch), encoded, strict=True))
        return np.stack([known[key] for key in keys]), len(missing)

    def _manifest(self, folder: Path, number: int) -> Manifest:
        written = sorted(path for path in folder.rglob("*") if path.is_file())
        return Manifest(
            generation=number,
            built_at=time.time(),
            scanned_at=self.scanned_at,
            folder=str(self.settings.documents),
            recipe=recipe(self.settings),
            documents=tuple(self._entries),
            skipped=tuple(self._skipped),
            checksums={path.relative_to(folder).as_posix(): checksum(path) for path in written},
        )

    def _nothing_to_index(self) -> str:
        patterns = " and ".join(self.settings.files.include)
        why = "".join(f" {entry.name} {entry.reason}." for entry in self._skipped[:5])
        return (
            f"The folder {self.settings.documents} holds no document that can be read ({patterns}).{why} "
            "Put documents there, or name another folder with --documents."
        )


def _key(text: str) -> bytes:
    """What a passage's vector is filed under: a hash of the text that is embedded."""
    return blake2b(text.encode(), digest_size=KEY_BYTES).digest()


def _rows(text: str, passages: Sequence[Passage]) -> np.ndarray:
    """The passages as rows of `passages.npy`, int64; byte offsets count from the document's start."""
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    widths = 1 + (codes >= 0x80) + (codes >= 0x800) + (codes >= 0x10000).astype(np.int64)
    ends = np.concatenate([[0], np.cumsum(widths)])
    rows = [(0, p.start, p.end, ends[p.start], ends[p.end], p.line) for p in passages]
    return np.array(rows, np.int64).reshape(-1, len(COLUMNS))


def _batches(items: list) -> Iterable[tuple[int, list]]:
    for start in range(0, len(items), _BATCH):
        yield start, items[start : start + _BATCH]
