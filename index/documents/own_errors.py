"""An error of Munshi's own: over one file, that file is skipped, and the build goes on.

Whatever a text does to the code that reads it, it costs that file only. What is no fault of the code that
reads is raised as it is: a full disk, too little memory, and what the user can mend.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.documents.skipped import OWN_ERROR, SkippedFile
from index.errors import UserError
from index.out_of_memory import lacks_memory

_PACKAGE = Path(__file__).parent.parent  # `index`


@contextmanager
def skip_on_own_error() -> Iterator[None]:
    """Raise SkippedFile in place of an error that Munshi's code, or a library of its own, makes over a file.

    The reason names the kind of error and the line of Munshi's code, and nothing that the file holds. The
    next build tries the file again, since Munshi may be another by then.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, SkippedFile) or not is_own_error(error):
            raise
        raise SkippedFile(OWN_ERROR + f" ({kind_and_place(error)})", retry=True) from error


def is_own_error(error: Exception) -> bool:
    """Whether an error is one of Munshi's own code, and not of the machine or what a user can mend."""
    return not isinstance(error, UserError | OSError) and not lacks_memory(error)


def kind_and_place(error: Exception) -> str:
    """The kind of an error, and the innermost line of Munshi's code that it went through."""
    return type(error).__name__ + _place(error)


def _place(error: Exception) -> str:
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(_PACKAGE) and path != Path(__file__):
            return f" in {path.relative_to(_PACKAGE.parent).as_posix()}, line {frame.lineno}"
    return ""
