"""Jupyter notebooks → one Markdown text of all cells, with code in fences."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile
from index.documents.text_blocks import TextFormat
from index.documents.titles import markdown_title

_LONGEST_OUTPUT = 2000  # characters; a longer output of code is shortened


def read(data: bytes) -> FileText:
    """An .ipynb file. Raises SkippedFile if it is not a valid notebook."""
    try:
        notebook = json.loads(data)
        cells = notebook["cells"] if "cells" in notebook else notebook["worksheets"][0]["cells"]
        text = "\n\n".join(_texts(cells))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        raise SkippedFile("is not a valid notebook") from None
    return TextFormat("markdown.markdown", markdown_title)(text.encode("utf-8", "replace"))


def _texts(cells: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the Markdown of each cell, and of each output of its code."""
    for cell in cells:
        source = _joined(cell.get("source", cell.get("input", "")))
        if not source.strip():
            continue
        if cell.get("cell_type") in ("markdown", "heading"):
            yield "#" * int(cell.get("level", 0)) + " " + source if cell["cell_type"] == "heading" else source
        elif cell.get("cell_type") == "code":
            yield _fenced(source)
            for output in cell.get("outputs", []):
                data = output.get("data", {})
                if (markdown := _joined(data.get("text/markdown", ""))).strip():
                    yield markdown
                elif (shown := _shortened(_joined(output.get("text") or data.get("text/plain", "")))).strip():
                    yield _fenced(shown)


def _joined(lines: str | list[str]) -> str:
    return lines if isinstance(lines, str) else "".join(lines)


def _shortened(output: str) -> str:
    """The output; if it is long, its first and last whole lines with an ellipsis between them."""
    if len(output) <= _LONGEST_OUTPUT:
        return output
    half = _LONGEST_OUTPUT // 2
    output = output.strip("\n")
    first = output[:half].rpartition("\n")[0]
    last = output[-half:].partition("\n")[2]
    return f"{first}\n…\n{last}" if first.strip() or last.strip() else ""


def _fenced(code: str) -> str:
    """Code in a fence of more backticks than any run of backticks in it."""
    fence = "```"
    while fence in code:
        fence += "`"
    return f"{fence}\n{code.rstrip()}\n{fence}"
