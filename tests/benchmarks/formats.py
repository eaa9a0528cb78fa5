"""Measure the time and memory of reading each file format, and of a build of many office files.

    python tests/benchmarks/formats.py [--megabytes N] [--build FILES]

The same made-up text of headings, paragraphs, lists and tables is written in each format, as one file with
about N megabytes of text. A separate process reads it. The table has the size of the file, the processor
seconds for each megabyte of text, and the peak memory of the process; "idle" is the memory of a process that
reads no file.

With `--build`, `munshi index` indexes FILES Word files, spreadsheets, presentations and PDFs, each of one
page: once to the end; once into a new index, interrupted by Ctrl-C after half of that time; and then this
index again to the end.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import measure
from generated_files import WRITERS, blocks


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--megabytes", type=float, default=1.0, metavar="N", help="MB of text in each format (default: 1)"
    )
    parser.add_argument(
        "--build", type=int, default=0, metavar="FILES", help="only build an index of so many office files"
    )
    options = parser.parse_args()
    if options.build:
        _build(options.build)
        return
    idle = measure.worker(__file__, "read", "", "").megabytes
    print(
        f"{'format':8} {'file, MB':>9} {'text, MB':>9} {'s / MB':>7} {'peak MB':>8}   (idle: {idle:.0f} MB)"
    )
    for suffix, write in WRITERS.items():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"file{suffix}"
            path.write_bytes(write(blocks(int(options.megabytes * 1e6))))
            usage = measure.worker(__file__, "read", path, suffix)
            size, text = path.stat().st_size / 1e6, usage.result["characters"] / 1e6
        print(
            f"{suffix:8} {size:9.2f} {text:9.2f} {usage.result['seconds'] / text:7.2f} {usage.megabytes:8.0f}"
        )
    print(f"\n{measure.machine()}; {measure.versions(('pypdfium2', 'lxml', 'python-calamine', 'striprtf'))}")


def read(path: str, suffix: str) -> Mapping[str, Any]:
    """In a worker: read a file as a build does, but convert it in this process."""
    from index.documents.formats import extract_text

    if not path:
        return {}
    data = Path(path).read_bytes()
    extract_text(f"file{suffix}", WRITERS[suffix](blocks(500)), {})  # imports what it needs
    started = time.process_time()
    content = extract_text(f"file{suffix}", data, {})
    count = sum(1 for _ in content.blocks)
    return {"seconds": time.process_time() - started, "characters": len(content.text), "blocks": count}


def _build(files: int) -> None:
    """Index that number of office files to the end, then interrupt a second build and finish it."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "documents"
        folder.mkdir()
        suffixes = (".docx", ".xlsx", ".pptx", ".pdf")
        for number in range(files):
            suffix = suffixes[number % len(suffixes)]
            (folder / f"{number:05}{suffix}").write_bytes(WRITERS[suffix](blocks(1000, number)))
        command = [sys.executable, "-m", "bot", "index", "--documents", str(folder), "--index"]
        whole = measure.run([*command, f"{scratch}/whole"])
        print(
            f"{files} files, {measure.size(folder) / 1e6:.1f} MB: {whole.wall:.0f} s, {whole.megabytes:.0f} MB"
        )
        print(whole.printed.strip().splitlines()[-1])
        process = subprocess.Popen(
            [*command, f"{scratch}/stopped"], cwd=measure.ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        time.sleep(whole.wall / 2)
        stopped = time.perf_counter()
        os.kill(process.pid, signal.SIGINT)
        _, errors = process.communicate()
        print(
            f"stopped with Ctrl-C in the middle: status {process.returncode}, {time.perf_counter() - stopped:.1f} s"
        )
        print(errors.decode().strip())
        again = measure.run([*command, f"{scratch}/stopped"])
        print(f"built again to the end: {again.wall:.0f} s; {again.printed.strip().splitlines()[-1]}")


if __name__ == "__main__" and not measure.work({"read": read}):
    main()
