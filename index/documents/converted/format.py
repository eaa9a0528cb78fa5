"""A format that a module of this folder reads. The module and its library are imported at the first file."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec

from index.documents.file_text import FileText


@dataclass(frozen=True, slots=True)
class ConvertedFormat:
    """A format whose files a module of `index.documents.converted` reads."""

    module: str  #: its path in this folder, such as "office.docx"
    library: str = ""  #: the library that the module imports; empty if it needs none

    @property
    def __name__(self) -> str:
        return f"read_{self.module.rpartition('.')[2]}"

    @property
    def installed(self) -> bool:
        """Whether the library that the format needs is installed."""
        return not self.library or _is_installed(self.library)

    @property
    def module_path(self) -> str:
        """The full name of the module, for an import."""
        return f"{__package__}.{self.module}"

    def __call__(self, data: bytes) -> FileText:
        """Convert a file in this process. Raises SkippedFile if the module cannot read it."""
        read: Callable[[bytes], FileText] = importlib.import_module(self.module_path).read
        return read(data)


@cache
def _is_installed(library: str) -> bool:
    return find_spec(library) is not None
