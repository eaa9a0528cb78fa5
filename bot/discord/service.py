"""Munshi for many servers, without discord.py: questions, conversations and administration.

Methods return Messages for members, or raise a MemberError with a sentence for them. Other UserErrors come
from the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn

from bot.discord.choices.server_choices import read_choices
from bot.discord.indexes.engines import EnginesByServer
from bot.discord.indexes.maintenance import Maintenance
from bot.discord.management.administration import Administration
from bot.discord.management.statistics import Statistics
from bot.discord.questions.answering import QuestionService
from bot.discord.questions.conversations import Conversations
from bot.discord.questions.deletions import RecentDeletions
from bot.discord.questions.forgetting import Forgetting
from bot.discord.questions.queue import QuestionQueue
from bot.discord.questions.shown_documents import ShownDocuments
from bot.discord.questions.wordings import Wordings
from bot.discord.settings import DiscordSettings
from bot.discord.state.async_state import AsyncState
from bot.discord.state.database import State
from bot.discord.state.threads import thread_ids
from bot.discord.uploads.disk import UploadFolder
from bot.discord.uploads.service import Uploads
from bot.links import Links

if TYPE_CHECKING:  # loads numeric libraries
    from index.wording.writer import Writer

NO_UPLOADS: Mapping[int, UploadFolder] = MappingProxyType({})


def no_links(server: int) -> Links:
    """Return no links: no document of any server can be read on the web."""
    return Links()


class Service:
    """The functions that the gateway calls. There is one instance for a running bot, in its event loop."""

    def __init__(
        self,
        settings: DiscordSettings,
        engines: EnginesByServer,
        state: State,
        links: Callable[[int], Links] = no_links,
        uploads: Mapping[int, UploadFolder] = NO_UPLOADS,
        writer: Writer | None = None,
    ) -> None:
        """Make the parts of the service.

        `links` maps the id of a server to the web addresses of its documents, `uploads` to the folder that
        its managers may upload into. `writer` words answers, if there is one.
        """
        self._engines = engines
        self._state = AsyncState(state)
        self._maintenance = Maintenance(
            engines, settings.refresh_seconds, rebuild_after=settings.rebuild_after
        )
        self._queue = QuestionQueue(
            workers=settings.workers,
            queue=settings.queue,
            deadline=settings.deadline,
            cached=settings.cached_answers,
        )
        self._wordings = Wordings(writer, queue=settings.queue, cached=settings.cached_answers)
        choices = read_choices(settings, engines, state, self._state)
        self.access, self.folders, self.listening, self.humans = choices
        threads, deletions = thread_ids(state), RecentDeletions()
        self.conversations = Conversations(settings, self._state, threads, deletions)
        self.forgetting = Forgetting(settings, self._state, choices, threads, deletions)
        statistics = Statistics()
        self.questions = QuestionService(
            settings, choices, self._queue, self.conversations, statistics, self._wordings, links
        )
        self.documents = ShownDocuments(choices, self.conversations, links)
        self.administration = Administration(self._state, engines, self._maintenance, choices, statistics)
        self.uploads = Uploads(settings, self._state, engines, self._maintenance, uploads)

    async def maintain(self) -> None:
        """Keep the indexes current and forget old records, until cancelled."""
        await self._maintenance.run(self.forgetting.forget_old)

    async def keep_state_file(self) -> NoReturn:
        """Write the state file again if it is deleted, until cancelled. Raises as `AsyncState.keep_file`."""
        await self._state.keep_file()

    def refuse_questions(self) -> None:
        """Admit no more questions. Those already admitted are still answered."""
        self._queue.refuse()

    async def cancel_questions(self) -> None:
        """Cancel and apologise for each pending question."""
        await self._wordings.close()
        await self._queue.close()

    def close(self) -> None:
        """Close the engines and the state file."""
        self._engines.close()
        self._maintenance.close()
        self._state.close()
