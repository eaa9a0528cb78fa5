"""A Message as Discord's components. Views are sent and let go: `presses` answers their buttons for ever."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import discord

from bot.discord.actions import Action, Kind
from bot.discord.limits import CHOICES
from bot.discord.messages import Button, Message, Style

_STYLES = {Style.PRIMARY: discord.ButtonStyle.primary, Style.SECONDARY: discord.ButtonStyle.secondary}

_View = TypeVar("_View", discord.ui.View, discord.ui.LayoutView, discord.ui.Modal)

QUESTION_INPUT = "question"


def layout(message: Message) -> discord.ui.LayoutView:
    """A Message in a container, with its colour at the side."""
    container = discord.ui.Container(accent_colour=message.colour)
    for block in message.blocks:
        container.add_item(discord.ui.TextDisplay(block))
    for row in message.rows:
        container.add_item(discord.ui.ActionRow(*map(_button, row)))
    return _let_go(discord.ui.LayoutView(timeout=None).add_item(container))


def plain_view(message: Message) -> discord.ui.View | None:
    """The buttons of a Message under plain text; None where it has none."""
    view = discord.ui.View(timeout=None)
    for index, row in enumerate(message.rows):
        for button in row:
            view.add_item(_button(button, row=index))
    return _let_go(view) if message.rows else None


def channel_chooser(text: str, chosen: Sequence[int]) -> discord.ui.LayoutView:
    """A text with a menu of the server's channels under it."""
    menu: discord.ui.ChannelSelect = discord.ui.ChannelSelect(
        custom_id=Action(Kind.CHANNELS).custom_id,
        channel_types=[discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.forum],
        placeholder="Everywhere",
        min_values=0,
        max_values=CHOICES,
        default_values=[
            discord.SelectDefaultValue(id=channel, type=discord.SelectDefaultValueType.channel)
            for channel in chosen[:CHOICES]
        ],
    )
    container = discord.ui.Container(discord.ui.TextDisplay(text), discord.ui.ActionRow(menu))
    return _let_go(discord.ui.LayoutView(timeout=None).add_item(container))


def question_modal(action: Action) -> discord.ui.Modal:
    """A form with one field for a question; `action` comes back with it."""
    field: discord.ui.TextInput = discord.ui.TextInput(
        custom_id=QUESTION_INPUT, style=discord.TextStyle.short, max_length=1000, required=True
    )
    modal = discord.ui.Modal(title="Ask more", custom_id=action.custom_id, timeout=None)
    modal.add_item(discord.ui.Label(text="Your question", component=field))
    return _let_go(modal)


def _button(button: Button, row: int | None = None) -> discord.ui.Button:
    return discord.ui.Button(
        label=button.label,
        custom_id=button.action.custom_id,
        style=_STYLES[button.style],
        disabled=button.disabled,
        row=row,
    )


def _let_go(view: _View) -> _View:
    """Have discord.py keep no hold of the view once sent, so that memory stays flat for a year."""
    view.stop()
    return view
