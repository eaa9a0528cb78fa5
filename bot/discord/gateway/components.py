"""Handle the buttons, menus and forms of Munshi's messages, also of those sent before a restart."""

from __future__ import annotations

from typing import Any

import discord

from bot.discord.errors import MemberError
from bot.discord.gateway import delivery, listening, views
from bot.discord.gateway.humans import call_human
from bot.discord.gateway.membership import Membership
from bot.discord.gateway.permissions import require
from bot.discord.gateway.questions import QuestionHandler, location_of, press_of
from bot.discord.gateway.reading import without_mentions
from bot.discord.limits import CHOICES, THREAD_NAME
from bot.discord.markdown import clean, shorten
from bot.discord.messages.message import Button, Message, Style, notice
from bot.discord.questions.actions import PREFIX, Action, Kind
from bot.discord.questions.cooldown import Cooldown
from bot.discord.sentences import mention, pressed_too_often, say
from bot.discord.service import Service

_PRESSES, _PRESS_SECONDS = 15, 30.0  # the most presses of a person in a server within that time
_THREAD_EXISTS = 160004  # Discord's code of the error


class ComponentHandler:
    """Answers interactions by their custom_id."""

    def __init__(
        self, service: Service, questions: QuestionHandler, membership: Membership, *, message_content: bool
    ) -> None:
        """With `message_content`, every message in a thread on an answer is a question."""
        self._service = service
        self._questions = questions
        self._membership = membership
        self._message_content = message_content
        self._presses = Cooldown(_PRESS_SECONDS, times=_PRESSES, sentence=pressed_too_often)

    async def handle(self, interaction: discord.Interaction) -> None:
        """Handle an interaction with a button, menu or form of Munshi. Others are ignored."""
        data: Any = interaction.data or {}
        custom_id = str(data.get("custom_id", ""))
        if not custom_id.startswith(f"{PREFIX}:"):
            return
        try:
            await self._membership.check(interaction.client, location_of(interaction), interaction.user.id)
            if interaction.type is discord.InteractionType.component:
                await self._press(interaction, Action.parse(custom_id), data.get("values", []))
            elif interaction.type is discord.InteractionType.modal_submit:
                await self._submit(interaction, data.get("components", []))
        except Exception as error:
            await delivery.explain(interaction, error)

    async def _press(
        self, interaction: discord.Interaction, action: Action | None, values: list[str]
    ) -> None:
        service, location = self._service, location_of(interaction)
        service.access.check_server(location)
        self._presses.check((location.server, interaction.user.id))
        self._presses.start((location.server, interaction.user.id))
        match action:
            case Action(Kind.MORE):
                await interaction.response.send_modal(views.question_modal(action))
            case Action(Kind.DOCUMENTS, _, page):
                await interaction.response.defer()
                await delivery.update(interaction, await service.documents.page(location, page))
            case Action(Kind.CHANNELS, _, menu):
                await self._choose_channels(interaction, menu, [int(value) for value in values])
            case Action():
                await delivery.defer(interaction, private=True)  # the state file may be locked for a while
                reply = await self._act(interaction, action)
                await delivery.follow_up(interaction, reply, private=True)
            case None:
                raise MemberError(say("button_outdated"))

    async def _act(self, interaction: discord.Interaction, action: Action) -> Message:
        """Do what a button under an answer says, and return the private reply to the person."""
        service, press, answer_id = self._service, press_of(interaction), action.answer_id
        match action.kind:
            case Kind.PASSAGE:
                return await service.documents.passage(answer_id, action.index, press)
            case Kind.RIGHT | Kind.WRONG as vote:
                return await service.conversations.vote(answer_id, press, vote is Kind.RIGHT)
            case Kind.THREAD:
                return await self._open_thread(interaction, answer_id)
            case Kind.SOLVED:
                return await listening.solved(interaction, service, answer_id)
            case Kind.UNWANTED:
                return await listening.unwanted(interaction, service, answer_id)
            case Kind.HUMAN | Kind.PRIVATE_HUMAN:
                return await call_human(interaction, service, answer_id)
        raise MemberError(say("button_outdated"))

    async def _open_thread(self, interaction: discord.Interaction, answer_id: int) -> Message:
        """Open a thread on an answer, or find the one that is already open."""
        conversations, press = self._service.conversations, press_of(interaction)
        name = shorten(clean(await conversations.thread_name(answer_id, press)), THREAD_NAME) or "Munshi"
        if not interaction.permissions.create_public_threads:
            raise MemberError(say("you_may_not_open_threads"))
        # Check this first, so that no thread is opened that Munshi cannot write into.
        require(interaction.app_permissions, ("create_public_threads", "send_messages_in_threads"))
        message = interaction.message
        assert message is not None  # a button is always under a message
        try:
            thread = await message.create_thread(name=name[:THREAD_NAME])
        except discord.HTTPException as error:
            if error.code != _THREAD_EXISTS:
                raise
            # Somebody has opened it already, with this button or with Discord's menu. Its id is the
            # message's.
            owner = await _owner_of_thread(interaction, message.id)
            await conversations.open_thread(answer_id, press, message.id, owner)
            return notice(say("thread_opened", thread=mention(message.id)))
        await conversations.open_thread(answer_id, press, thread.id, press.person)
        await delivery.post(thread, self._welcome(answer_id))
        return notice(say("thread_opened", thread=mention(thread.id)))

    def _welcome(self, answer_id: int) -> Message:
        text = say("welcome_to_thread_of_questions" if self._message_content else "welcome_to_thread")
        button = Button(say("labels.ask_more"), Action(Kind.MORE, answer_id), Style.PRIMARY)
        return Message((text,), rows=((button,),))

    async def _choose_channels(self, interaction: discord.Interaction, menu: int, values: list[int]) -> None:
        """Replace the channels that one of the menus shows by the channels chosen in it."""
        if interaction.guild_id is None or not interaction.permissions.manage_guild:
            raise MemberError(say("managers_only"))
        await interaction.response.defer()
        access = self._service.access
        before = sorted(access.channels(interaction.guild_id))
        others = before[: menu * CHOICES] + before[(menu + 1) * CHOICES :]
        chosen = sorted({*others, *values})
        await access.choose(interaction.guild_id, chosen)
        await interaction.edit_original_response(view=views.channel_chooser(chosen))

    async def _submit(self, interaction: discord.Interaction, components: list[dict[str, Any]]) -> None:
        """Ask the question in a form. A question under a private answer is private."""
        above = interaction.message
        await self._questions.answer_interaction(
            interaction,
            without_mentions(_question_in(components)),
            private=above is not None and above.flags.ephemeral,
            replied_to=above.id if above is not None else None,
        )


async def _owner_of_thread(interaction: discord.Interaction, thread: int) -> int | None:
    """Return who opened a thread with Discord's menu.

    None if Munshi opened it, after somebody pressed the button. Raises discord.HTTPException.
    """
    channel = interaction.client.get_channel(thread) or await interaction.client.fetch_channel(thread)
    owner = channel.owner_id if isinstance(channel, discord.Thread) else None
    return None if owner == interaction.application_id else owner


def _question_in(components: list[dict[str, Any]]) -> str:
    """Return the text of the only field of the form, however deeply Discord nests it."""
    for component in components:
        if component.get("custom_id") == views.QUESTION_INPUT:
            return str(component.get("value", ""))
        inner = component.get("components") or filter(None, [component.get("component")])
        if found := _question_in(list(inner)):
            return found
    return ""
