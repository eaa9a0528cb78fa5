"""Excludes the passages on which Munshi's own code fails, and says so, so that the others still answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from index.documents.own_errors import describe_error, is_own_error
from index.documents.skipped import OWN_ERROR
from index.types import Evidence

_T = TypeVar("_T")
Use = Callable[[tuple[Evidence, ...]], _T]  #: a function of passages, for example one that reads them


def without_faulty(
    use: Use[_T], evidence: Sequence[Evidence], alone: Use[object] | None = None
) -> tuple[_T, tuple[str, ...]]:
    """Return what `use` returns for the passages on which it works, and a sentence on each excluded passage.

    If `use` fails on all passages together, `alone` is tried on each passage by itself (by default, `alone`
    is `use`), and the passages on which it fails are excluded. An error that no passage alone causes is
    raised again. So is an error that is not of Munshi's own code, for example too little memory.
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
    """A sentence that says that Munshi's own code fails on a passage; empty if it does not fail."""
    try:
        use((evidence,))
    except Exception as error:
        if not is_own_error(error):
            raise
        passage = evidence.passage
        return (
            f"A passage of {passage.document} (line {passage.line}) was left out: "
            f"it {OWN_ERROR} ({describe_error(error)})."
        )
    return ""
