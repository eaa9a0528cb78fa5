"""A message of Discord → its text as people see it: without mentions, and without Markdown marks.

Identifiers, paths and products, such as `max_tokens`, `C:\\temp` and 2*3, are not Markdown and stay as they
are.
"""

from __future__ import annotations

import re

import discord

_MENTIONS = re.compile(r"<(?:@[!&]?|#|id:)\w+>|<t:-?\d+(?::\w)?>|</[^:>]+:\d+>")
_CALL = re.compile(r"(?:\s*@(?:everyone|here)\b)+")  # a mention of everybody at the beginning of a message
_EMOJI = re.compile(r"<a?:\w+:\d+>")
_TO_MESSAGE = re.compile(r"<?https?://(?:\w+\.)?discord(?:app)?\.com/channels/[\w@/-]+>?")
_LINKED = re.compile(r"\[([^\]]+)\]\(<?https?://[^)]*>?\)")
_LINE_STARTS = re.compile(r"^[ \t]*(?:(?:#{1,3}|-#|>>>|>|[-*]) )+", re.MULTILINE)
_QUOTED_LINE = re.compile(r"^[ \t]*>", re.MULTILINE)
_ESCAPED = r"\\(?P<escaped>[*_~|`])"
_CODE = r"```(?:[\w+-]+\n)?(?P<block>.+?)```|(?<!`)(?P<ticks>`+)(?P<code>[^`]+)(?P=ticks)(?!`)"
_PRIVATE = "\U000f0000-\U000ffffd"  # private-use characters: placeholders for text that stays as it is
_VERBATIM = re.compile(rf"{_ESCAPED}|{_CODE}|(?P<private>[{_PRIVATE}])", re.DOTALL)
_ADDRESS = re.compile(rf"https?://[^\s<>{_PRIVATE}]+")

# Letters, except those of scripts that have marks between letters without a space: Thai, Burmese, Khmer,
# Chinese, Japanese and Korean.
_LETTER = r"[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"


def _pair(mark: str, inside: str = "") -> re.Pattern[str]:
    """Return a pattern for text, but not `inside`, between two marks that are not in a word."""
    mark, letter, same = re.escape(mark), r"[\w/\\]" if "_" in mark else _LETTER, re.escape(mark[0])
    opening = rf"(?<!{letter})(?<!{same}){mark}(?!\s)(?!{same})"
    unwanted = rf"(?!{inside}{mark}(?!{letter}))" if inside else ""
    return re.compile(rf"{opening}{unwanted}(.+?)(?<!\s)(?<!{same}){mark}(?!{letter})(?!{same})", re.DOTALL)


# Italic words at the end of bold ones: "**the *daily limit***".
_ENDING_TOGETHER = re.compile(
    rf"(?<!{_LETTER})(?<!\*)\*\*(?![\s*])([^*]+)(?<!{_LETTER})\*(?![\s*])([^*]+)(?<!\s)\*{{3}}(?!{_LETTER})(?!\*)"
)
_MOST_NESTED = 6  # marks of one kind nested in each other; more would block the event loop for seconds

# A single word with two underscores on each side is a Python identifier, not underlined text.
_PAIRS = [_pair("__", inside=r"\w+"), *map(_pair, ("***", "**", "*", "_", "~~", "||"))]


def text_of(message: discord.Message) -> str:
    """Return the first text that is not blank: of the message, what it forwards, its poll, or its embeds."""
    texts = [message.content, *(snapshot.content for snapshot in message.message_snapshots)]
    if message.poll is not None:
        texts.append(str(message.poll.question))
    texts += [f"{embed.title or ''}\n{embed.description or ''}" for embed in message.embeds]
    return as_seen(next((text for text in texts if text.strip()), ""))


def quotes_others(message: discord.Message) -> bool:
    """Whether a line of a message is quoted, so that questions in it may be those of others."""
    return _QUOTED_LINE.search(message.content) is not None


def without_mentions(text: str) -> str:
    """Return `text` without mentions, links to messages and emoji of servers, whose ids nobody sees."""
    return _joined(_without_ids(text))


def as_seen(text: str) -> str:
    """Return `text` as people see it: without what `without_mentions` removes, and without Markdown marks."""
    verbatim: list[str] = []

    def set_aside(match: re.Match[str]) -> str:
        verbatim.append(match[match.lastgroup or 0])
        return chr(ord(_PRIVATE[0]) + len(verbatim) - 1)

    text = _without_ids(_LINKED.sub(r"\1", _VERBATIM.sub(set_aside, text)))
    text = _ADDRESS.sub(set_aside, text)
    text = _without_pairs(_LINE_STARTS.sub("", text))
    text = re.sub(rf"[{_PRIVATE}]", lambda match: verbatim[ord(match[0]) - ord(_PRIVATE[0])], text)
    return _joined(text)


def _without_ids(text: str) -> str:
    """Return `text` with a space instead of each mention, link to a message and emoji of a server.

    "@everyone" is removed only at the beginning: elsewhere the question may be about it.
    """
    for pattern in (_MENTIONS, _EMOJI, _TO_MESSAGE):
        text = pattern.sub(" ", text)
    call = _CALL.match(text)
    return text[call.end() :] if call else text


def _joined(text: str) -> str:
    """Return the lines of `text` that are not blank, without the spaces that removed text leaves in them."""
    lines = filter(None, (" ".join(line.split()) for line in text.splitlines()))
    return re.sub(r" (?=[?!.,;:])", "", "\n".join(lines))


def _without_pairs(text: str) -> str:
    """Return `text` without the marks of bold, italic, underlined and crossed-out text and of spoilers."""
    for _ in range(_MOST_NESTED):
        before = text
        text = _ENDING_TOGETHER.sub(r"\1\2", text)
        for pair in _PAIRS:
            text = pair.sub(r"\1", text)
        if text == before:
            break
    return text
