"""Messages in Discord's or Slack's markup → the words that people see."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape

from index.documents.blocks.replacements import apply_replacements
from index.documents.markdown.parser import parse_message

_FENCED = re.compile(r"```(?:[\w+#-]{1,20}\n)?(.*?)```", re.DOTALL)
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\(<?https?://[^\s()<>]{1,2000}>?\)")
# Or code, in which "||" marks no spoiler.
_SPOILER = re.compile(r"(`[^`\n]{1,2000}`)|\|\|([^|]{1,2000})\|\|")
_LINE_MARK = re.compile(r"^(?:#{1,3}|-#|>>>|>)[ \t]+", re.MULTILINE)
_EMOJI = re.compile(r"<a?(:\w{1,40}:)\d{1,25}>")
_MENTION = re.compile(r"<@[!&]?(\d{1,25})>")
_CHANNEL = re.compile(r"<#\d{1,25}>")
_COMMAND = re.compile(r"<(/[\w -]{1,100}):\d{1,25}>")
_TIME = re.compile(r"<t:(-?\d{1,12})(?::[A-Za-z])?>")
_OF_SLACK = re.compile(r"<([@#!]?)([^<>|\n]{1,2000})(?:\|([^<>\n]{1,500}))?>")
_SLACK_MARKS = re.compile(r"(?<![\w*~])([*~])(?=\S)([^*~\n]{1,500})(?<=\S)\1(?![\w*~])")


def discord_words(text: str, names: Mapping[str, str]) -> str:
    """The visible text of a message of Discord. `names` are the names of mentioned people by their ids."""
    if "<" in text:
        text = _EMOJI.sub(r"\1", text)
        text = _MENTION.sub(lambda found: "@" + (names.get(found[1]) or "somebody"), text)
        text = _COMMAND.sub(r"\1", _CHANNEL.sub("#channel", text))
        text = _TIME.sub(lambda found: when(float(found[1])) or found[0], text)
    parts: list[str] = []
    end = 0
    for fenced in _FENCED.finditer(text):
        parts += (_prose(text[end : fenced.start()]), "\n", fenced[1], "\n")
        end = fenced.end()
    return "".join([*parts, _prose(text[end:])])


def _prose(text: str) -> str:
    text = _LINE_MARK.sub("", _LINK.sub(r"\1", text))
    text = _SPOILER.sub(lambda found: found[1] or found[2], text)
    return apply_replacements(text, 0, len(text), parse_message(text).replacements)


def slack_words(text: str, names: Mapping[str, str]) -> str:
    """The visible text of a message of Slack. `names` are the names of people by their ids."""

    def shown(found: re.Match[str]) -> str:
        sign, target, label = found.groups()
        if sign == "@":
            return "@" + (label or names.get(target) or "somebody")
        return f"#{label or 'channel'}" if sign == "#" else label or (f"@{target}" if sign else target)

    text = _OF_SLACK.sub(shown, text).replace("```", "\n").replace("`", "")
    return unescape(_SLACK_MARKS.sub(r"\2", text))


def when(seconds: float) -> str:
    """A time in seconds since 1970 as "2026-04-18 20:30 UTC"; empty if it is out of range."""
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"
    except (ValueError, OverflowError, OSError):
        return ""
