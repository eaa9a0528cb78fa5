"""Writing to a disk: what it refuses is said in one sentence."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from index.errors import UserError
from index.store.disk import disk_errors


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (
            errno.ENOSPC,
            r"The disk is full: the index in idx could not be written\. What was indexed before is unharmed\.",
        ),
        (errno.EDQUOT, "The disk is full"),
        (errno.EACCES, r"The index folder idx cannot be written to \(.*\)\. What .* --index"),
        (errno.EROFS, r"cannot be written to \(Read-only file system\)"),
        (errno.EFBIG, r"The index in idx could not be written \(File too large\)"),
        (errno.EIO, r"could not be written \(Input/output error\)"),
    ],
)
def test_each_way_in_which_a_disk_refuses_is_one_sentence(number: int, sentence: str):
    """An error of the system becomes a sentence that says what happened and what to do."""
    with pytest.raises(UserError, match=sentence), disk_errors(Path("idx")):
        raise OSError(number, os.strerror(number))
