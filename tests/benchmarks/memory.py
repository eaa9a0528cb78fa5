"""Peak memory of `munshi index` over a single text of 49 MB, whatever its shape, and of a question afterwards.

    python tests/benchmarks/memory.py [--only SHAPE …] [--megabytes MB]

- prose: sentences of a story, without a heading;
- lines: "a" on a line of its own, again and again;
- ideographs: "字。", again and again, on a single line;
- equal: a million times the same sentence;
- items: list items of a letter each;
- rows: a table of two columns;
- word: one word without an end.

Each build is the command itself, in a process of its own; the peak is its maximum resident set size, of which the
program and its models take about 150 MB.
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
    """Two thousand sentences, each of its own."""
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
    """About `size` bytes of a shape; of equal sentences, a million at most."""
    unit = SHAPES[shape]().encode()
    times = min(size // len(unit), 1_000_000) if shape == "equal" else size // len(unit)
    head = b"| x | y |\n|---|---|\n" if shape == "rows" else b""
    return head + unit * max(1, times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=SHAPES, default=list(SHAPES), help="the shapes (all)")
    parser.add_argument("--megabytes", type=float, default=49, help="size of a text (49)")
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
