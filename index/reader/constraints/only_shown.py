"""A reading that answers → the same, which shows what answers and does not give it."""

from __future__ import annotations

from dataclasses import replace

from index.types import Outcome, Reading


def only_shown(reading: Reading) -> Reading:
    """The reading with its spans as passages on the subject, in which there is no confidence."""
    spans = tuple(replace(span, confidence=0.0) for span in reading.spans)
    return replace(reading, outcome=Outcome.PASSAGES, spans=spans)
