"""A message of Discord → its text as people see it: without mentions, and without what only marks it up.

An identifier, a path or a product such as `max_tokens`, `C:\\temp` and 2*3 is no markup, and stays as it is.
"""

from __future__ import annotations

import re

import discord

_MENTIONS = re.compile(r"<(?:@[!&]?|#|id:)\w+>|<t:-?\d+(?::\w)?>|</[^:>]+:\d+>")
_CALL = re.compile(r"(?:\s*@(?:everyone|here)\b)+")  # of all, where a message begins with it
_EMOJI = re.compile(r"<a?:\w+:\d+>")
_TO_MESSAGE = re.compile(r"<?https?://(?:\w+\.)?discord(?:app)?\.com/channels/[\w@/-]+>?")
_LINKED = re.compile(r"\[([^\]]+)\]\(<?https?://[^)]*>?\)")
_LINE_STARTS = re.compile(r"^[ \t]*(?:(?:#{1,3}|-#|>>>|>|[-*]) )+", re.MULTILINE)
_ESCAPED = r"\\(?P<escaped>[*_~|`])"
_CODE = r"```(?:[\w+-]+\n)?(?P<block>.+?)```|(?<!`)(?P<ticks>`+)(?P<code>[^`]+)(?P=ticks)(?!`)"
_PRIVATE = "\U000f0000-\U000ffffd"  # characters without a meaning, which stand for what is left as it is
_VERBATIM = re.compile(rf"{_ESCAPED}|{_CODE}|(?P<private>[{_PRIVATE}])", re.DOTALL)
_ADDRESS = re.compile(rf"https?://[^\s<>{_PRIVATE}]+")

# Thai, Burmese, Khmer, Chinese, Japanese and Korean set marks between letters, without a space before them.
_LETTER = r"[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"


def _pair(mark: str, inside: str = "") -> re.Pattern[str]:
    """Two marks with text between them, neither of them in a word; the text is not `inside`."""
    mark, letter, same = re.escape(mark), r"[\w/\\]" if "_" in mark else _LETTER, re.escape(mark[0])
    opening = rf"(?<!{letter})(?<!{same}){mark}(?!\s)(?!{same})"
    unwanted = rf"(?!{inside}{mark}(?!{letter}))" if inside else ""
    return re.compile(rf"{opening}{unwanted}(.+?)(?<!\s)(?<!{same}){mark}(?!{letter})(?!{same})", re.DOTALL)


# Italic words at the end of bold ones: "**the *daily limit***".
_ENDING_TOGETHER = re.compile(
    rf"(?<!{_LETTER})(?<!\*)\*\*(?![\s*])([^*]+)(?<!{_LETTER})\*(?![\s*])([^*]+)(?<!\s)\*{{3}}(?!{_LETTER})(?!\*)"
)
_MOST_NESTED = 6  # marks of one kind in each other; more would hold up the event loop for seconds

# A single word between two underscores on each side is an identifier of Python.
_PAIRS = [_pair("__", inside=r"\w+"), *map(_pair, ("***", "**", "*", "_", "~~", "||"))]


def text_of(message: discord.Message) -> str:
    """What a message says, or the message that it forwards, or its poll asks, or a bot's embeds show."""
    texts = [message.content, *(snapshot.content for snapshot in message.message_snapshots)]
    if message.poll is not None:
        texts.append(str(message.poll.question))
    texts += [f"{embed.title or ''}\n{embed.description or ''}" for embed in message.embeds]
    return as_seen(next((text for text in texts if text.strip()), ""))


def without_mentions(text: str) -> str:
    """`text` without mentions, links to messages and emoji of servers, whose numbers nobody sees."""
    return _joined(_without_ids(text))


def as_seen(text: str) -> str:
    """`text` as people see it: without what `without_mentions` leaves out, and without Markdown."""
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
    """`text` with a space in place of each mention, link to a message and emoji of a server.

    "@everyone" is left out at the beginning alone: elsewhere it may be what is asked about.
    """
    for pattern in (_MENTIONS, _EMOJI, _TO_MESSAGE):
        text = pattern.sub(" ", text)
    call = _CALL.match(text)
    return text[call.end() :] if call else text


def _joined(text: str) -> str:
    """`text` on one line, without the spaces that what was left out leaves before a punctuation mark."""
    return re.sub(r" (?=[?!.,;:])", "", " ".join(text.split()))


def _without_pairs(text: str) -> str:
    """`text` without the marks of bold, italic, underlined and crossed-out text and of spoilers."""
    for _ in range(_MOST_NESTED):
        before = text
        text = _ENDING_TOGETHER.sub(r"\1\2", text)
        for pair in _PAIRS:
            text = pair.sub(r"\1", text)
        if text == before:
            break
    return text
