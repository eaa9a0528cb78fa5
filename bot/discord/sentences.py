"""The sentences that members of a server read: by their key in the catalogue, or chosen by a value.

They are in the language set by `speaking`. None names a path, a command line or a setting. They are Discord
Markdown and are sent as they are: text of documents or people is escaped before it is inserted
(`bot.discord.messages`).
"""

from __future__ import annotations

import contextlib
import functools
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from contextvars import ContextVar

from bot.discord.catalogue import ENGLISH, Catalogue
from bot.discord.errors import DocumentsHang
from bot.discord.state.records import Helpers
from bot.durations import in_largest_unit
from index.errors import (
    DocumentsUnavailable,
    IndexBusy,
    IndexMissing,
    IndexReadOnly,
    IndexUnwritable,
    NothingToIndex,
    OtherDocuments,
    QuestionEmpty,
    UserError,
)
from index.types import TRAIL_SEPARATOR, Citation

_CHANNELS_NAMED = 25  # the most channels named in a sentence
_QUESTION_FAILED: dict[type[UserError], str] = {QuestionEmpty: "no_question", IndexMissing: "nothing_read"}
_REINDEXING_FAILED: dict[type[UserError], str] = {
    IndexBusy: "indexed_elsewhere",
    DocumentsUnavailable: "documents_unavailable",
    NothingToIndex: "nothing_to_index",
    IndexUnwritable: "index_unwritable",
    OtherDocuments: "other_documents",
    IndexReadOnly: "index_read_only",
}

_spoken: ContextVar[Catalogue] = ContextVar("spoken", default=ENGLISH)


@contextlib.contextmanager
def speaking(catalogue: Catalogue) -> Iterator[None]:
    """Use the sentences of `catalogue` inside the `with` block, and in tasks that are started there."""
    token = _spoken.set(catalogue)
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken() -> Catalogue:
    """Return the catalogue that `speaking` set; the English one by default."""
    return _spoken.get()


def say(key: str, /, **values: str | int | float) -> str:
    """Return the sentence of a key with `values` inserted. Raises KeyError."""
    return spoken().say(key, **values)


def in_english(key: str) -> str:
    """Return the English sentence of a key, for commands: `gateway.translator` translates it for Discord."""
    return ENGLISH.say(key)


def mention(channel: int) -> str:
    """Return the Markdown that Discord shows as the name of a channel."""
    return f"<#{channel}>"


# ------------------------------------------------------------- questions


def lacks_permissions(permissions: Iterable[str]) -> str:
    """Say that Munshi lacks `permissions`, which are named as in discord.py."""
    return say("lacking", permissions=", ".join(say(f"permission_{name}") for name in permissions))


def too_soon(seconds: float, left: float, *, in_channel: bool = False) -> str:
    """Say that a cooldown of `seconds` goes on for `left` seconds."""
    key = "too_soon_in_channel" if in_channel else "too_soon"
    waiting = max(1, math.ceil(left))
    return say(key, time=say("seconds", count=seconds), left=say("seconds", count=waiting))


def pressed_too_often(seconds: float, left: float) -> str:
    """Say that somebody pressed too many buttons within `seconds`; they work again after `left` seconds."""
    return say("pressed_too_often", left=say("seconds", count=max(1, math.ceil(left))))


def typed_too_often(seconds: float, left: float) -> str:
    """Say that somebody typed too many commands within `seconds`; they work again after `left` seconds."""
    return say("typed_too_often", left=say("seconds", count=max(1, math.ceil(left))))


def called_too_often(seconds: float, left: float, *, times: int) -> str:
    """Say that somebody called humans `times` times within `seconds`, and may again after `left` seconds."""
    minutes = round(seconds / 60)
    return say("humans_called_often", times=times, minutes=minutes, count=math.ceil(left / 60))


def answers_elsewhere(channels: Iterable[int]) -> str:
    """Say in which channels Munshi may answer, by their ids. At most three are named."""
    named = f" {say('or')} ".join(map(mention, sorted(channels)[:3]))
    return say("answers_elsewhere", channels=named)


def question_failed(error: UserError) -> str:
    """Return the sentence for the asker instead of an engine error, which may name paths of the machine."""
    return _for_class(error, _QUESTION_FAILED, "cannot_answer")


def reindexing_failed(error: UserError) -> str:
    """Return the sentence for a manager instead of a build error, which may name paths of the machine."""
    return _for_class(error, _REINDEXING_FAILED, "cannot_reindex")


def _for_class(error: UserError, known: dict[type[UserError], str], otherwise: str) -> str:
    return say(next((known[kind] for kind in type(error).__mro__ if kind in known), otherwise))


# --------------------------------------------------------------- answers


