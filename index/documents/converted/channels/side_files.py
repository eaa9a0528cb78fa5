"""Files beside the messages of an export: who is in it, which channels there are, whose account it is.

They hold addresses and numbers of people, and nothing that was said.
"""

from __future__ import annotations

from typing import Any

#: Keys that each object has in a list of Slack's export: its people, its channels, its apps.
_OF_SLACK = (
    {"id", "team_id", "profile"},
    {"id", "created", "members"},
    {"user_id", "user_name", "date", "change_type"},
)
#: Keys of an object of Discord's data package: an account.
_ACCOUNT = ({"id", "username", "discriminator"}, {"id", "username", "avatar_hash"})
_CHANNEL = {"id", "type", "name", "guild", "recipients"}
_LEAST_DIGITS = 15  # of an identifier of Discord


def is_side_file(parsed: Any) -> bool:
    """Whether JSON is such a file of Slack's export or of Discord's data package."""
    if isinstance(parsed, list):
        objects = [each for each in parsed if isinstance(each, dict)]
        same = any(all(names <= each.keys() for each in objects) for names in _OF_SLACK)
        return bool(objects) and len(objects) == len(parsed) and same
    if not isinstance(parsed, dict) or not parsed:
        return False
    is_channel = {"id", "type"} <= parsed.keys() <= _CHANNEL and _is_identifier(parsed["id"])
    is_index = all(_is_identifier(key) and isinstance(name, str | None) for key, name in parsed.items())
    return is_channel or is_index or any(names <= parsed.keys() for names in _ACCOUNT)


def _is_identifier(text: Any) -> bool:
    return isinstance(text, str) and text.isdigit() and len(text) >= _LEAST_DIGITS
