"""The comments of settings files → prose about the settings.

A comment above a key, or after its value, is about that key. Settings that are commented out
("#max_players: 120"), lines of signs, and comments with passwords are omitted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from index.documents.converted.secrets import states_secret

# A setting: "max_players: 120", "- name: x", "- x", "{"; but not "Players: …" or "- No spam in chat".
_SETTING = re.compile(r"(?:-\s*)?[\"']?[a-z_][\w.-]*[\"']?\s*(?:=|:(?:\s|$))|-\s*\S*$|[{}\[\]!]|[\w-]+:\s*\$")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_FRAME = " \t#*=~+|-"  # signs that frame the words of a comment


class Comment(NamedTuple):
    """A comment without the "#" that starts it."""

    line: int  #: from 0
    column: int
    text: str
    is_trailing: bool  #: whether other text precedes it on its line


def _comment_text(text: str) -> str:
    """The prose of a comment; empty if it has none, or states a secret."""
    text = text.lstrip("#")
    if _SETTING.match(text.strip()) or states_secret(text):
        return ""
    text = text.strip(_FRAME)
    return text if _LETTERS.search(text) else ""


def with_comment(text: str, comment: Comment) -> str:
    """A value with its trailing comment in parentheses. Without a blank after "#", the comment is a channel.

    People write "ask in #help", of which YAML reads only "ask in".
    """
    if text and comment.text[:1].isalnum() and not states_secret(comment.text):
        return f"{text} #{comment.text.rstrip()}"
    note = _comment_text(comment.text)
    return f"{text} ({note})" if note else text


def group_adjacent(comments: Iterable[Comment]) -> list[list[Comment]]:
    """The comments in groups, each of comments on consecutive lines."""
    groups: list[list[Comment]] = []
    for comment in comments:
        if groups and groups[-1][-1].line == comment.line - 1:
            groups[-1].append(comment)
        else:
            groups.append([comment])
    return groups


def prose(comments: Iterable[Comment]) -> str:
    """The prose of some comments, on one line."""
    return " ".join(filter(None, (_comment_text(each.text) for each in comments)))
