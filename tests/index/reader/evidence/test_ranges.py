"""The ranges of an evidence: its sentences, and what is quoted whole."""

from __future__ import annotations

from index.reader.evidence.ranges import evidence_sentences, quotable_ranges
from tests.index.reader.evidence.test_evidence_text import CHAT, EVIDENCE


def test_a_short_message_is_quoted_whole():
    """The sentences of a long one are quoted, the first with the author; its sentences for reading have no author."""
    units = [CHAT[start:end] for start, end in quotable_ranges(EVIDENCE)]
    assert units[:2] == [
        "wren — 10:00\ni am here. is it open?",
        "otis — 10:01\nThe slipway is open until dusk.",
    ]
    sentences = [CHAT[start:end] for start, end in evidence_sentences(EVIDENCE)]
    assert sentences[:3] == [
        "i am here. is it open?",
        "The slipway is open until dusk.",
        "The slipway is open until dusk.",
    ]
