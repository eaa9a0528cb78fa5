"""The documents of an index → a Message, ten to a page."""

from __future__ import annotations

from collections.abc import Sequence

from bot.discord.markdown import ELLIPSIS, inline
from bot.discord.messages.message import Button, Message
from bot.discord.questions.actions import Action, Kind
from bot.discord.sentences import ago, documents_counted, say

_DOCUMENTS_A_PAGE = 10

_NAME_CHARACTERS = 80


def documents_message(
    documents: Sequence[tuple[str, str, int]], *, page: int, passages: int, generation: int, age: float
) -> Message:
    """Return a page, counted from 0, of `documents`, which are (title, name, number of passages).

    `passages` is the number of passages in all documents, `age` the seconds since the index was built.
    """
    pages = max(1, -(-len(documents) // _DOCUMENTS_A_PAGE))
    page = min(max(page, 0), pages - 1)
    first = page * _DOCUMENTS_A_PAGE
    lines = [_document_lines(*document) for document in documents[first : first + _DOCUMENTS_A_PAGE]]
    head = f"### {documents_counted(len(documents), passages)}"
    foot = f"-# {say('index_built', generation=str(generation), ago=ago(age))}"
    rows: tuple[tuple[Button, ...], ...] = ()
    if pages > 1:
        foot += f" · {say('page_of', page=page + 1, pages=pages)}"
        back = Action(Kind.DOCUMENTS, index=max(page - 1, 0))
        forward = Action(Kind.DOCUMENTS, index=page + 1)
        previous = Button(say("labels.previous"), back, disabled=page == 0)
        following = Button(say("labels.next"), forward, disabled=page == pages - 1)
        rows = ((previous, following),)
    return Message((head, *(["\n".join(lines)] if lines else []), foot), rows=rows)


def _document_lines(title: str, name: str, passages: int) -> str:
    shown_name = inline(name, _NAME_CHARACTERS) or ELLIPSIS
    shown_title = inline(title, _NAME_CHARACTERS) or shown_name
    return f"**{shown_title}** · {say('passages', count=passages)}\n-# {shown_name}"
