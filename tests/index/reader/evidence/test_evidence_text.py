"""The reading text of an evidence: which characters may be an answer."""

from __future__ import annotations

from index.documents.plain_text.plain import blocks
from index.reader.evidence.evidence_text import evidence_text
from tests.index.evidence import evidence_of

LONG = "The slipway is open until dusk. " * 12
CHAT = f"wren — 10:00\ni am here. is it open?\notis — 10:01\n{LONG}"
EVIDENCE = evidence_of(
    CHAT, start=7, blocks=tuple(b._replace(start=b.start + 7, end=b.end + 7) for b in blocks(CHAT))
)


def test_no_author_and_no_time_of_a_message_is_an_answer():
    """They are read, but are in no unit; a name before a colon may be the answer to "who"."""
    read = evidence_text(EVIDENCE)
    words = read.text[read.head :]
    assert words == CHAT.strip()
    kept = "".join(sign for sign, unit in zip(words, read.units[read.head :], strict=True) if unit >= 0)
    assert kept == f"i am here. is it open?{LONG.strip()}"
    minutes = "ADA: The soup.\nBO: And bread?\nADA: Yes."
    assert (evidence_text(evidence_of(minutes, blocks=tuple(blocks(minutes)))).units >= 0).sum() == len(
        minutes
    ) - 2
