"""The message of a page of documents."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.discord.messages.documents import documents_message
from tests.bot.discord.samples import SLOW, check, long


@SLOW
@given(
    st.lists(st.tuples(long, long, st.integers(0, 10**6)), max_size=25),
    st.integers(0, 10**9),
)
def test_any_page_of_documents_fits(names: list[tuple[str, str, int]], page: int) -> None:
    """The list of documents fits on any page, for any names."""
    check(documents_message(names, page=page, passages=9, generation=1, age=7200.0))
