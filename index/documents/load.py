"""One file of the folder → its Document and the hash of its bytes. A file is read whole or not at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path

from index.documents.files import FoundFile, file_size
from index.documents.formats import Convert, extract_text
from index.documents.skipped import SkippedFile
from index.documents.titles import title_of
from index.regular_file import open_below
from index.settings import DocumentSettings
from index.types import Document

# A character that is visible: no white space, no control character, and none without width or ink, such as
# Unicode's default ignorable characters and the blank characters of single scripts.
_VISIBLE = re.compile(
    "[^\\s\\x00-\\x1f\\x7f-\\x9f\\xad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f"
    "\\u202a-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb"
    "\\U0001bca0-\\U0001bca3\\U0001d173-\\U0001d17a\\U000e0000-\\U000e0fff]"
)


@dataclass(frozen=True, slots=True)
class LoadedDocument:
    """A document, with the hash of its file and a warning about it."""

    document: Document
    sha256: str  #: of the file's bytes, in hexadecimal
    warning: str = ""  #: a sentence for the user; empty if there is none


def load_document(
    file: FoundFile, settings: DocumentSettings, convert: Convert | None = None
) -> LoadedDocument:
    """Read a file and extract its text; `extract_text` explains `convert`.

    Raises SkippedFile, with the reason, if the file cannot be read whole or contains no text, and
    FileReaderUnavailable if the reader that the settings name cannot be loaded.
    """
    try:
        with open_below(file.folder, file.target) as stream:
            data = stream.read(settings.max_bytes + 1)
    except OSError as error:
        raise SkippedFile(f"cannot be read ({error.strerror})", retry=True) from None
    if len(data) > settings.max_bytes:
        limit = file_size(settings.max_bytes)
        raise SkippedFile(f"grew beyond the limit of {limit} while it was read", retry=True)
    content = extract_text(file.name, data, settings.readers, convert)
    if not _VISIBLE.search(content.text):
        raise SkippedFile("contains no text")
    title = title_of(content.text) if content.title is None else content.title
    document = Document(
        file.name,
        title or Path(file.name).name,
        content.text,
        content.pages,
        content.blocks,
        content.page_names,
        content.line_name,
    )
    warning = f"{file.name} {content.warning}." if content.warning else ""
    return LoadedDocument(document, sha256(data).hexdigest(), warning)


def file_hash(file: FoundFile) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal; empty if the file cannot be read."""
    try:
        with open_below(file.folder, file.target) as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""
