"""The exception that leaves one file out of the index and lets the build go on."""

from __future__ import annotations

#: Why a file is skipped whose format needs a library that is not installed.
NEEDS_FORMATS = "needs packages that are not installed; they come with munshi[formats]"
#: What the reason has why a file is skipped that is larger than the settings allow.
TOO_LARGE = "over the limit of"
#: How the reason begins why a file is skipped over which Munshi's own code failed.
OWN_ERROR = "met an error of Munshi's own"


class SkippedFile(Exception):
    """A file is left out. The message is the reason, worded to follow the file's name: "is empty".

    `retry` says whether the reason may pass while the file's bytes stay as they are (access rights, a reader
    that failed), so that the next build should try again. What is not valid Unicode in the reason becomes
    a question mark: the index keeps it.
    """

    def __init__(self, reason: str, *, retry: bool = False) -> None:
        super().__init__(reason.encode("utf-8", "replace").decode())
        self.retry = retry
