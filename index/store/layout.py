"""The names of all files and folders of an index, and the columns of its rows of passages.

    .index/
      CURRENT      the name of the current generation, such as gen-7
      LOCK         locked by the process that builds
      file-hashes.json   hashes of documents, cached between scans (see index/store/file_hashes.py)
      gen-7/       a complete generation
      .new-…/      an unfinished generation; a killed build leaves one, and the next build removes it

A generation consists of these files:

    manifest.json    what was indexed, when and how (see index/store/manifest.py)
    manifest.sha256  the manifest's own checksum
    blocks.sums      the checksums of all other files, block by block (see index/store/checksums.py)
    text.utf8        the texts of all documents, one after another, each followed by a line end
    passages.npy     for each passage its document, its offsets, its line and a hash of its text
    structure.bin    for each passage its trail and its blocks
    keys.npy         for each passage a hash of its embedded text, by which a build finds vectors to reuse
    vectors.faiss    for each passage its vector
    coarse.faiss     in a large index, for each passage two bits per dimension of its vector
    checksums.npy    in a large index, for each passage a checksum of its vector
    lexical/         the postings of the passages

If a folder contains a file with another name, Munshi does not write to it (see index/store/ownership.py).
"""

from __future__ import annotations

from typing import NamedTuple

# In the index folder.
CURRENT = "CURRENT"  #: the file that names the current generation
LOCK = "LOCK"
HASHES_FILE = "file-hashes.json"
GENERATION_PREFIX = "gen-"  #: of a generation's folder, before its number
UNFINISHED_PREFIX = ".new-"  #: of a file or folder that is not complete yet

# In the folder of a generation.
MANIFEST_FILE = "manifest.json"
MANIFEST_CHECKSUM_FILE = "manifest.sha256"
CHECKSUM_FILE = "blocks.sums"
TEXT_FILE = "text.utf8"
PASSAGES_FILE = "passages.npy"
STRUCTURE_FILE = "structure.bin"
KEYS_FILE = "keys.npy"
VECTORS_FILE = "vectors.faiss"
LEXICAL_FOLDER = "lexical"
#: The files of VectorWriter and the arrays of PostingsWriter. Their modules name them too, but also import
#: libraries, which those who only need a name should not load. A test compares the names.
VECTOR_FILES = frozenset([VECTORS_FILE, "coarse.faiss", "checksums.npy"])
LEXICAL_FILES = frozenset(["terms.npy", "starts.npy", "rows.npy", "counts.npy", "lengths.npy"])
#: The files that the manifest does not name, since they are written after or with it.
UNLISTED_FILES = (CHECKSUM_FILE, MANIFEST_FILE, MANIFEST_CHECKSUM_FILE)
#: All files of a generation, except those in `LEXICAL_FOLDER`.
GENERATION_FILES = frozenset(
    [*UNLISTED_FILES, TEXT_FILE, PASSAGES_FILE, STRUCTURE_FILE, KEYS_FILE, *VECTOR_FILES]
)

KEY_BYTES = 16  #: of a row of `keys.npy`


class PassageRow(NamedTuple):
    """A row of `passages.npy`, int64. The fields are its columns, in their order."""

    document: int  #: its index in the documents of the manifest
    start: int  #: in the document's text, in characters
    end: int
    first_byte: int  #: its text is bytes `first_byte` to `last_byte` of text.utf8
    last_byte: int
    first_structure: int  #: its structure is bytes `first_structure` to `last_structure` of structure.bin
    last_structure: int
    line: int
    text_hash: int


COLUMNS = PassageRow._fields
#: The columns (first, last) of the ranges in text.utf8 and in structure.bin.
TEXT_RANGE = slice(COLUMNS.index("first_byte"), COLUMNS.index("last_byte") + 1)
STRUCTURE_RANGE = slice(COLUMNS.index("first_structure"), COLUMNS.index("last_structure") + 1)
