"""Measure the peak memory of `munshi index` for a single text of 49 MB, and of a question afterwards.

    python tests/benchmarks/memory.py [--only SHAPE …] [--megabytes MB]

The shapes of the text:
- prose: random sentences in paragraphs, without a heading;
- lines: lines that are "a" each;
- ideographs: "字。" repeated on a single line;
- equal: the same sentence at most a million times, one on each line;
- items: list items of one letter each;
- rows: a table of two columns;
- word: one endless word.

Each build and each question is the command itself, in a separate process. The peak is its maximum resident
set size, of which the program and its models take about 150 MB.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

import measure

_EQUAL = "The ferry to the island leaves from the second pier at noon.\n"
_WORDS = (
    "keeper ship lamp harbour cape night master book rope tide barrel captain island letter storm window bread "
    "winter road market bridge clock copper garden horse river stone tower valley weaver"
)


def _prose() -> str:
    """Return two thousand random sentences, in paragraphs of six."""
    chosen = random.Random(7)
    sentences = (" ".join(chosen.choices(_WORDS.split(), k=chosen.randint(6, 24))) for _ in range(2000))
    return "".join(
        f"The {sentence}.{' ' if number % 6 else chr(10) * 2}" for number, sentence in enumerate(sentences)
    )


SHAPES = {
    "prose": _prose,
    "lines": lambda: "a\n",
    "ideographs": lambda: "字。",
    "equal": lambda: _EQUAL,
    "items": lambda: "- a\n",
    "rows": lambda: "| a | b |\n",
    "word": lambda: "word",
}


def text_of(shape: str, size: int) -> bytes:
    """Return about `size` bytes of a shape; of equal sentences, a million at most."""
    unit = SHAPES[shape]().encode()
    times = min(size // len(unit), 1_000_000) if shape == "equal" else size // len(unit)
    head = b"| x | y |\n|---|---|\n" if shape == "rows" else b""
    return head + unit * max(1, times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--only", nargs="+", choices=SHAPES, default=list(SHAPES), help="the shapes (default: all)"
    )
    parser.add_argument("--megabytes", type=float, default=49, help="size of a text (default: 49)")
    options = parser.parse_args()
    print(measure.machine())
    print("\n| text | MB | build, s | peak, MB | a question, s | peak, MB |\n|---|---:|---:|---:|---:|---:|")
    for shape in options.only:
        with tempfile.TemporaryDirectory() as scratch:
            documents = Path(scratch, "documents")
            documents.mkdir()
            text = text_of(shape, round(options.megabytes * 1e6))
            (documents / "text.txt").write_bytes(text)
            folders = ["--documents", str(documents), "--index", str(Path(scratch, "index"))]
            munshi = [sys.executable, "-m", "bot"]
            built = measure.run([*munshi, "index", *folders])
            asked = measure.run([*munshi, "ask", *folders, "When does the ferry leave?"], allowed=(0, 1))
        figures = f"{built.wall:.0f} | {built.megabytes:.0f} | {asked.wall:.1f} | {asked.megabytes:.0f}"
        print(f"| {shape} | {len(text) / 1e6:.0f} | {figures} |", flush=True)
        del text


if __name__ == "__main__":
    main()
