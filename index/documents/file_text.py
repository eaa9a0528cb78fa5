"""What the function of a format returns: a file's text and what stands where in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from index.types import Block


@dataclass(frozen=True, slots=True)
class FileText:
    """The text of a file, as its format's function extracts it; `Document` says what the fields mean."""

    text: str
    pages: tuple[int, ...] = ()  #: offset in `text` at which each page starts; empty without pages
    warning: str = ""  #: what the user should know, worded to follow the file's name
    blocks: Iterable[Block] = ()
    page_names: tuple[str, ...] = ()
    #: where it is "row", lines are counted from the start of their page (a sheet), where there are pages
    line_name: Literal["line", "row", ""] = "line"
    title: str | None = None  #: empty where the format tells of none; None: it is looked for in the text
