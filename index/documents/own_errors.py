"""An error of Munshi's own code over one file → that file is skipped, and the build goes on.

Errors that are not the fault of the code are raised unchanged: a full disk, too little memory, and errors
that the user can correct.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.documents.skipped import OWN_ERROR, SkippedFile
from index.errors import UserError
from index.out_of_memory import is_out_of_memory

_PACKAGE = Path(__file__).parent.parent  # `index`


@contextmanager
def skip_on_own_error() -> Iterator[None]:
    """Raise SkippedFile instead of an error that Munshi's code, or a library that it uses, makes over a file.

    The reason names the type of the error and the line of Munshi's code, and nothing that the file contains.
    The next build tries the file again, since the code may have been corrected by then.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, SkippedFile) or not is_own_error(error):
            raise
        raise SkippedFile(OWN_ERROR + f" ({describe_error(error)})", retry=True) from error


def is_own_error(error: Exception) -> bool:
    """Whether an error is the fault of Munshi's code: not of the machine, nor one that a user can correct."""
    return not isinstance(error, UserError | OSError) and not is_out_of_memory(error)


def describe_error(error: Exception) -> str:
    """Return the type of an error, and the innermost line of Munshi's code in its traceback."""
    return type(error).__name__ + _location(error)


def _location(error: Exception) -> str:
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(_PACKAGE) and path != Path(__file__):
            return f" in {path.relative_to(_PACKAGE.parent).as_posix()}, line {frame.lineno}"
    return ""
