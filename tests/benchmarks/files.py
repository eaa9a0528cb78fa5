"""Measure whether the structure and the answers of files of many formats are found in the text that Munshi reads.

    python tests/benchmarks/files.py FOLDER [--retrieval] [--verbose]

FOLDER contains `documents/FORMAT/…` and these files, with one JSON object per line:

- `structure.jsonl`: for a `file`, its first `headings`; the number of its `tables` and `pages` (sheets, slides); its
  `first_words` and `last_words`; texts that the text read `must_contain`, and those that it `must_not_contain`, such as
  running heads. A value of null is not checked.
- `bank.jsonl`: questions about a `file` with their `answers` (all of them must be found if `need` is "all") and the
  `evidence`, as a person reads it; a question that the file does not answer has none.
- `expect.jsonl`: each `file` that must be skipped.

Texts are compared as Munshi reads them, with the names of columns before cells, but without case,
punctuation, spacing and the numbers of list items. A heading is found if a heading of the text, or a heading
in the trail of a block, starts with it. The first table has a line for each kind of fact. The second table
has for each format the share of the facts of structure that hold, of the answers that are found in the text,
and of the files that are rightly skipped or read, and the seconds and peak memory of a process that reads the
files one after another.

With `--retrieval` the files are indexed together. A third table has the share of questions whose evidence is
among the first 1, 3 and 10 passages: a passage of the file that contains an answer or the first or last 40
letters of the evidence, or that the evidence contains.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import measure

from index.documents.blocks.replacements import apply_replacements
from index.documents.file_text import FileText
from index.documents.formats import extract_text
from index.documents.skipped import SkippedFile
from index.types import Hit

_EVIDENCE_EDGE = 40  # letters
_EDGE = 600  # characters at each end of a text in which its first and last words are looked for
_ITEM_NUMBER = re.compile(r"^(?:[-•]|\w{1,3}[.)])\s+")
_ANSWERS, _FILES = "answer found", "file skipped or read"  # the kinds of fact that are not about structure

Fact = tuple[str, bool, str]  #: (kind, whether it holds, description)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=measure.path, metavar="FOLDER")
    parser.add_argument("--retrieval", action="store_true", help="also index the files and measure retrieval")
    parser.add_argument("--verbose", action="store_true", help="print every fact that does not hold")
    options = parser.parse_args()
    formats = sorted(path.name for path in (options.folder / "documents").iterdir() if path.is_dir())
    counts = Counter[tuple[str, str, bool]]()  # by format, kind, and whether the fact holds
    costs = {}
    for name in formats:
        usage = measure.worker(__file__, "read", options.folder, name)
        costs[name] = f"{usage.result['seconds']:8.2f} {usage.megabytes:8.0f}"
        for kind, holds, what in usage.result["facts"]:
            counts[name, kind, holds] += 1
            if options.verbose and not holds:
                print(f"does not hold: {kind}: {what}")
    kinds = sorted({kind for _, kind, _ in counts})
    structure = [kind for kind in kinds if kind not in (_ANSWERS, _FILES)]
    print(f"{'fact':22} holds")
    for label, chosen in (*((kind, [kind]) for kind in kinds), ("all facts of structure", structure)):
        print(f"{label:22} {_share(counts, formats, chosen)}")
    print(f"\n{'format':7} {'structure':>15} {'answers':>15} {'files':>15} {'seconds':>8} {'peak MB':>8}")
    for name in formats:
        cells = [_share(counts, [name], chosen) for chosen in (structure, [_ANSWERS], [_FILES])]
        print(f"{name:7} {' '.join(f'{cell:>15}' for cell in cells)} {costs[name]}")
    if options.retrieval:
        usage = measure.worker(__file__, "retrieve", options.folder)
        print(usage.text)
        if options.verbose:
            print("\n".join(f"evidence not found: {what}" for what in usage.result["missed"]))
    print(f"\n{measure.machine()}; {measure.versions(('pypdfium2', 'lxml', 'python-calamine', 'striprtf'))}")


def _share(counts: Counter[tuple[str, str, bool]], formats: list[str], kinds: list[str]) -> str:
    """Return how many of the facts hold, in words: "9 of 10, 0.900"."""
    hold = sum(counts[name, kind, True] for name in formats for kind in kinds)
    total = hold + sum(counts[name, kind, False] for name in formats for kind in kinds)
    return f"{hold} of {total}, {hold / total:.3f}" if total else "–"


def read(folder: str, name: str) -> Mapping[str, Any]:
    """In a worker: read the files of a format, and return which facts about them hold."""
    files = sorted(path for path in (Path(folder) / "documents" / name).rglob("*") if path.is_file())
    started = time.perf_counter()
    contents: dict[str, FileText | None] = {}
    for path in files:
        try:
            contents[f"{name}/{path.name}"] = extract_text(path.name, path.read_bytes(), {})
        except SkippedFile:
            contents[f"{name}/{path.name}"] = None
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "facts": list(_facts(Path(folder), contents))}


def retrieve(folder: str) -> Mapping[str, Any]:
    """In a worker: index the files, and print the share of questions whose evidence is among the first passages."""
    from index import Engine, IndexSettings, build

    with tempfile.TemporaryDirectory() as scratch:
        settings = IndexSettings(Path(folder) / "documents", Path(scratch) / "index")
        report = build(settings)
        engine = Engine.open(settings)
        rows = [
            json.loads(line)
            for line in (Path(folder) / "bank.jsonl").read_text(encoding="utf-8").splitlines()
        ]
        ranks = [(row, _rank(row, engine.retrieve(row["question"], 10))) for row in rows if row["answers"]]
    print(f"\n{'evidence among the first':26} share   (built in {report.seconds:.0f} s)")
    for count in (1, 3, 10):
        found = sum(rank <= count for _, rank in ranks)
        print(f"{count:26} {found} of {len(ranks)}, {found / len(ranks):.3f}")
    return {"missed": [f"{row['file']}: {row['question']}" for row, rank in ranks if rank > 10]}


def _rank(row: Mapping[str, Any], hits: Sequence[Hit]) -> int:
    """Return the rank of the first passage that has the evidence; 11 if none of ten has."""
    evidence = _letters(row["evidence"])
    wanted = {evidence[:_EVIDENCE_EDGE], evidence[-_EVIDENCE_EDGE:], *map(_letters, row["answers"])}
    for rank, hit in enumerate(hits, 1):
        text = _letters(hit.passage.text)
        if hit.passage.document == row["file"] and (text in evidence or any(part in text for part in wanted)):
            return rank
    return 11


def _facts(folder: Path, contents: Mapping[str, FileText | None]) -> Iterator[Fact]:
    skipped = {row["file"] for row in _rows(folder / "expect.jsonl", contents)}
    for name, content in contents.items():
        is_empty = content is None or not content.text.strip()
        yield _FILES, is_empty == (name in skipped), name
    read = {name: _Read(content) for name, content in contents.items() if content is not None}
    for row in _rows(folder / "structure.jsonl", read):
        for kind, holds, what in _structure(row, read[row["file"]]):
            yield kind, holds, f"{row['file']}: {what}"
    for row in _rows(folder / "bank.jsonl", contents):
        if row["answers"]:
            found = [row["file"] in read and read[row["file"]].has(answer) for answer in row["answers"]]
            every = all if row["need"] == "all" else any
            yield _ANSWERS, every(found), f"{row['file']}: {row['question']}"


def _rows(path: Path, files: Mapping[str, object]) -> Iterator[dict[str, Any]]:
    """Return the rows of a file that are about these files."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return (row for row in rows if row["file"] in files)


