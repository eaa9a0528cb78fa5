"""Which documents are in a folder, compared with the parents that pathlib finds."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents.folders import in_folders, normal_folder

parts = st.lists(st.sampled_from(["a", "ab", "b", "a b", "a.txt", "é"]), min_size=1, max_size=4)


@given(name=parts.map("/".join), folders=st.lists(parts.map("/".join), min_size=1, max_size=3))
def test_a_document_is_in_its_parent_folders_and_in_itself(name: str, folders: list[str]):
    """A name that only starts with the folder's name is not in the folder."""
    path = PurePosixPath(name)
    expected = any(folder in (path, *path.parents) for folder in map(PurePosixPath, folders))
    assert in_folders(name, [normal_folder(folder) for folder in folders]) is expected


@pytest.mark.parametrize(
    "written", ["rules/pay", "./rules//pay/", " rules/pay ", "rules/x/../pay", "/rules/pay"]
)
def test_a_folder_may_be_written_in_many_ways(written: str):
    """All forms name the same folder below the documents folder."""
    assert normal_folder(written) == "rules/pay"


def test_without_folders_and_in_the_documents_folder_every_document_is_included():
    """Without folders, and in the documents folder, every document is included; a folder outside contains none."""
    assert in_folders("a/b.txt", [])
    assert in_folders("a/b.txt", [normal_folder(".")])
    assert not in_folders("a/b.txt", [normal_folder("..")])
    assert not in_folders("a/b.txt", [normal_folder("../a")])
