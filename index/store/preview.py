"""Finds out what a build would do, and writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace

from index.documents.load_in_order import load_in_order
from index.documents.skipped import SkippedFile
from index.errors import IndexDamaged, IndexMismatch, IndexMissing
from index.models.runtime import core_count
from index.settings import IndexSettings
from index.store.changes import Changes, compare, scan_documents
from index.store.compatibility import check_compatible, moved_folder
from index.store.entries import skipped_entry
from index.store.file_hashes import FileHashes
from index.store.indexing_trial import check_indexable
from index.store.report import BuildReport, Progress, reasons_of, report_of
from index.store.stores import store_of


def preview(settings: IndexSettings, notify: Callable[[Progress], None], *, full: bool) -> BuildReport:
    """Return the report of a build with `dry_run`; with `full`, as if there were no index.

    Files that could not be read before are tried again; `notify` gets their number so far.
    """
    try:
        manifest = None if full else store_of(settings).manifest()
        if manifest:
            check_compatible(manifest, settings)
    except (IndexMissing, IndexDamaged, IndexMismatch):
        manifest = None
    scan = scan_documents(settings)
    reasons = dict(reasons_of(manifest.skipped)) if manifest else {}
    changes = _retry(compare(scan, manifest, FileHashes(settings.index)), settings, reasons, notify)
    report = report_of(scan, changes, manifest)
    return replace(report, moved_from=moved_folder(manifest, settings), dry_run=True)


def _retry(
    changes: Changes,
    settings: IndexSettings,
    reasons: Mapping[str, str],
    notify: Callable[[Progress], None],
) -> Changes:
    """Try to read the `retried` files. Those that can be read now are `added`, the others `still_skipped`.

    `reasons`: the name of a file → why the last build skipped it.
    """
    added, still_skipped = [], []
    progress = Progress("reading", total_files=len(changes.retried))
    loading = load_in_order(
        changes.retried,
        settings.files,
        core_count(settings.threads),
        on_wait=lambda file: notify(replace(progress, slow_file=file.name)),
    )
    with closing(loading) as loaded:
        for number, (file, read) in enumerate(loaded):
            progress = replace(progress, files=number)
            notify(progress)
            result = check_indexable(read, settings, before=reasons.get(file.name, ""))
            if isinstance(result, SkippedFile):
                still_skipped.append(skipped_entry(file, result))
            else:
                added.append(file)
    return changes.with_retried(added, still_skipped)
