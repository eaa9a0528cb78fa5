"""The row of the day that a question names."""

from __future__ import annotations

import pytest

from index.documents.markdown import markdown
from index.reader.lookup.named_rows import row_of_day
from index.reader.question.asked_question import AskedQuestion
from tests.index.evidence import evidence_of

ROTA = """| Date | Shift | Host |
|---|---|---|
| 2026-12-08 | 18-22 | Jule |
| 2026-12-12 | 11-18 | Deepa |
| 20 to 24 December | closed | |
| 2026-12-28 | 11-18 | Ole |
| 2026-12-28 | 18-22 | Karo |
"""


@pytest.mark.parametrize(
    ("question", "host"),
    [
        ("what is on 12 december", "Deepa"),
        ("who is the host on dec 8", "Jule"),
        ("which shift is on 12.12.2026", "Deepa"),
        ("rota for 12 december", "Deepa"),  # the name of the document
        ("who brings cake on 12 december", None),  # nothing is said of cake
        ("what is on 12 december 2025", None),
        ("what is on 24 december", None),  # a range
        ("what is on 28 december", None),  # two rows
        ("what is on 8 and 12 december", None),
        ("why is it closed on 12 december", None),
        ("what is on", None),
    ],
)
def test_the_row_of_a_day(question: str, host: str | None) -> None:
    """It is the only row of that day, and has the other words of the question in it or above it."""
    evidence = evidence_of(ROTA, "rota.md", blocks=tuple(markdown.blocks(ROTA)))
    found = row_of_day(AskedQuestion(question), [evidence])
    assert (found is None) == (host is None)
    if found:
        assert str(host) in evidence.text_between(found[1].start, found[1].end)