class _Read:
    """The text that Munshi reads of a file, in the forms that are compared."""

    def __init__(self, content: FileText) -> None:
        blocks = list(content.blocks)
        words = [
            apply_replacements(content.text, block.start, block.end, block.replacements) for block in blocks
        ]
        pairs = list(zip(blocks, words, strict=True))
        bare = (_ITEM_NUMBER.sub("", text) if block.kind == "item" else text for block, text in pairs)
        self.text = _letters(" ".join(bare) or content.text)
        self.shown = _letters(content.text)
        self.headings = {_letters(text) for block, text in pairs if block.kind == "heading"}
        self.headings |= {_letters(heading) for block in blocks for heading in block.trail}
        rows = [block.kind in ("header", "row") for block in blocks]
        self.tables = sum(after and not before for before, after in zip([False, *rows], rows, strict=False))
        self.pages = max(len(content.pages), 1)
        self.plain = " ".join(" ".join(words).split()).lower()

    def has(self, text: str) -> bool:
        """Whether the text contains `text`, as it is read or as it is shown."""
        return _letters(text) in self.text or _letters(text) in self.shown

    def has_heading(self, heading: str) -> bool:
        """Whether a heading starts with `heading`."""
        return any(other.startswith(_letters(heading)) for other in self.headings)


def _structure(row: Mapping[str, Any], read: _Read) -> Iterator[Fact]:
    """Yield the facts about the structure of a file."""
    for heading in row["headings"] or ():
        yield "heading", read.has_heading(heading), heading
    for kind, count in (("tables", read.tables), ("pages", read.pages)):
        if row.get(kind) is not None:
            yield kind, row[kind] == count, f"{row[kind]}, found {count}"
    edges: tuple[tuple[str, Callable[[str], str]], ...] = (
        ("first_words", lambda text: text[:_EDGE]),
        ("last_words", lambda text: text[-_EDGE:]),
    )
    for kind, edge in edges:
        if words := row.get(kind):
            yield kind, _letters(words) in edge(read.text), words
    for words in row.get("must_contain") or ():
        yield "must_contain", read.has(words), words
    for words in row.get("must_not_contain") or ():
        yield "must_not_contain", " ".join(words.split()).lower() not in read.plain, words


def _letters(text: str) -> str:
    """Return the letters and digits of a text, in lower case."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).lower())


if __name__ == "__main__" and not measure.work({"read": read, "retrieve": retrieve}):
    main()
