"""What happens when a button of ours is pressed or a form of ours is sent, also long after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.discord.actions import PREFIX, Action, Kind
from bot.discord.gateway import asking, delivery, views
from bot.discord.limits import THREAD_NAME
from bot.discord.markdown import clean, shorten
from bot.discord.messages import Button, Message, Style, sentence
from index.errors import UserError

if TYPE_CHECKING:
    from bot.discord.gateway.client import Munshi

_THREAD_EXISTS = 160004

OUTDATED = "That button is of an older Munshi. Ask again."


class Press(discord.ui.DynamicItem[discord.ui.Item], template=rf"{PREFIX}:.*"):
    """Any button or menu of ours, known by what its custom_id says."""

    @classmethod
    async def from_custom_id(cls, interaction: discord.Interaction, item: Any, match: object, /) -> Press:
        return cls(item)

    async def callback(self, interaction: discord.Interaction[Munshi]) -> None:
        try:
            await _pressed(interaction, Action.parse(self.custom_id))
        except Exception as error:
            await delivery.explain(interaction, error)


async def _pressed(interaction: discord.Interaction[Munshi], action: Action | None) -> None:
    service, place = interaction.client.service, asking.place_of(interaction)
    match action:
        case Action(Kind.PASSAGE, answer, number):
            await delivery.defer(interaction, private=True)
            await delivery.follow_up(interaction, await service.passage(answer, number, place), private=True)
        case Action(Kind.RIGHT | Kind.WRONG as verdict, answer):
            noted = await service.vote(answer, interaction.user.id, verdict is Kind.RIGHT, place)
            await delivery.respond(interaction, noted, private=True)
        case Action(Kind.THREAD, answer):
            await delivery.defer(interaction, private=True)
            await delivery.follow_up(interaction, await _open_thread(interaction, answer), private=True)
        case Action(Kind.MORE):
            await interaction.response.send_modal(views.question_modal(action))
        case Action(Kind.DOCUMENTS, _, page):
            message = await service.documents(place, page)
            await interaction.response.edit_message(view=views.layout(message))
        case Action(Kind.CHANNELS):
            await _choose_channels(interaction)
        case _:
            raise UserError(OUTDATED)


async def _open_thread(interaction: discord.Interaction[Munshi], number: int) -> Message:
    """Open a thread from an answer, or find the one that is open already."""
    service, place = interaction.client.service, asking.place_of(interaction)
    remembered = await service.remembered(number, place)
    message = interaction.message
    assert message is not None  # a button always stands under one
    name = shorten(clean(remembered.question), THREAD_NAME) or "Munshi"
    try:
        thread = await message.create_thread(name=name[:THREAD_NAME])
    except discord.Forbidden:
        raise UserError("I may not open threads here: I lack the permission Create Public Threads.") from None
    except discord.HTTPException as error:
        if error.code != _THREAD_EXISTS:
            raise
        if message.id not in service.threads:  # somebody else opened it; it has the message's id
            await service.open_thread(number, place, message.id)
        return sentence(f"It goes on in <#{message.id}>.")
    await service.open_thread(number, place, thread.id)
    await thread.send(view=views.layout(_welcome(number, service.settings.message_content)))
    return sentence(f"It goes on in <#{thread.id}>.")


def _welcome(number: int, plain_messages: bool) -> Message:
    ways = "write here" if plain_messages else "mention me, reply to me, use /ask"
    text = f"Ask on: {ways}, or press the button. I remember what was said here; /forget ends that."
    return Message((text,), rows=((Button("Ask more", Action(Kind.MORE, number), Style.PRIMARY),),))


async def _choose_channels(interaction: discord.Interaction[Munshi]) -> None:
    if interaction.guild_id is None or not interaction.permissions.manage_guild:
        raise UserError("That needs the permission to manage the server.")
    values = (interaction.data or {}).get("values", [])
    chosen = [int(value) for value in values]  # type: ignore[union-attr]
    await interaction.client.service.choose_channels(interaction.guild_id, chosen)
    await interaction.response.edit_message(view=views.channel_chooser(channels_text(chosen), chosen))


def channels_text(chosen: list[int]) -> str:
    """Where Munshi answers, in words."""
    if not chosen:
        return "I answer everywhere I can see. Choose channels to keep me to them:"
    return f"I answer in {', '.join(f'<#{channel}>' for channel in chosen)} only. Choose none for everywhere:"


async def form_sent(interaction: discord.Interaction[Munshi]) -> None:
    """A form of ours was sent: the question in it is asked."""
    data: Any = interaction.data or {}
    if not str(data.get("custom_id", "")).startswith(f"{PREFIX}:"):
        return
    try:
        above = interaction.message
        await asking.answer(
            interaction,
            _question_in(data.get("components", [])),
            private=above is not None and above.flags.ephemeral,  # what follows a private answer is private
            follows=above.id if above is not None else None,
        )
    except Exception as error:
        await delivery.explain(interaction, error)


def _question_in(components: list[dict[str, Any]]) -> str:
    """The text of the form's one field, wherever Discord nests it."""
    for component in components:
        if component.get("custom_id") == views.QUESTION_INPUT:
            return str(component.get("value", ""))
        inner = component.get("components") or filter(None, [component.get("component")])
        if found := _question_in(list(inner)):
            return found
    return ""
