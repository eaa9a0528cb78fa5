"""A message as plain values, without discord.py: blocks of Markdown, a colour, and rows of buttons.

The gateway turns a Message into components, or into `plain` text if Discord refuses them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.discord.limits import MESSAGE_CHARACTERS, length
from bot.discord.questions.actions import Action

GREEN, AMBER, GREY, RED = 0x2E9E5B, 0xD9A227, 0x80848E, 0xC9423F


class Style(StrEnum):
    """How prominent a button is."""

    PRIMARY = "primary"
    SECONDARY = "secondary"


@dataclass(frozen=True, slots=True)
class Button:
    """A button and what pressing it does."""

    label: str
    action: Action
    style: Style = Style.SECONDARY
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """Blocks of Markdown from top to bottom, with rows of buttons under them."""

    blocks: tuple[str, ...]
    colour: int = GREY
    rows: tuple[tuple[Button, ...], ...] = ()

    @property
    def plain(self) -> str:
        """The text without components: as many whole blocks as fit into a plain message."""
        return "\n".join(fitting(self.blocks, MESSAGE_CHARACTERS))


def fitting(blocks: Sequence[str], characters: int) -> list[str]:
    """Return the first blocks that fit into `characters`, including a line break between blocks."""
    kept: list[str] = []
    for block in blocks:
        characters -= length(block) + 1
        if characters < -1:
            break
        kept.append(block)
    return kept


def notice(sentence: str) -> Message:
    """Return a Message of one of our own sentences, as it is."""
    return Message((sentence,))


def failure(sentence: str) -> Message:
    """Return a Message of one of our own sentences that says why something was not done."""
    return Message((sentence,), RED)
