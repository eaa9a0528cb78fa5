"""A passage over which Munshi's own code fails is left out, and said to be; the others still answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from index.documents.own_errors import is_own_error, kind_and_place
from index.documents.skipped import OWN_ERROR
from index.types import Evidence

_T = TypeVar("_T")
Use = Callable[[tuple[Evidence, ...]], _T]  #: what is made of passages, such as a reading


def without_faulty(
    use: Use[_T], evidence: Sequence[Evidence], alone: Use[object] | None = None
) -> tuple[_T, tuple[str, ...]]:
    """What `use` makes of passages, and a sentence on each that is left out because it fails over that one.

    `alone` tries one passage by itself; by default it is `use`. An error that no passage alone causes is
    raised as it is, and so is what is no error of Munshi's own, such as too little memory.
    """
    try:
        return use(tuple(evidence)), ()
    except Exception as error:
        if not is_own_error(error):
            raise
        faults = [_fault(alone or use, each) for each in evidence]
        if not any(faults):
            raise
    kept = tuple(each for each, fault in zip(evidence, faults, strict=True) if not fault)
    return use(kept), tuple(filter(None, faults))


def _fault(use: Use[object], evidence: Evidence) -> str:
    """The sentence on a passage that Munshi's own code fails over; empty where it does not."""
    try:
        use((evidence,))
    except Exception as error:
        if not is_own_error(error):
            raise
        passage = evidence.passage
        return (
            f"A passage of {passage.document} (line {passage.line}) was left out: "
            f"it {OWN_ERROR} ({kind_and_place(error)})."
        )
    return ""
