"""Questions without a right answer → a Message: the most frequent ones, with the closest document."""

from __future__ import annotations

from collections.abc import Sequence

from bot.discord.limits import LAYOUT_CHARACTERS
from bot.discord.management.unanswered import Gap
from bot.discord.markdown import inline
from bot.discord.messages.message import AMBER, GREEN, Message, fitting
from bot.discord.sentences import say

_SHOWN = 10
_QUESTION_CHARACTERS = 150
_NAME_CHARACTERS = 80
_SPARE = 200  # characters of the layout reserved for the other lines


def unanswered_message(gaps: Sequence[Gap], days: int) -> Message:
    """Return the message on `gaps`: the questions of the last `days` without an answer, or a wrong one."""
    if not gaps:
        return Message((say("nothing_unanswered", count=days),), GREEN)
    head = say(
        "unanswered_head", questions=say("questions", count=sum(gap.asked for gap in gaps)), count=days
    )
    blocks = fitting([_block(gap) for gap in gaps[:_SHOWN]], LAYOUT_CHARACTERS - _SPARE - len(head))
    more = len(gaps) - len(blocks)
    return Message((head, *blocks, *([f"-# {say('and_more', count=more)}"] if more else [])), AMBER)


def _block(gap: Gap) -> str:
    facts = [say("asked_times", count=gap.asked, people=say("people", count=gap.people))]
    if gap.voted_wrong:
        facts.append(say("voted_wrong_by", people=say("people", count=gap.voted_wrong)))
    if gap.closest_document:
        facts.append(say("closest", document=inline(gap.closest_document, _NAME_CHARACTERS)))
    lines = [f"**{inline(gap.question, _QUESTION_CHARACTERS)}**", f"-# {' · '.join(facts)}"]
    if gap.voted_wrong and gap.answer:
        lines.append(f"-# {say('answered_with', answer=inline(gap.answer, _QUESTION_CHARACTERS))}")
    if other := gap.also_asked.partition("\n")[0]:
        lines.append(f"-# {say('also_asked', question=inline(other, _QUESTION_CHARACTERS))}")
    return "\n".join(lines)
