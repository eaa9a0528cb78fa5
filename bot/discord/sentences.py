"""What members of a server read: sentences of the catalogue by key, and those that are chosen by a value.

They are in the language that is spoken around the call (`speaking`). None names a path, a command line or a
setting. They are Discord Markdown of our own and are sent as they are: what comes from documents or people is
escaped where it is put in (`bot.discord.messages`).
"""

from __future__ import annotations

import contextlib
import functools
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from contextvars import ContextVar

from bot.discord.catalogue import ENGLISH, Catalogue
from bot.discord.state.records import Helpers
from index.documents.blocks.questions import asks
from index.errors import (
    DocumentsUnavailable,
    IndexBusy,
    IndexMissing,
    IndexUnwritable,
    NothingToIndex,
    QuestionEmpty,
    UserError,
)
from index.types import TRAIL_SEPARATOR, Citation

_CHANNELS_NAMED = 25  # of those chosen, in a sentence
_QUESTION_FAILED: dict[type[UserError], str] = {QuestionEmpty: "no_question", IndexMissing: "nothing_read"}
_REINDEXING_FAILED: dict[type[UserError], str] = {
    IndexBusy: "indexed_elsewhere",
    DocumentsUnavailable: "documents_unavailable",
    NothingToIndex: "nothing_to_index",
    IndexUnwritable: "index_unwritable",
}
_SIGNS = re.compile(r"[^\w\s'’]+")  # between the parts of a message
_ADDRESS = re.compile(r"https?://\S+")
_UNITS = (("days", 86400), ("hours", 3600), ("minutes", 60))  # in seconds, the largest first

_spoken: ContextVar[Catalogue] = ContextVar("spoken", default=ENGLISH)


@contextlib.contextmanager
def speaking(catalogue: Catalogue) -> Iterator[None]:
    """Within it, and in the tasks that are started within it, sentences are those of `catalogue`."""
    token = _spoken.set(catalogue)
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken() -> Catalogue:
    """The catalogue of the language that is spoken here."""
    return _spoken.get()


def say(key: str, /, **values: str | int | float) -> str:
    """The sentence of a key with `values` put in. Raises KeyError."""
    return spoken().say(key, **values)


def in_english(key: str) -> str:
    """The English words of a command, which `gateway.translator` translates for Discord."""
    return ENGLISH.say(key)


def mention(channel: int) -> str:
    """A channel's id → what Discord shows as its name."""
    return f"<#{channel}>"


# ------------------------------------------------------------- questions


def is_small_talk(text: str) -> bool:
    """Whether `text`, which is clean, asks nothing of the documents: a greeting, "ok cool", an emoji."""
    bare = _bare(text)
    has_words = any(map(str.isalnum, bare))
    return _is_made_of(bare, spoken().small_talk) if has_words else bool(text)


def _is_made_of(bare: str, phrases: frozenset[str]) -> bool:
    return _phrases(phrases).fullmatch(f"{bare} ") is not None


@functools.cache
def _phrases(phrases: frozenset[str]) -> re.Pattern[str]:
    """One of the phrases or more, whole words, each with a space after it."""
    return re.compile(rf"(?<!\S)(?>(?:{'|'.join(sorted(map(re.escape, phrases), key=len, reverse=True))}) )+")


def is_chatter(text: str) -> bool:
    """Whether `text`, which is clean, is more likely said to other people: "lol, the ferry again", "thanks".

    So is an address alone, or nothing. What ends in a question mark or has a word that asks is not, and
    neither is a call for help, or what is asked after a thanks: "thanks, ferry times".
    """
    text = _ADDRESS.sub(" ", text).strip()
    bare, catalogue = f"{_bare(text)} ", spoken()
    words = _phrases(catalogue.chatting).sub("", bare).split()
    if asks(text) or not catalogue.asking.isdisjoint(words) or _asks_after_thanks(text):
        return False
    is_chat = len(words) < len(bare.split()) and (not words or words[0] not in catalogue.asking_first)
    return not text or is_chat or is_small_talk(text)


def _asks_after_thanks(text: str) -> bool:
    """Whether a thanks, with a sign behind it, is followed by words that are no part of it.

    A single word is not enough: it is a name or a farewell ("thanks, Asha", "thanks, solved"), as is "<3".
    """
    catalogue = spoken()
    parts = list(filter(None, map(_bare, _SIGNS.split(text))))
    is_said = [_is_made_of(part, catalogue.small_talk | catalogue.chatting) for part in parts]
    first = is_said.index(False) if False in is_said else len(parts)
    words = [word for word in " ".join(parts[first:]).split() if any(map(str.isalpha, word))]
    thanks = any(_phrases(catalogue.thanking).search(f"{part} ") for part in parts[:first])
    return thanks and len(words) > 1 and catalogue.beside_thanks.isdisjoint(words)


def is_pointing(text: str) -> bool:
    """Whether `text`, which is clean, says no more than that the message it replies to is the question."""
    bare = _bare(text)
    return not bare or _is_made_of(bare, spoken().pointing)


def _bare(text: str) -> str:
    words = re.sub(r"[^\w\s^]", " ", text.casefold()).split()
    return " ".join(word for word in words if word != "munshi")


def lacks(permissions: Iterable[str]) -> str:
    """`permissions` as discord.py calls them."""
    return say("lacking", permissions=", ".join(say(f"permission_{name}") for name in permissions))


def too_soon(seconds: float, left: float, *, in_channel: bool = False) -> str:
    """A cooldown of `seconds` has `left` seconds to go."""
    key = "too_soon_in_channel" if in_channel else "too_soon"
    waiting = max(1, math.ceil(left))
    return say(key, time=say("seconds", count=seconds), left=say("seconds", count=waiting))


