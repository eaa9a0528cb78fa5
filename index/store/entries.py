"""A file, and the document that was read from it → its entry in the manifest."""

from __future__ import annotations

from dataclasses import replace

from index.documents.files import FoundFile
from index.documents.load import LoadedDocument
from index.documents.skipped import SkippedFile
from index.store.manifest import DocumentEntry, SkippedEntry


def entry_of(file: FoundFile, result: LoadedDocument) -> DocumentEntry:
    """The entry of a document that was read; GenerationWriter sets its rows and bytes."""
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
        page_names=result.document.page_names,
        line_name=result.document.line_name,
        warning=result.warning,
        reader=file.reader,
        inode=file.inode,
        changed=file.changed,
    )


def entry_seen_now(entry: DocumentEntry, file: FoundFile) -> DocumentEntry:
    """The entry of an unchanged document, with the present times and inode of its file."""
    return replace(entry, modified=file.modified, inode=file.inode, changed=file.changed)


def skipped_entry(file: FoundFile | DocumentEntry, reason: SkippedFile) -> SkippedEntry:
    """The entry of a file that is skipped."""
    return SkippedEntry(
        file.name, str(reason), file.size, file.modified, file.reader, reason.retry, file.inode, file.changed
    )
