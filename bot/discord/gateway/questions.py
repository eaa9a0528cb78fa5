"""From an interaction or a message that asks something to an answer sent there."""

from __future__ import annotations

from typing import cast

import discord

from bot.discord.errors import MemberError
from bot.discord.gateway import delivery
from bot.discord.gateway.reading import as_seen, text_of
from bot.discord.gateway.tasks import AnsweringTasks
from bot.discord.markdown import clean
from bot.discord.questions.cooldown import Cooldown, TooSoon
from bot.discord.questions.requests import Press, Reply, Request
from bot.discord.sentences import is_chatter, is_pointing, say
from bot.discord.service import Service
from bot.discord.state.records import Location
from index.errors import UserError

_WITH_THREADS = (discord.ChannelType.text, discord.ChannelType.news)
_NOTICES = 3  # that a person gets in a channel as long as one of them stands
_QUESTIONS = (discord.MessageType.default, discord.MessageType.reply)


def location_of(interaction: discord.Interaction) -> Location:
    """Where an interaction happens."""
    parent = getattr(interaction.channel, "parent_id", None)
    return Location(interaction.guild_id or 0, interaction.channel_id or 0, parent)


async def channel_of(message: discord.Message) -> discord.abc.MessageableChannel:
    """Where a message stands. A thread that is not in memory is fetched, to know where it belongs.

    Raises discord.HTTPException.
    """
    if message.guild is None or not isinstance(message.channel, discord.PartialMessageable):
        return message.channel
    return cast("discord.abc.MessageableChannel", await message.guild.fetch_channel(message.channel.id))


async def location_of_message(message: discord.Message) -> Location:
    """Where a message stands, as `channel_of` finds it."""
    return location_in(message.guild, await channel_of(message))


def location_in(server: discord.Guild | None, channel: discord.abc.MessageableChannel) -> Location:
    """A channel or a thread of a server; None: of direct messages."""
    return Location(server.id if server else 0, channel.id, getattr(channel, "parent_id", None))


def press_of(interaction: discord.Interaction) -> Press:
    """Who pressed a button, where, and under which message."""
    message = interaction.message
    return Press(location_of(interaction), interaction.user.id, message.id if message is not None else 0)


def is_direct(message: discord.Message) -> bool:
    """Whether a message is a direct one, and not of a server that discord.py does not know (any more)."""
    return isinstance(message.channel, discord.DMChannel)


def is_written_by_a_person(message: discord.Message) -> bool:
    """Whether a message is one of a person's, not of a bot, a webhook or Discord itself."""
    return not (message.author.bot or message.webhook_id) and message.type in _QUESTIONS


