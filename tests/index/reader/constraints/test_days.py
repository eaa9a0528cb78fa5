"""A row with another day of the calendar than the question's does not answer."""

from __future__ import annotations

import pytest

from index.documents.markdown import markdown
from index.reader.constraints.days import has_day_of
from index.reader.question.asked_question import AskedQuestion
from tests.index.evidence import evidence_of

ROTA = """| Date | Shift | Host | Booked since |
|---|---|---|---|
| 2026-12-08 | 18-22 | Jule | 2026-10-01 |
| 2026-12-12 | 11-18 | Deepa | |
| 14 to 20 December | 9-12 | Ole | |
| until 31 December | 9-12 | Tomek | |
| | 9-12 | Karo | |
"""


@pytest.mark.parametrize(
    ("question", "words", "has"),
    [
        ("who hosts on 12 december", "Deepa", True),
        ("who hosts on 12 december", "Jule", False),
        ("who hosts on dec 8", "Jule", True),
        ("who hosts on 8.12.2026", "Jule", True),
        ("who hosts on 8 December 2025", "Jule", False),
        ("who hosts on 16 december", "Ole", True),  # a range
        ("who hosts on 16 december", "Tomek", True),  # a bound
        ("who hosts on 16 december", "Karo", True),  # no date
        ("who hosts in december", "Jule", True),  # no day
        ("when does jule host, not on 12 december", "2026-12-08", False),  # its other cell says 1 October
        ("until when is it on 12 december", "11-18", True),
    ],
)
def test_the_day_of_a_row(question: str, words: str, has: bool) -> None:
    """It must be the day that the question names, unless the row has none or covers several."""
    evidence = evidence_of(ROTA, blocks=tuple(markdown.blocks(ROTA)))
    assert has_day_of(AskedQuestion(question), evidence, ROTA.index(words), is_words=True) is has


def test_of_a_block_all_cells_count() -> None:
    """A row that answers as a whole has its own date; text outside a table is not compared."""
    evidence = evidence_of(ROTA, blocks=tuple(markdown.blocks(ROTA)))
    assert not has_day_of(
        AskedQuestion("who hosts on 12 december"), evidence, ROTA.index("2026-12-08"), is_words=False
    )
    assert has_day_of(
        AskedQuestion("who hosts on 12 december"), evidence, ROTA.index("2026-12-12"), is_words=False
    )
    prose = evidence_of("Registration for the race closes on 5 December.")
    assert has_day_of(AskedQuestion("how do i register for the race on 12 december"), prose, 0, is_words=True)
