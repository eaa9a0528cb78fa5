"""A file with a key, as editors write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.key_file import read_key_file


@pytest.mark.parametrize("written", [b"sk-1", b"sk-1\n", b"\xef\xbb\xbfsk-1\r\n", b"  sk-1  "])
def test_what_editors_add_is_no_part_of_a_key(tmp_path: Path, written: bytes):
    """A byte order mark, line ends and spaces around the key are not part of it."""
    file = tmp_path / "key"
    file.touch(0o600)
    file.write_bytes(written)
    assert read_key_file(file, noun="key", owner="model") == "sk-1"