class QuestionHandler:
    """Asks the service what members ask, and sends its replies."""

    def __init__(self, service: Service, tasks: AnsweringTasks, *, message_content: bool) -> None:
        """With `message_content` every message in a thread of ours is a question."""
        self._questions = service.questions
        self._conversations = service.conversations
        self._access = service.access
        self._tasks = tasks
        self._message_content = message_content
        self._notices = Cooldown(delivery.NOTICE_SECONDS, times=_NOTICES)

    async def answer_interaction(
        self,
        interaction: discord.Interaction,
        question: str,
        *,
        private: bool = False,
        replied_to: int | None = None,
        question_message: int | None = None,
    ) -> None:
        """Answer a question that was typed into a command or form, or that a message asks.

        Raises as `QuestionService.admit`.
        """
        channel = interaction.channel
        request = Request(
            question=question,
            location=location_of(interaction),
            person=interaction.user.id,
            replied_to=replied_to,
            question_message=question_message,
            private=private,
            can_open_thread=channel is not None
            and channel.type in _WITH_THREADS
            and _may_open_threads(interaction.app_permissions),
        )
        self._questions.admit(request)
        await delivery.defer(interaction, private=private)
        with self._tasks.current():
            try:
                reply = await self._questions.ask(request)
            except UserError as error:
                await delivery.explain(interaction, error)  # here, so that the end waits for it
                return
            sent = await delivery.follow_up(interaction, reply.message, private=private)
            await self._conversations.set_message(reply.answer_id, sent.id)
            await self._word(request, reply, sent)

    async def answer_message(self, message: discord.Message, me: discord.ClientUser) -> bool:
        """Answer a message, if it is a question for `me`; otherwise do nothing, and return False."""
        if not is_written_by_a_person(message):
            return False
        if not self.is_question(message, me):
            return False
        async with self._tasks.in_turn(message.id):
            try:
                request = await self.request(message, me)
                self._questions.admit(request)
                async with delivery.typing(message.channel):
                    reply = await self._questions.ask(request)
                sent = await delivery.reply(message, reply.message)
                if sent is None:
                    await self._conversations.withdraw([message.id])
                else:
                    await self._conversations.set_message(reply.answer_id, sent.id)
                    await self._word(request, reply, sent)
            except Exception as error:
                await self.explain(message, error)
        return True

    async def request(
        self, message: discord.Message, me: discord.ClientUser, *, edits: int | None = None
    ) -> Request:
        """What a message that is a question for `me` asks. Raises MemberError and discord.HTTPException."""
        question, asking = _question_of(message, me)
        return Request(
            question=question,
            location=await location_of_message(message),
            person=message.author.id,
            replied_to=message.reference.message_id if message.reference else None,
            question_message=asking.id,
            question_visible=True,
            can_open_thread=can_open_thread(message),
            edits=edits,
        )

    async def answer_again(self, request: Request, shown: discord.Message) -> bool:
        """Change a shown answer into that to the edited, admitted question, then record it.

        Returns whether there is one: where Munshi was not asked and is not sure, there is none. Raises as
        `QuestionService.ask`.
        """
        answer = self._questions.answer_unasked if request.unasked else self._questions.ask
        reply = await answer(request)
        if reply is None:
            return False
        if not await delivery.change(shown, reply.message):
            return True  # the buttons that are shown act on what is recorded
        recorded = await self._questions.record_edit(request, reply)
        if recorded.message != reply.message:
            await delivery.change(shown, recorded.message)
        await self._word(request, recorded, shown)
        return True

    async def explain(self, message: discord.Message, error: Exception) -> None:
        """Tell by a reply what went wrong, unless whoever wrote the message has been told enough just now.

        All can read such a reply, and Discord lets Munshi send only so many into a channel.
        """
        key = message.channel.id, message.author.id
        try:
            self._notices.check(key)
        except TooSoon:
            delivery.explanation(error)  # what it is goes into the log
            return
        if not (isinstance(error, TooSoon) and error.repeated):
            self._notices.start(key)
            await delivery.explain_by_reply(message, error)

    async def _word(self, request: Request, reply: Reply, sent: discord.Message) -> None:
        """Change an answer that is shown into a language model's words, or say there that it failed."""
        message = await self._questions.word(request, reply)
        if message is None:
            return
        changed = False
        try:
            changed = await delivery.change(sent, message)
        finally:  # the buttons that are shown act on what is recorded
            if not changed:
                await self._questions.keep_unworded(reply)

    def is_question(self, message: discord.Message, me: discord.ClientUser) -> bool:
        """Whether a message names us, replies to us, or stands in a direct message or in a thread of ours.

        What people only say to each other in a thread is none. None is in a server that is not answered: a
        reply would be read by all.
        """
        location = location_in(message.guild, message.channel)
        if not self._access.is_allowed(location):
            return False
        if location.direct or me in message.mentions or _own_role(message) in message.role_mentions:
            return True
        if not message.content:
            return False  # Discord withholds the text of a reply that does not mention us
        if _replies_to(message, me):
            return True
        if not self._message_content or not self._conversations.is_thread(location.channel):
            return False
        return not _is_to_somebody(message) and not is_chatter(clean(as_seen(message.content)))


def _is_to_somebody(message: discord.Message) -> bool:
    """Whether a message, which is not to us, replies or calls a member, a role or all."""
    called = message.mentions or message.role_mentions or message.mention_everyone
    return bool(called) or message.reference is not None


def _replies_to(message: discord.Message, me: discord.ClientUser) -> bool:
    """Whether a message replies to one of ours."""
    reference = message.reference
    if reference is None or not isinstance(reference.resolved, discord.Message):
        return False
    return reference.resolved.author == me


def _question_of(message: discord.Message, me: discord.ClientUser) -> tuple[str, discord.Message]:
    """What a message asks, and the message that the words stand in.

    A reply that says no more than our mention asks what it replies to. Raises MemberError where that cannot
    be read: Discord withholds what a message says that does not mention us.
    """
    own, reference = text_of(message), message.reference
    if reference is None or message.message_snapshots or not is_pointing(clean(own)):
        return own, message  # a snapshot is forwarded to us, and points at nothing
    pointed_at = reference.resolved or reference.cached_message
    if not isinstance(pointed_at, discord.Message):
        raise MemberError(say("gone"))
    if pointed_at.author == me:
        return own, message
    if not (text := text_of(pointed_at)):
        raise MemberError(say("cannot_see_message"))
    return text, pointed_at


def _own_role(message: discord.Message) -> discord.Role | None:
    return message.guild.self_role if message.guild else None


def can_open_thread(message: discord.Message) -> bool:
    """Whether we can open a thread on a message, and write into it."""
    if message.guild is None or message.guild.me is None or message.channel.type not in _WITH_THREADS:
        return False
    return _may_open_threads(message.channel.permissions_for(message.guild.me))


def _may_open_threads(permissions: discord.Permissions) -> bool:
    """Whether whoever has these permissions can open a thread and write into it."""
    return permissions.create_public_threads and permissions.send_messages_in_threads
