"""The ids that Discord gives to servers, channels and messages."""

from __future__ import annotations

import re

LARGEST_ID = 2**63 - 1


def read_id(text: str) -> int | None:
    """Return the id of a server from a config or a command line; None if the text is not an id."""
    is_id = re.fullmatch("[1-9][0-9]{0,18}", text) is not None and int(text) <= LARGEST_ID
    return int(text) if is_id else None
