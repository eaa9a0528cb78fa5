"""An interaction or a message that asks something → an answer sent to the same place."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable, Sequence
from typing import cast

import discord

from bot.discord.errors import MemberError
from bot.discord.gateway import delivery
from bot.discord.gateway.reading import as_seen, quotes_others, text_of
from bot.discord.gateway.tasks import AnsweringTasks
from bot.discord.markdown import clean
from bot.discord.messages.message import Message
from bot.discord.questions.cooldown import Cooldown, TooSoon
from bot.discord.questions.requests import Press, Reply, Request
from bot.discord.sentences import say, spoken
from bot.discord.service import Service
from bot.discord.state.records import Location
from bot.small_talk import is_chatter, is_pointing
from index.errors import UserError

_WITH_THREADS = (discord.ChannelType.text, discord.ChannelType.news)
_NOTICES = 3  # the most error messages to a person in a channel that are visible at the same time
_QUESTIONS = (discord.MessageType.default, discord.MessageType.reply)


def location_of(interaction: discord.Interaction) -> Location:
    """Return the location of an interaction."""
    parent = getattr(interaction.channel, "parent_id", None)
    return Location(interaction.guild_id or 0, interaction.channel_id or 0, parent)


async def channel_of(message: discord.Message) -> discord.abc.MessageableChannel:
    """Return the channel of a message. A thread that is not in memory is fetched, to know its parent.

    Raises discord.HTTPException.
    """
    if message.guild is None or not isinstance(message.channel, discord.PartialMessageable):
        return message.channel
    return cast("discord.abc.MessageableChannel", await message.guild.fetch_channel(message.channel.id))


async def _location_of_message(message: discord.Message) -> Location:
    """Return the location of a message, found as by `channel_of`."""
    return location_in(message.guild, await channel_of(message))


def location_in(server: discord.Guild | None, channel: discord.abc.MessageableChannel) -> Location:
    """Return the location of a channel or thread of a server; server None: of direct messages."""
    return Location(server.id if server else 0, channel.id, getattr(channel, "parent_id", None))


def press_of(interaction: discord.Interaction) -> Press:
    """Return who pressed a button, where, and under which message."""
    message = interaction.message
    return Press(location_of(interaction), interaction.user.id, message.id if message is not None else 0)


def is_direct(message: discord.Message) -> bool:
    """Whether a message is a direct message, and not from a server that discord.py does not know."""
    return isinstance(message.channel, discord.DMChannel)


def is_written_by_a_person(message: discord.Message) -> bool:
    """Whether a message is from a person, not from a bot, a webhook or Discord itself."""
    return not (message.author.bot or message.webhook_id) and message.type in _QUESTIONS


class QuestionHandler:
    """Passes questions of members to the service, and sends its replies."""

    def __init__(self, service: Service, tasks: AnsweringTasks, *, message_content: bool) -> None:
        """With `message_content`, every message in a thread on an answer is a question."""
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
        one_question: bool = False,
    ) -> None:
        """Answer a question from a command or form, or from a message on which "Ask about this" was used.

        Raises what `QuestionService.admit` raises.
        """
        channel = interaction.channel
        request = Request(
            question=question,
            location=location_of(interaction),
            person=interaction.user.id,
            replied_to=replied_to,
            question_message=question_message,
            private=private,
            one_question=one_question,
            can_open_thread=channel is not None
            and channel.type in _WITH_THREADS
            and _may_open_threads(interaction.app_permissions),
        )
        self._questions.admit(request)
        await delivery.defer(interaction, private=private)
        with self._tasks.current():
            try:
                replies = await self._questions.ask(request)
            except UserError as error:
                await delivery.explain(interaction, error)  # here, so that a shutdown waits for it
                return
            await self._send(replies, lambda reply: delivery.follow_up(interaction, reply, private=private))

    async def answer_message(self, message: discord.Message, me: discord.ClientUser) -> bool:
        """Answer a message if it is a question for `me`. Returns whether it is."""
        if not is_written_by_a_person(message):
            return False
        if not self.is_question(message, me):
            return False
        async with self._tasks.in_turn(message.id):
            try:
                request = await self.request(message, me)
                self._questions.admit(request)
                async with delivery.typing(message.channel):
                    replies = await self._questions.ask(request)
                if not await self._send(replies, lambda reply: delivery.reply(message, reply)):
                    await self._conversations.withdraw([message.id])
            except Exception as error:
                await self.explain(message, error)
        return True

    async def request(self, message: discord.Message, me: discord.ClientUser) -> Request:
        """Return the request of a message that is a question for `me`.

        Raises MemberError and discord.HTTPException.
        """
        question, asking = _question_of(message, me)
        return Request(
            question=question,
            location=await _location_of_message(message),
            person=message.author.id,
            replied_to=message.reference.message_id if message.reference else None,
            question_message=asking.id,
            question_visible=True,
            can_open_thread=can_open_thread(message),
            one_question=quotes_others(asking),
        )

    async def _send(
        self,
        replies: Sequence[tuple[Request, Reply]],
        send: Callable[[Message], Awaitable[discord.Message | None]],
    ) -> bool:
        """Send replies, then word those that are shown. Returns False if their message is gone."""
        shown: list[tuple[Request, Reply, discord.Message]] = []
        error: Exception | None = None
        exists = True
        for request, reply in replies:
            try:
                sent = await send(reply.message)
            except delivery.UNDELIVERABLE as undelivered:
                error = undelivered
                break
            if sent is None:
                exists = False
                break
            await self._conversations.set_message(reply.answer_id, sent.id)
            shown.append((request, reply, sent))
        for each in shown:
            await self.word(*each)
        if error is not None:
            raise error
        return exists

    async def answer_again(self, request: Request, shown: discord.Message) -> Reply | None:
        """Change a shown answer into the answer to the edited question, which is admitted, then record it.

        Returns what is recorded, for `word`. None if there is no answer, because Munshi was not asked and is
        not sure. Raises what `QuestionService.ask` raises.
        """
        answer = self._questions.answer_unasked if request.unasked else self._questions.ask_again
        reply = await answer(request)
        if reply is None:
            return None
        if not await delivery.change(shown, reply.message):
            # The old answer stays shown and recorded, so that its buttons still fit.
            return dataclasses.replace(reply, unworded=None)
        recorded = await self._questions.record_edit(request, reply)
        if recorded.message != reply.message:
            await delivery.change(shown, recorded.message)
        return recorded

    async def explain(self, message: discord.Message, error: Exception) -> None:
        """Tell by a reply what went wrong, unless the author has just got several such replies.

        Everybody can read these replies, and Discord limits how many messages Munshi may send in a channel.
        """
        key = message.channel.id, message.author.id
        try:
            self._notices.check(key)
        except TooSoon:
            delivery.explanation(error)  # to log the error
            return
        if not (isinstance(error, TooSoon) and error.repeated):
            self._notices.start(key)
            await delivery.explain_by_reply(message, error)

    async def word(self, request: Request, reply: Reply, sent: discord.Message) -> None:
        """Change a shown answer into the words of a language model, or add that the model failed."""
        message = await self._questions.word(request, reply)
        if message is None:
            return
        changed = False
        try:
            changed = await delivery.change(sent, message)
        finally:  # the shown answer must be the recorded one, since its buttons act on that
            if not changed:
                await self._questions.keep_unworded(reply)

    def is_question(self, message: discord.Message, me: discord.ClientUser) -> bool:
        """Whether a message is a question for `me`.

        It is if it mentions us, replies to us, or is a direct message or in a thread of ours. In a thread,
        messages between people are not questions. In servers that are not allowed no message is, since
        everybody would read the refusal.
        """
        location = location_in(message.guild, message.channel)
        if not self._access.is_allowed(location):
            return False
        if location.direct or me in message.mentions or _own_role(message) in message.role_mentions:
            return True
        if not message.content:
            return False  # without the intent, Discord withholds the text of a reply that does not mention us
        if _replies_to(message, me):
            return True
        if not self._message_content or not self._conversations.is_thread(location.channel):
            return False
        text = clean(as_seen(message.content))
        return not _is_to_somebody(message) and not is_chatter(text, spoken().phrases)


def _is_to_somebody(message: discord.Message) -> bool:
    """Whether a message, which is not to us, is a reply or mentions a member, a role or everybody."""
    called = message.mentions or message.role_mentions or message.mention_everyone
    return bool(called) or message.reference is not None


def _replies_to(message: discord.Message, me: discord.ClientUser) -> bool:
    """Whether a message replies to one of ours."""
    reference = message.reference
    if reference is None or not isinstance(reference.resolved, discord.Message):
        return False
    return reference.resolved.author == me


def _question_of(message: discord.Message, me: discord.ClientUser) -> tuple[str, discord.Message]:
    """Return the question of a message, and the message that contains its words.

    If a reply says no more than our mention, the message that it replies to is the question. Raises
    MemberError if that cannot be read: without the Message Content intent, Discord withholds the text of
    messages that do not mention us.
    """
    own, reference = text_of(message), message.reference
    if reference is None or message.message_snapshots or not is_pointing(clean(own), spoken().phrases):
        return own, message  # a forwarded message (snapshot) refers to no other message
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
    """Whether somebody with these permissions can open a thread and write into it."""
    return permissions.create_public_threads and permissions.send_messages_in_threads
