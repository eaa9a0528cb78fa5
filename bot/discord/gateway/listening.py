"""Messages in listened channels: they are answered if Munshi is sure, and silently ignored otherwise."""

from __future__ import annotations

import logging
import sqlite3

import discord

from bot.discord.choices.listening import question_of_post
from bot.discord.gateway import delivery
from bot.discord.gateway.permissions import lacking, needed_to_reply
from bot.discord.gateway.questions import (
    can_open_thread,
    channel_of,
    is_written_by_a_person,
    location_in,
    press_of,
)
from bot.discord.gateway.reading import as_seen, text_of
from bot.discord.gateway.tasks import AnsweringTasks
from bot.discord.markdown import clean
from bot.discord.messages.message import Message, notice
from bot.discord.questions.requests import Request
from bot.discord.sentences import say, spoken
from bot.discord.service import Service
from bot.discord.state.records import AnswerRecord
from bot.small_talk import is_small_talk
from index.documents.blocks.questions import ends_with_question_mark
from index.errors import UserError

_log = logging.getLogger(__name__)

_MOST_TAGS = 5  # Discord's limit for a post


class Listener:
    """Reads messages in listened channels, and answers by itself."""

    def __init__(self, service: Service, tasks: AnsweringTasks) -> None:
        self._service = service
        self._tasks = tasks

    async def hear(self, message: discord.Message) -> None:
        """Answer a message that asks something, if Munshi listens to its channel and is sure of the answer.

        Errors are only logged.
        """
        server = message.guild
        if server is None or not self._service.listening.listens_in(server.id):
            return
        if not is_written_by_a_person(message):
            return
        async with self._tasks.in_turn(message.id):
            try:
                await self._answer(message)
            except (UserError, discord.HTTPException) as error:
                _log.info("nothing was said in the listened channel %d: %s", message.channel.id, error)
            except sqlite3.Error as error:
                _log.warning("nothing was said in the listened channel %d: %s", message.channel.id, error)
            except Exception:  # nobody waits for an answer: log any error
                _log.exception("in the listened channel %d", message.channel.id)

    async def _answer(self, message: discord.Message) -> None:
        service, request = self._service, await self.request(message)
        if request is None:
            return
        service.questions.admit(request)
        if not await service.listening.is_new(message.id, request.location):
            return
        reply = await service.questions.answer_unasked(request)
        if reply is None:
            return
        sent = await delivery.reply(message, reply.message)
        if sent is None:
            await service.conversations.withdraw([message.id])
        else:
            await service.conversations.set_message(reply.answer_id, sent.id)

    async def request(self, message: discord.Message) -> Request | None:
        """Return the request of a message; None if it asks nothing, or Munshi may not answer it.

        Munshi answers only in listened channels in which it may write. Raises discord.HTTPException.
        """
        if message.guild is None or not self._service.listening.listens_in(message.guild.id):
            return None
        channel = await channel_of(message)
        location = location_in(message.guild, channel)
        question = _question_of(message, channel)
        if not question or not self._service.listening.listens(location):
            return None
        if names := lacking(channel.permissions_for(message.guild.me), needed_to_reply(channel)):
            _log.info("Munshi may not write in the listened channel %d: %s", channel.id, ", ".join(names))
            return None
        return Request(
            question=question,
            location=location,
            person=message.author.id,
            question_message=message.id,
            question_visible=True,
            can_open_thread=can_open_thread(message),
            unasked=True,
        )


def _question_of(message: discord.Message, channel: discord.abc.MessageableChannel) -> str:
    """Return the question of a message in a channel; "" if it asks nothing, or asks somebody else.

    In a forum, only the first message of a post is a question; in other channels, messages that end in a
    question mark and are not small talk. Replies, messages that mention somebody, and messages in threads are
    between people.
    """
    if message.reference or message.mentions or message.role_mentions or message.mention_everyone:
        return ""
    text = text_of(message)
    if isinstance(channel, discord.Thread):
        is_post = isinstance(channel.parent, discord.ForumChannel) and message.id == channel.id
        return question_of_post(as_seen(channel.name), text) if is_post else ""
    return text if ends_with_question_mark(text) and not is_small_talk(clean(text), spoken().phrases) else ""


# ---------------------------------------------------------------- verdicts


async def solved(interaction: discord.Interaction, service: Service, answer_id: int) -> Message:
    """Vote that an answer solved the problem. For the asker or a moderator, also tag the post as solved.

    Raises AnswerForgotten, and discord.HTTPException if the tag cannot be set.
    """
    press = press_of(interaction)
    record = await service.conversations.answer_record(answer_id, press)
    await service.conversations.vote(answer_id, press, True)
    tag = service.listening.solved_tag(press.location)
    if tag is not None and _may_decide(interaction, record) and await _mark(interaction.channel, tag):
        return notice(say("solved_and_marked"))
    return notice(say("solved"))


async def unwanted(interaction: discord.Interaction, service: Service, answer_id: int) -> Message:
    """Vote that an answer does not answer what was asked. For the asker or a moderator, also delete it.

    Raises AnswerForgotten, and discord.HTTPException if the message cannot be deleted.
    """
    press = press_of(interaction)
    record = await service.conversations.answer_record(answer_id, press)
    await service.conversations.vote(answer_id, press, False)
    if interaction.message is None or not _may_decide(interaction, record):
        return notice(say("unwanted"))
    await interaction.message.delete()
    return notice(say("taken_back"))


def _may_decide(interaction: discord.Interaction, record: AnswerRecord) -> bool:
    """Whether the person is the asker or a moderator."""
    granted = interaction.permissions
    return interaction.user.id == record.person or granted.manage_messages or granted.manage_threads


async def _mark(post: object, tag: int) -> bool:
    """Give a post a tag of its forum. Returns False if it is no post, is full, or there is no such tag."""
    if not (isinstance(post, discord.Thread) and isinstance(post.parent, discord.ForumChannel)):
        return False
    known = post.parent.get_tag(tag)
    if known is None or (len(post.applied_tags) >= _MOST_TAGS and known not in post.applied_tags):
        return False
    await post.add_tags(known)
    return True