def confidence(probability: float) -> str:
    """Return a confidence in words. "Quite sure" means a probability of being right from 0.7 to below 0.9."""
    if probability >= 0.9:
        return say("very_sure")
    if probability >= 0.7:
        return say("quite_sure")
    return say("fairly_sure") if probability >= 0.5 else say("not_sure")


def location(citation: Citation, document: str) -> str:
    """Return where a quote is, with `document` as the name of its document: "rules.md, line 12, Strikes"."""
    unit, _, name = citation.page_name.partition(" ")
    if not unit and citation.page is not None:
        unit, name = "page", str(citation.page)
    page = say(unit, name=name) if unit in ("page", "slide", "sheet") else citation.page_name
    line = say(citation.line_name, number=str(citation.line)) if citation.line_name else ""
    changed = say("changed_on", day=citation.changed) if citation.changed else ""
    return ", ".join(filter(None, (document, changed, page, line, TRAIL_SEPARATOR.join(citation.trail))))


# ------------------------------------------------------------- documents


def documents_counted(documents: int, passages: int) -> str:
    """Say how many documents and passages there are."""
    return say(
        "documents_and_passages",
        documents=say("documents", count=documents),
        passages=say("passages", count=passages),
    )


def skipped_because(reason: str) -> str:
    """Say why a file is not read. The part of `reason` in brackets, which may name paths, is omitted."""
    return _in_own_words(reason.partition(" (")[0]) or say("reasons.unreadable")


def unread_parts(warning: str) -> list[str]:
    """Say which parts of a file were not read. `warning` is the engine's, without the name of the file."""
    parts = warning.rstrip(".").split(", and ")
    return list(filter(None, map(_in_own_words, parts)))


def _in_own_words(reason: str) -> str:
    """Return the catalogue's sentence for a reason in the engine's words; "" if it has none."""
    for key, pattern in _reason_patterns().items():
        if found := pattern.fullmatch(reason):
            return say(key, **found.groupdict())
    return ""


@functools.cache
def _reason_patterns() -> dict[str, re.Pattern[str]]:
    """Return a pattern by key for each reason, in the engine's words, with a group for each value in it.

    The engine's words are those of the English catalogue.
    """
    return {
        key: re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(text.other)))
        for key, text in ENGLISH.sentences.items()
        if key.startswith("reasons.")
    }


# -------------------------------------------------------------- managers


def answering_in(channels: Sequence[int]) -> str:
    """Say where Munshi may answer, above the menu that changes it; no channels: everywhere."""
    if not channels:
        return say("answers_everywhere")
    return say("answers_in", channels=_named(channels))


def listening_in(channels: Sequence[int]) -> str:
    """Say in which channels Munshi listens; no channels: nowhere."""
    if not channels:
        return say("listens_nowhere")
    return say("listens_in", channels=_named(channels))


def not_among_chosen(channels: Sequence[int]) -> str:
    """Say that Munshi does not answer in these channels, since managers chose others."""
    return say("not_among_chosen", channels=_named(channels))


def _named(channels: Sequence[int]) -> str:
    """Return the first channels by name, and how many more there are."""
    named = ", ".join(map(mention, channels[:_CHANNELS_NAMED]))
    more = len(channels) - _CHANNELS_NAMED
    return f"{named} {say('and_more', count=more)}" if more > 0 else named


def helpers_chosen(helpers: Helpers) -> str:
    """Say whom members may call if the documents don't say."""
    role = f"<@&{helpers.role}>" if helpers.role else ""
    if not helpers.channel:
        return say("humans_called", role=role) if role else say("nobody_called")
    channel = mention(helpers.channel)
    return say("humans_called_in", role=role, channel=channel) if role else say("humans_in", channel=channel)


def up_for(seconds: float) -> str:
    """Say how long Munshi has been running, in whole numbers of the largest unit."""
    return say("up", time=_duration("up", seconds))


def unread_for(seconds: float, error: Exception) -> str:
    """Say for how long the documents could not be read again, and why, without paths of the machine."""
    why = say("documents_hang" if isinstance(error, DocumentsHang) else "no_documents_to_watch")
    if not isinstance(error, DocumentsUnavailable):
        why = reindexing_failed(error) if isinstance(error, UserError) else say("cannot_reindex")
    return f"{say('unread', time=_duration('up', seconds))} {why}"


def ago(seconds: float) -> str:
    """Say how long ago something was, in whole numbers of the largest unit."""
    return _duration("ago", seconds)


def _duration(kind: str, seconds: float) -> str:
    count, unit = in_largest_unit(seconds)
    return say(f"{kind}_moment") if unit == "second" else say(f"{kind}_{unit}s", count=count)
