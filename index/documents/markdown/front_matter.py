"""Front matter: YAML between lines of `---`, TOML between lines of `+++`, or JSON, at the start of a text."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

FRONT_MATTER_CHARACTERS = 1 << 16  #: length of front matter, at most
_FLAGS = re.DOTALL | re.MULTILINE
_BETWEEN_MARKS = re.compile(r"(---|\+\+\+)[ \t]*\n(.*?)^(?:\1|\.\.\.)[ \t]*$\n?", _FLAGS)
_JSON = re.compile(r"(\{[ \t]*\n[ \t]*\"[^\"\n]*\"[ \t]*:.*?^\})[ \t]*$\n?", _FLAGS)
_SETTING = re.compile(r"\s*(?:#.*\n\s*)*(?:[\w\"'][\w .\"'/-]*[ \t]*[:=](?:\s|$)|\[|- )")


class FrontMatter(NamedTuple):
    """Front matter, unparsed."""

    kind: Literal["YAML", "TOML", "JSON"]
    source: str
    end: int  #: offset of the text after it


def find_front_matter(text: str) -> FrontMatter | None:
    """Return the front matter of a text whose line ends are "\\n", or None."""
    if found := _BETWEEN_MARKS.match(text):
        return FrontMatter("YAML" if found[1] == "---" else "TOML", found[2], found.end())
    if found := _JSON.match(text):
        return FrontMatter("JSON", found[1], found.end())
    return None


def front_matter_with_settings(text: str) -> FrontMatter | None:
    """Return the front matter of a text if it looks like settings, or None.

    The line ends of the text are "\\n".
    """
    found = find_front_matter(text[:FRONT_MATTER_CHARACTERS])
    is_settings = found and (found.kind == "JSON" or not found.source.strip() or _SETTING.match(found.source))
    return found if is_settings else None
