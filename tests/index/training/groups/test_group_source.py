"""Processes make groups ahead of their use."""

from __future__ import annotations

from itertools import count, islice

from index.training.groups.group_source import made_in_processes


def test_processes_make_the_same_groups_in_the_same_order(stream):
    """This holds for a list of requests; of endless requests, only a few may be taken."""
    requests = [(0, index, number, 0.5) for index, number in enumerate(stream.epoch(0).tolist() * 8)]
    made = list(made_in_processes(stream, requests, 2))
    assert len(made) == len(requests)
    for group, request in zip(made, requests, strict=True):
        expected = stream.group(*request)
        assert [window.ids.tolist() for window in group] == [window.ids.tolist() for window in expected]
    endless = ((0, index, index % 24, 0.5) for index in count())
    assert len(list(islice(made_in_processes(stream, endless, 1), 70))) == 70
