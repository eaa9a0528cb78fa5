"""Comments of settings files, in which people explain: what they say, and which are settings switched off.

A comment above a key, or behind its value, is about that. A setting that somebody switched off by making it a
comment ("#max_players: 120") does not hold, and is left out, and so are lines of signs and passwords.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from index.documents.converted.secrets import states_secret

# "max_players: 120", "- name: x", "- x", "{"; but not "Players: …" or "- No spam in chat", which are words.
_SETTING = re.compile(r"(?:-\s*)?[\"']?[a-z_][\w.-]*[\"']?\s*(?:=|:(?:\s|$))|-\s*\S*$|[{}\[\]!]|[\w-]+:\s*\$")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_FRAME = " \t#*=~+|-"  # around the words of a comment


class Comment(NamedTuple):
    """A comment, without its sign."""

    line: int  #: from 0
    column: int
    text: str
    is_beside: bool  #: something else stands before it on its line


def comment_text(text: str) -> str:
    """The prose of a comment; empty where it has none, or tells a secret."""
    text = text.lstrip("#")
    if _SETTING.match(text.strip()) or states_secret(text):
        return ""
    text = text.strip(_FRAME)
    return text if _LETTERS.search(text) else ""


def with_comment(text: str, comment: Comment) -> str:
    """A value with the comment behind it. Without a blank after its sign it names a channel.

    "ask in #help" is what people write, and what programs read as "ask in".
    """
    if text and comment.text[:1].isalnum() and not states_secret(comment.text):
        return f"{text} #{comment.text.rstrip()}"
    note = comment_text(comment.text)
    return f"{text} ({note})" if note else text


def in_groups(comments: Iterable[Comment]) -> list[list[Comment]]:
    """Comments that stand on lines one below the other, together."""
    groups: list[list[Comment]] = []
    for comment in comments:
        if groups and groups[-1][-1].line == comment.line - 1:
            groups[-1].append(comment)
        else:
            groups.append([comment])
    return groups


def prose(comments: Iterable[Comment]) -> str:
    """What some comments say, on a line."""
    return " ".join(filter(None, (comment_text(each.text) for each in comments)))
