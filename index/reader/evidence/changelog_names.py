"""Whether the names and headings of a document say that it lists changes.

Only a document that is called a changelog answers a question for a release. One word for changes is enough to
take a heading such as "2.1" for a release and not for a section, since such a heading answers nothing itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_CHANGELOG = re.compile(
    r"(?<![a-z])change(?:[ _-]?log|s\b)|(?:release|patch|version)[ _-]?notes|what['’]?s[ _-]new|\bnews\b",
    re.IGNORECASE,
)
_CHANGES = re.compile(r"change|release|history|version|news|patch|update", re.IGNORECASE)


def is_changelog(name: str, title: str) -> bool:
    """Whether the name or the title of a document calls it a changelog."""
    return _CHANGELOG.search(f"{name} {title}") is not None


def may_list_releases(name: str, title: str, trail: Sequence[str]) -> bool:
    """Whether a name, a title or a heading has a word for changes, so that a number alone is a release."""
    return _CHANGES.search(" ".join((name, title, *trail))) is not None
