"""The value that the function of a format returns: the text of a file, with its pages and blocks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from index.types import Block


@dataclass(frozen=True, slots=True)
class FileText:
    """The text of a file, as its format's function extracts it. `Document` explains the fields."""

    text: str
    pages: tuple[int, ...] = ()  #: offset in `text` at which each page starts; empty without pages
    warning: str = ""  #: a warning for the user, worded to follow the file's name
    blocks: Iterable[Block] = ()
    page_names: tuple[str, ...] = ()
    #: with "row", lines are counted from the start of their page (a sheet), if the file has pages
    line_name: Literal["line", "row", ""] = "line"
    title: str | None = None  #: empty if the file has none; None: `title_of` finds it in the text
