"""Recognise the files of an export without messages: lists of people and channels, and the user's account.

They contain addresses and phone numbers of people, so they are not read.
"""

from __future__ import annotations

from typing import Any

#: Keys of each object in the lists of Slack's export: people, channels, apps.
_OF_SLACK = (
    {"id", "team_id", "profile"},
    {"id", "created", "members"},
    {"user_id", "user_name", "date", "change_type"},
)
#: Keys of the user's account in Discord's data package.
_ACCOUNT = ({"id", "username", "discriminator"}, {"id", "username", "avatar_hash"})
_CHANNEL = {"id", "type", "name", "guild", "recipients"}
_LEAST_DIGITS = 15  # the fewest digits of an identifier of Discord


def is_side_file(parsed: Any) -> bool:
    """Whether parsed JSON is a file without messages of Slack's export or of Discord's data package."""
    match parsed:
        case list():
            return _is_of_slack(parsed)
        case dict():
            return _is_of_discord(parsed)
    return False


def _is_of_slack(values: list[Any]) -> bool:
    if not values or not all(isinstance(each, dict) for each in values):
        return False
    return any(all(names <= each.keys() for each in values) for names in _OF_SLACK)


def _is_of_discord(fields: dict[str, Any]) -> bool:
    if {"id", "type"} <= fields.keys() <= _CHANNEL and _is_identifier(fields["id"]):
        return True
    if any(names <= fields.keys() for names in _ACCOUNT):
        return True
    named = fields.items()  # an index of channels
    return bool(named) and all(_is_identifier(key) and isinstance(name, str | None) for key, name in named)


def _is_identifier(text: Any) -> bool:
    return isinstance(text, str) and text.isdigit() and len(text) >= _LEAST_DIGITS
