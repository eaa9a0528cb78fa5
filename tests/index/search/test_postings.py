"""The inverted index: however its files are written, they are those of one sort of all postings."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search import postings
from index.search.postings import Postings, PostingsWriter, hash_ranges
from index.search.terms import term_hash, terms

TEXTS = st.lists(
    st.lists(st.sampled_from(["clerk", "papers", "lighthouse", "東京", "zebra", "the"]), max_size=5).map(
        " ".join
    ),
    max_size=9,
)


def written(
    parent: Path, texts: list[str | None], origin: list[int] | None = None, before: Path | None = None
) -> Path:
    """The folder of the postings of texts; None is a row that is carried over."""
    folder = Path(mkdtemp(dir=parent)) / "lexical"
    writer = PostingsWriter(folder)
    for row, text in enumerate(texts):
        if text is not None:
            writer.add(row, text)
    writer.finish(np.array(origin or [-1] * len(texts), np.int64), before)
    return folder


def lists(folder: Path) -> dict[str, list[int]]:
    loaded = Postings.load(folder)
    return {name: getattr(loaded, name)[:].tolist() for name in Postings.__slots__}


def by_hand(texts: list[str]) -> dict[str, list[int]]:
    """The same arrays, made from Python's lists."""
    bags = [terms(text) for text in texts]
    postings = sorted(
        (term_hash(term), row, count) for row, bag in enumerate(bags) for term, count in Counter(bag).items()
    )
    distinct = sorted({term for term, _, _ in postings})
    ends = [sum(term <= last for term, _, _ in postings) for last in distinct]
    return {
        "terms": distinct,
        "starts": [0, *ends],
        "rows": [row for _, row, _ in postings],
        "counts": [count for _, _, count in postings],
        "lengths": [len(bag) for bag in bags],
    }


@given(texts=TEXTS, run=st.integers(1, 20), size=st.integers(1, 20))
def test_postings_are_those_made_by_hand(tmp_path: Path, texts: list[str], run: int, size: int):
    """The arrays are the same however few postings are kept in memory and merged at a time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings, "RUN_POSTINGS", run)
        patch.setattr(postings, "MERGED_POSTINGS", size)
        folder = written(tmp_path, texts)
    assert lists(folder) == by_hand(texts)
    assert {path.name for path in folder.iterdir()} == {f"{name}.npy" for name in Postings.__slots__}


@given(before=TEXTS, run=st.integers(1, 20), data=st.data())
def test_postings_with_carried_rows_are_those_of_one_build(
    tmp_path: Path, before: list[str], run: int, data: st.DataObject
):
    """Rows carried over and added rows together have the postings of a build from nothing."""
    old = written(tmp_path, before)
    origin, given_texts, texts = [], [], []
    for row, text in enumerate(before):
        new = data.draw(st.lists(st.sampled_from(["clerk", "papers tower", ""]), max_size=2))
        stays = data.draw(st.booleans())
        origin += [-1] * len(new) + [row] * stays
        given_texts += new + [None] * stays
        texts += new + [text] * stays
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings, "RUN_POSTINGS", run)
        patch.setattr(postings, "MERGED_POSTINGS", run)
        assert lists(written(tmp_path, given_texts, origin, old)) == by_hand(texts)


def test_hash_ranges_cover_every_hash_once():
    """Whatever their number, the ranges follow each other from the first hash to the last."""
    for number in (0, 1, 3, 7, 1000):
        ranges = list(hash_ranges(number * postings.MERGED_POSTINGS))
        assert ranges[0][0] == 0
        assert ranges[-1][1] == 2**64 - 1
        assert all(before[1] + 1 == after[0] for before, after in pairwise(ranges))
        assert len(ranges) == max(1, number)


@given(texts=TEXTS, cut=TEXTS, more=TEXTS, run=st.integers(1, 20))
def test_rows_that_are_cut_leave_nothing(
    tmp_path: Path, texts: list[str], cut: list[str], more: list[str], run: int
):
    """After a cut, the postings are those of the rows before the cut and after it, whatever was written."""
    folder = Path(mkdtemp(dir=tmp_path)) / "lexical"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings, "RUN_POSTINGS", run)
        writer = PostingsWriter(folder)
        for row, text in enumerate([*texts, *cut]):
            writer.add(row, text)
        writer.cut(len(texts))
        for row, text in enumerate(more, len(texts)):
            writer.add(row, text)
        writer.finish(np.full(len(texts) + len(more), -1, np.int32))
    assert lists(folder) == by_hand([*texts, *more])
