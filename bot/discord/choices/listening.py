"""Channels in which Munshi answers by itself if it is sure, and the question of a post in them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.discord.markdown import clean
from bot.discord.sentences import spoken
from bot.discord.state.async_state import AsyncState
from bot.discord.state.choices import listen, listened_channels, record_heard, stop_listening
from bot.discord.state.records import Location
from bot.small_talk import is_small_talk
from index.documents.blocks.questions import ends_with_question_mark
from index.passages.sentences import every_sentence

_POST_CHARACTERS = 300  # of the text of a post that are used if no sentence asks


class Listening:
    """The channels that managers chose to listen to, and the messages that were heard in them."""

    def __init__(
        self, state: AsyncState, channels: Mapping[tuple[int, int], int | None], *, enabled: bool
    ) -> None:
        """`channels` are those in the state file: (server, channel) → the tag for solved posts.

        Unless `enabled`, Munshi listens to none of them.
        """
        self._state = state
        self._channels = channels
        self.enabled = enabled

    def listens(self, location: Location) -> bool:
        """Whether Munshi listens to a channel, or to the channel that a thread belongs to."""
        return self.enabled and (location.server, location.settings_channel) in self._channels

    def listens_in(self, server: int) -> bool:
        """Whether Munshi listens to any channel of a server."""
        return self.enabled and any(at == server for at, _ in self._channels)

    def channels(self, server: int) -> list[int]:
        """Return the channels of a server that managers chose, also while listening is not enabled."""
        return sorted(channel for at, channel in self._channels if at == server)

    def solved_tag(self, location: Location) -> int | None:
        """Return the tag that a solved post gets; None if there is none."""
        return self._channels.get((location.server, location.settings_channel))

    async def choose(self, server: int, channel: int, solved_tag: int | None) -> None:
        """Start to listen to a channel, whose solved posts get the tag."""
        await self._state.call(listen, server, channel, solved_tag)
        await self.reload()

    async def stop(self, channel: int) -> None:
        """Stop listening to a channel."""
        await self._state.call(stop_listening, channel)
        await self.reload()

    async def is_new(self, message: int, location: Location) -> bool:
        """Record that a message was heard. Returns whether it was new; the record survives a restart."""
        return await self._state.call(record_heard, message, location)

    async def reload(self) -> None:
        """Read the channels from the state file again."""
        self._channels = await self._state.call(listened_channels)


def question_of_post(title: str, text: str) -> str:
    """Return the question of a post: its title if that asks something.

    Otherwise it is the title followed by the first sentence that asks something, or by the beginning of the
    text. A title such as "Please help?" asks nothing.
    """
    title, text = clean(title), clean(text, lines=True)
    if ends_with_question_mark(title) and not is_small_talk(title, spoken().phrases):
        return title
    asking = (
        text[start:end] for start, end in every_sentence(text) if ends_with_question_mark(text[start:end])
    )
    return f"{title}: {next(asking, text[:_POST_CHARACTERS])}"
