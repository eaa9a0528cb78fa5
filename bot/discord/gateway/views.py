"""A Message → Discord's components. discord.py keeps no view: `components` handles all buttons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias, TypeVar

import discord

from bot.discord.limits import CHOICES
from bot.discord.messages.message import Button, Message, Style
from bot.discord.questions.actions import Action, Kind
from bot.discord.sentences import answering_in, say

_STYLES = {Style.PRIMARY: discord.ButtonStyle.primary, Style.SECONDARY: discord.ButtonStyle.secondary}

_View = TypeVar("_View", discord.ui.View, discord.ui.LayoutView, discord.ui.Modal)
_Button: TypeAlias = discord.ui.Button[Any]

QUESTION_INPUT = "question"  #: custom_id of the form's field

_FORM_CHARACTERS = 1000
_MENUS = 10  # the most menus of channels in one message
_CHANNEL_TYPES = [  # channels in which, or in whose threads, people can ask
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.forum,
    discord.ChannelType.media,
    discord.ChannelType.voice,
    discord.ChannelType.stage_voice,
]


def layout(message: Message) -> discord.ui.LayoutView:
    """Return the components of a Message: a container with its colour at the side."""
    container: discord.ui.Container[Any] = discord.ui.Container(accent_colour=message.colour)
    for block in message.blocks:
        container.add_item(discord.ui.TextDisplay(block))
    for row in message.rows:
        container.add_item(discord.ui.ActionRow(*map(_button, row)))
    return _stopped(discord.ui.LayoutView(timeout=None).add_item(container))


def plain_view(message: Message) -> discord.ui.View | None:
    """Return the buttons of a Message, to be sent with plain text; None if it has no buttons."""
    view = discord.ui.View(timeout=None)
    for index, row in enumerate(message.rows):
        for button in row:
            view.add_item(_button(button, row=index))
    return _stopped(view) if message.rows else None


def channel_chooser(chosen: Sequence[int], *, nowhere: bool = False) -> discord.ui.LayoutView:
    """Return the sentence on where Munshi may answer, with menus to choose channels of the server.

    If `chosen` is empty, Munshi answers everywhere; with `nowhere`, it answers nowhere, since all chosen
    channels are deleted. A menu has 25 of the chosen channels. The last menu has room for another one, up to
    ten menus.
    """
    text: discord.ui.TextDisplay[Any] = discord.ui.TextDisplay(
        say("chosen_are_deleted") if nowhere else answering_in(chosen)
    )
    container: discord.ui.Container[Any] = discord.ui.Container(text)
    for number in range(min(len(chosen) // CHOICES + 1, _MENUS)):
        shown = chosen[number * CHOICES : (number + 1) * CHOICES]
        container.add_item(discord.ui.ActionRow(_channel_menu(number, shown, nowhere=nowhere)))
    return _stopped(discord.ui.LayoutView(timeout=None).add_item(container))


def _channel_menu(number: int, chosen: Sequence[int], *, nowhere: bool) -> discord.ui.ChannelSelect[Any]:
    return discord.ui.ChannelSelect(
        custom_id=Action(Kind.CHANNELS, index=number).custom_id,
        channel_types=_CHANNEL_TYPES,
        placeholder=say("labels.more_channels" if number or nowhere else "labels.everywhere"),
        min_values=0,
        max_values=CHOICES,
        default_values=[
            discord.SelectDefaultValue(id=channel, type=discord.SelectDefaultValueType.channel)
            for channel in chosen
        ],
    )


def question_modal(action: Action) -> discord.ui.Modal:
    """Return a form with one field for a question. Its custom_id contains `action`."""
    field: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id=QUESTION_INPUT,
        style=discord.TextStyle.short,
        max_length=_FORM_CHARACTERS,
        required=True,
    )
    modal = discord.ui.Modal(title=say("labels.ask_more"), custom_id=action.custom_id, timeout=None)
    modal.add_item(discord.ui.Label(text=say("labels.your_question"), component=field))
    return _stopped(modal)


def _button(button: Button, row: int | None = None) -> _Button:
    return discord.ui.Button(
        label=button.label,
        custom_id=button.action.custom_id,
        style=_STYLES[button.style],
        disabled=button.disabled,
        row=row,
    )


def _stopped(view: _View) -> _View:
    """Stop a view and return it. discord.py does not keep a stopped view in memory after sending it."""
    view.stop()
    return view
