"""What members see of the documents: a cited passage, the passages closest to a question, and the list."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.discord.choices.server_choices import Choices
from bot.discord.messages.documents import documents_message
from bot.discord.messages.message import Message
from bot.discord.messages.passage import NEIGHBOURHOOD, passage_message
from bot.discord.questions.conversations import AnswerForgotten, Conversations
from bot.discord.questions.requests import Press
from bot.discord.sentences import say
from bot.discord.state.records import AnswerRecord, Location
from bot.links import Links
from index.documents.folders import in_folders
from index.errors import IndexDamaged, UserError
from index.types import Citation

if TYPE_CHECKING:  # loads numeric libraries
    from index import Engine

_log = logging.getLogger(__name__)

_CLOSEST = 3  # passages that are passed on to a human with a question


class ShownDocuments:
    """Shows members what is in the documents, as far as the folders of the channel allow."""

    def __init__(self, choices: Choices, conversations: Conversations, links: Callable[[int], Links]) -> None:
        """`links` maps the id of a server to the web addresses of its documents."""
        self._access = choices.access
        self._folders = choices.folders
        self._conversations = conversations
        self.links = links

    async def passage(self, answer_id: int, index: int, press: Press) -> Message:
        """Return citation `index` of an answer with the text around it, or alone if the document has changed.

        Raises AnswerForgotten, also if the channel is no longer answered from that document.
        """
        answer = (await self._conversations.answer_record(answer_id, press)).answer
        folders = self._folders.of(press.location)
        if index >= len(answer.citations) or not in_folders(answer.citations[index].document, folders):
            raise AnswerForgotten(say("answer_forgotten"))
        citation = answer.citations[index]
        try:
            engine = await self._folders.engine(press.location)
            around = await asyncio.to_thread(engine.quote_context, citation, NEIGHBOURHOOD)
        except UserError as error:
            _log.warning("a passage is shown as it was: %s", error)
            if isinstance(error, IndexDamaged):
                self._folders.doubt(press.location, error)
            around = None
        text = (around.text, around.start) if around is not None else None
        return passage_message(citation, text, self.links(press.location.server))

    async def closest(self, record: AnswerRecord, press: Press, shown_in: Location) -> tuple[Citation, ...]:
        """Return the passages closest to a recorded question, to be shown in the channel `shown_in`.

        They are from documents that may be shown both there and where the question was asked. Raises the
        UserErrors of opening and asking.
        """
        found = record.answer.citations
        if not found:
            engine = await self._folders.engine(press.location)
            found = await asyncio.to_thread(engine.closest, record.question, _CLOSEST)
        rules = (self._folders.of(press.location), self._folders.of(shown_in))
        return tuple(
            citation for citation in found if all(in_folders(citation.document, rule) for rule in rules)
        )[:_CLOSEST]

    async def page(self, location: Location, page: int) -> Message:
        """Return a page, counted from 0, of the documents known here.

        Raises NotHere, and the UserErrors of opening the engine.
        """
        self._access.check(location)
        return await asyncio.to_thread(_page_of_documents, await self._folders.engine(location), page)


def _page_of_documents(engine: Engine, page: int) -> Message:
    """Return a page of the list. With very many documents it is slow, so it runs in a thread."""
    return documents_message(
        [(document.title, document.name, document.passages) for document in engine.documents],
        page=page,
        passages=engine.passage_count,
        generation=engine.generation,
        age=time.time() - engine.built_at,
    )
