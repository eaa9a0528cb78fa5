"""Channels in which Munshi answers by itself what it is sure of, and what a message there asks."""

from __future__ import annotations

from collections.abc import Mapping

from bot.discord.markdown import clean
from bot.discord.sentences import is_small_talk
from bot.discord.state.async_state import AsyncState
from bot.discord.state.choices import hear, listen, listened_channels, stop_listening
from bot.discord.state.records import Location
from index.documents.blocks.questions import asks
from index.passages.sentences import every_sentence

_POST_CHARACTERS = 300  # read of a post in which no sentence asks


class Listening:
    """The channels that managers chose, and the messages that were heard in them."""

    def __init__(
        self, state: AsyncState, channels: Mapping[tuple[int, int], int | None], *, enabled: bool
    ) -> None:
        """`channels` are those in the state file, as (server, channel), with the tags for solved posts.

        Unless `enabled`, none is listened to.
        """
        self._state = state
        self._channels = channels
        self.enabled = enabled

    def listens(self, location: Location) -> bool:
        """Whether the channel, or the one that a thread belongs to, is listened to."""
        return self.enabled and (location.server, location.chosen_by) in self._channels

    def listens_in(self, server: int) -> bool:
        """Whether any channel of a server is listened to."""
        return self.enabled and any(at == server for at, _ in self._channels)

    def channels(self, server: int) -> list[int]:
        """The channels of a server that are listened to."""
        return sorted(channel for at, channel in self._channels if at == server)

    def solved_tag(self, location: Location) -> int | None:
        """The tag that a solved post gets."""
        return self._channels.get((location.server, location.chosen_by))

    async def choose(self, server: int, channel: int, solved_tag: int | None) -> None:
        """Listen to a channel; its solved posts get the tag."""
        await self._state.call(listen, server, channel, solved_tag)
        await self.reload()

    async def stop(self, channel: int) -> None:
        """Listen to a channel no more."""
        await self._state.call(stop_listening, channel)
        await self.reload()

    async def is_new(self, message: int, location: Location) -> bool:
        """Whether a message is heard for the first time, which it is only once, also after a restart."""
        return await self._state.call(hear, message, location)

    async def reload(self) -> None:
        """Read the channels from the state file again."""
        self._channels = await self._state.call(listened_channels)


def question_of_post(title: str, text: str) -> str:
    """What a post asks: its title, or the title with the first sentence that asks, or with its beginning.

    A title such as "Please help?" alone asks nothing.
    """
    title, text = clean(title), clean(text, lines=True)
    if asks(title) and not is_small_talk(title):
        return title
    asking = (text[start:end] for start, end in every_sentence(text) if asks(text[start:end]))
    return f"{title}: {next(asking, text[:_POST_CHARACTERS])}"
