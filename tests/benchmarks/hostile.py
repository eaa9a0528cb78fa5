"""Measure the effect of hostile and huge files on a build: each is in a separate folder with ten ordinary files.

    python tests/benchmarks/hostile.py [--only CASE …]

The table has for each file its size, the processor seconds of the build and of the processes that convert
files, the peak memory of the largest of these processes, and the result: the reason why the file was skipped,
or the number of its passages. The benchmark ends if an ordinary file is not indexed. For the cases of a
faulty library, the reader of a made-up format crashes, grows or loops; the other files are such as people may
send.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import measure
from generated_files import WRITERS, blocks, package, pdf

_ORDINARY = 10
_READER = measure.ROOT / "tests/index/documents/converted/processes/hostile"
_DOCX = "word/document.xml"
_LINES = 10  # on each page of the long PDF


def _zip_bomb() -> bytes:
    return package({_DOCX: "<w:p>" + " " * 1_000_000_000})


def _entity_bomb() -> bytes:
    names = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    return package({_DOCX: f'<!DOCTYPE d [<!ENTITY a0 "ha">{names}]><d><p>&a9;</p></d>'})


def _nested_page() -> bytes:
    return b"<div>" * 1_000_000 + b"Words." + b"</div>" * 1_000_000


def _long_pdf() -> bytes:
    return pdf([("paragraph", f"Line {number} of the book.") for number in range(5000 * _LINES)], _LINES)


def _long_sheet() -> bytes:
    rows = [("row", f"Station {number}\t{number % 97}\tkeeper {number % 89}") for number in range(100_000)]
    return WRITERS[".xlsx"]([("row", "Station\tHeight\tKeeper"), *rows])


CASES: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "Word file that unpacks to a gigabyte": (".docx", _zip_bomb),
    "Word file whose entities stand for billions": (".docx", _entity_bomb),
    "web page of a million nested elements": (".html", _nested_page),
    "PDF of 5,000 pages": (".pdf", _long_pdf),
    "spreadsheet of 100,000 rows": (".xlsx", _long_sheet),
    "file that crashes its library": (".hostile", lambda: b"crash"),
    "file over which its library needs a terabyte": (".hostile", lambda: b"grow"),
    "file over which its library never ends": (".hostile", lambda: b"loop"),
    "none": (".txt", lambda: b"Words."),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--only", nargs="+", default=[""], metavar="CASE", help="words in the names of the cases to run"
    )
    options = parser.parse_args()
    print(f"{'file':46} {'size, MB':>8} {'s':>8} {'peak MB':>8}  what became of it")
    for name, (suffix, _) in CASES.items():
        if not any(part in name for part in options.only):
            continue
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "documents"
            folder.mkdir()
            path = folder / f"5-{name.replace(' ', '-')}{suffix}"
            measure.worker(__file__, "write", name, path)
            usage = measure.worker(__file__, "build", folder, Path(scratch) / "index", path.name)
            size = path.stat().st_size / 1e6
        became = usage.result["became"]
        print(f"{name:46} {size:8.2f} {usage.processor:8.1f} {usage.megabytes:8.0f}  {became}", flush=True)
    print(f"\n{measure.machine()}; {measure.versions(('pypdfium2', 'lxml', 'python-calamine', 'striprtf'))}")


def write_task(name: str, path: str) -> None:
    """In a worker: write the file of a case, and the ordinary files.

    The parent does not write them, because its memory would be counted with that of the build.
    """
    _, write = CASES[name]
    Path(path).write_bytes(write())
    for number in range(_ORDINARY):
        Path(path).with_name(f"{number}.docx").write_bytes(WRITERS[".docx"](blocks(1000, number)))


def build_task(folder: str, store: str, name: str) -> dict[str, Any]:
    """In a worker: index a folder; return the result for the file `name`: why it was skipped, or its passages."""
    from index import DocumentSettings, Engine, IndexSettings, build
    from index.documents.converted.format import ConvertedFormat
    from index.documents.formats import FORMATS
    from index.settings import KNOWN_FILES

    class HostileFormat(ConvertedFormat):
        module_path = "hostile_reader"

    sys.path.append(str(_READER))
    FORMATS[".hostile"] = HostileFormat("hostile")  # type: ignore[index]
    files = DocumentSettings(include=(*KNOWN_FILES, "*.hostile"))
    report = build(IndexSettings(folder, store, files=files))
    if len(report.added) + len(report.skipped) != _ORDINARY + 1 or len(report.skipped) > 1:
        sys.exit(f"not all ordinary files were indexed: {report}")
    entries = Engine.open(IndexSettings(folder, store, files=files)).documents
    passages = sum(entry.passages for entry in entries if entry.name == name)
    became = dict(report.skipped).get(name, f"{passages:,} passages")
    return {"became": became}


if __name__ == "__main__" and not measure.work({"write": write_task, "build": build_task}):
    main()
