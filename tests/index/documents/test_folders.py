"""Which documents lie in a folder: against the parents that pathlib gives."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents.folders import in_folders, normal_folder

parts = st.lists(st.sampled_from(["a", "ab", "b", "a b", "a.txt", "é"]), min_size=1, max_size=4)


@given(name=parts.map("/".join), folders=st.lists(parts.map("/".join), min_size=1, max_size=3))
def test_a_document_lies_in_a_folder_that_is_above_it_or_that_it_is(name: str, folders: list[str]):
    """A name that only begins like a folder's is not in it."""
    path = PurePosixPath(name)
    expected = any(folder in (path, *path.parents) for folder in map(PurePosixPath, folders))
    assert in_folders(name, [normal_folder(folder) for folder in folders]) is expected


@pytest.mark.parametrize(
    "written", ["rules/pay", "./rules//pay/", " rules/pay ", "rules/x/../pay", "/rules/pay"]
)
def test_a_folder_may_be_written_in_many_ways(written: str):
    """All of them name the same folder below that of the documents."""
    assert normal_folder(written) == "rules/pay"


def test_without_folders_and_in_the_whole_every_document_lies():
    """No folder at all, or the documents folder itself, holds every document; one outside holds none."""
    assert in_folders("a/b.txt", [])
    assert in_folders("a/b.txt", [normal_folder(".")])
    assert not in_folders("a/b.txt", [normal_folder("..")])
    assert not in_folders("a/b.txt", [normal_folder("../a")])