def pressed_too_often(seconds: float, left: float) -> str:
    """Somebody pressed more buttons than are answered in so many seconds; they work again in `left`."""
    return say("pressed_too_often", left=say("seconds", count=max(1, math.ceil(left))))


def typed_too_often(seconds: float, left: float) -> str:
    """Somebody typed more commands than are answered in so many seconds; they work again in `left`."""
    return say("typed_too_often", left=say("seconds", count=max(1, math.ceil(left))))


def called_too_often(seconds: float, left: float, *, times: int) -> str:
    """Somebody called humans so many `times` within `seconds`, and may again when so many are `left`."""
    minutes = round(seconds / 60)
    return say("humans_called_often", times=times, minutes=minutes, count=math.ceil(left / 60))


def answers_elsewhere(channels: Iterable[int]) -> str:
    """`channels` are the ids of those in which Munshi may answer; three are named at most."""
    named = f" {say('or')} ".join(map(mention, sorted(channels)[:3]))
    return say("answers_elsewhere", channels=named)


def question_failed(error: UserError) -> str:
    """What whoever asked reads in place of an error of the engine, which may name paths of the server."""
    return _for_class(error, _QUESTION_FAILED, "cannot_answer")


def reindexing_failed(error: UserError) -> str:
    """What a manager reads in place of an error of the build, which may name paths of the server."""
    return _for_class(error, _REINDEXING_FAILED, "cannot_reindex")


def _for_class(error: UserError, known: dict[type[UserError], str], otherwise: str) -> str:
    return say(next((known[kind] for kind in type(error).__mro__ if kind in known), otherwise))


# --------------------------------------------------------------- answers


def confidence(probability: float) -> str:
    """How sure an answer is, in words: of those called "Quite sure", at least seven in ten are right."""
    if probability >= 0.9:
        return say("very_sure")
    if probability >= 0.7:
        return say("quite_sure")
    return say("fairly_sure") if probability >= 0.5 else say("not_sure")


def location(citation: Citation, document: str) -> str:
    """Where a quote stands, in a document that is shown as `document`: "rules.md, line 12, Strikes"."""
    unit, _, name = citation.page_name.partition(" ")
    if not unit and citation.page is not None:
        unit, name = "page", str(citation.page)
    page = say(unit, name=name) if unit in ("page", "slide", "sheet") else citation.page_name
    line = say(citation.line_name, number=str(citation.line)) if citation.line_name else ""
    changed = say("changed_on", day=citation.changed) if citation.changed else ""
    return ", ".join(filter(None, (document, changed, page, line, TRAIL_SEPARATOR.join(citation.trail))))


# ------------------------------------------------------------- documents


def documents_counted(documents: int, passages: int) -> str:
    """How many documents and passages there are."""
    return say(
        "documents_and_passages",
        documents=say("documents", count=documents),
        passages=say("passages", count=passages),
    )


def skipped_because(reason: str) -> str:
    """Why a file is not read: the engine's `reason` without what stands in brackets, which may name paths."""
    return _in_own_words(reason.partition(" (")[0]) or say("reasons.unreadable")


def warned_of(warning: str) -> list[str]:
    """What of a file was not read, in our own words; `warning` is the engine's, without the file's name."""
    parts = warning.rstrip(".").split(", and ")
    return list(filter(None, map(_in_own_words, parts)))


def _in_own_words(reason: str) -> str:
    for key, pattern in _reason_patterns().items():
        if found := pattern.fullmatch(reason):
            return say(key, **found.groupdict())
    return ""


@functools.cache
def _reason_patterns() -> dict[str, re.Pattern[str]]:
    """The engine's words of each reason: those of the English catalogue, with groups for what is put in."""
    return {
        key: re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(text.other)))
        for key, text in ENGLISH.sentences.items()
        if key.startswith("reasons.")
    }


# -------------------------------------------------------------- managers


def answering_in(channels: Sequence[int]) -> str:
    """Where Munshi may answer, above the menu that changes it; no channels: everywhere."""
    if not channels:
        return say("answers_everywhere")
    return say("answers_in", channels=_named(channels))


def listening_in(channels: Sequence[int]) -> str:
    """The channels that are listened to; none: nowhere."""
    if not channels:
        return say("listens_nowhere")
    return say("listens_in", channels=_named(channels))


def not_among_chosen(channels: Sequence[int]) -> str:
    """Managers kept Munshi to other channels than these."""
    return say("not_among_chosen", channels=_named(channels))


def _named(channels: Sequence[int]) -> str:
    """The first channels, and how many more there are."""
    named = ", ".join(map(mention, channels[:_CHANNELS_NAMED]))
    more = len(channels) - _CHANNELS_NAMED
    return f"{named} {say('and_more', count=more)}" if more > 0 else named


def helpers_chosen(helpers: Helpers) -> str:
    """Whom members may call where the documents don't say."""
    role = f"<@&{helpers.role}>" if helpers.role else ""
    if not helpers.channel:
        return say("humans_called", role=role) if role else say("nobody_called")
    channel = mention(helpers.channel)
    return say("humans_called_in", role=role, channel=channel) if role else say("humans_in", channel=channel)


def up_for(seconds: float) -> str:
    """How long Munshi has been running, in the largest whole unit."""
    return say("up", time=_duration("up", seconds))


def ago(seconds: float) -> str:
    """How long ago, in the largest whole unit."""
    return _duration("ago", seconds)


def _duration(kind: str, seconds: float) -> str:
    for unit, size in _UNITS:
        if seconds >= size:
            return say(f"{kind}_{unit}", count=int(seconds // size))
    return say(f"{kind}_moment")
