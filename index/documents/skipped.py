"""The exception by which one file is skipped, while the build goes on."""

from __future__ import annotations

#: The reason for a file whose format needs a library that is not installed.
NEEDS_FORMATS = "needs packages that are not installed; they come with munshi[formats]"
#: Part of the reason for a file that is larger than the settings allow.
TOO_LARGE = "over the limit of"
#: The start of the reason for a file over which Munshi's own code failed.
OWN_ERROR = "met an error of Munshi's own"


class SkippedFile(Exception):
    """A file is skipped. The message is the reason, worded to follow the file's name: "is empty".

    `retry`: the next build should try the file again even if its bytes are the same, since the reason may
    have passed (access rights, a reader that failed). Characters of the reason that are not valid Unicode
    become question marks, since the index stores the reason.
    """

    def __init__(self, reason: str, *, retry: bool = False) -> None:
        super().__init__(reason.encode("utf-8", "replace").decode())
        self.retry = retry
