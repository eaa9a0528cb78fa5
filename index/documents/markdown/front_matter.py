"""Front matter: YAML between lines of `---`, TOML between lines of `+++`, or JSON, at the start of a text."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

FRONT_MATTER_CHARACTERS = 1 << 16  #: that front matter may have
_FLAGS = re.DOTALL | re.MULTILINE
_BETWEEN_MARKS = re.compile(r"(---|\+\+\+)[ \t]*\n(.*?)^(?:\1|\.\.\.)[ \t]*$\n?", _FLAGS)
_JSON = re.compile(r"(\{[ \t]*\n[ \t]*\"[^\"\n]*\"[ \t]*:.*?^\})[ \t]*$\n?", _FLAGS)
_SETTING = re.compile(r"\s*(?:#.*\n\s*)*(?:[\w\"'][\w .\"'/-]*[ \t]*[:=](?:\s|$)|\[|- )")


class FrontMatter(NamedTuple):
    """Front matter as it stands."""

    kind: Literal["YAML", "TOML", "JSON"]
    source: str
    end: int  #: where the text begins


def find_front_matter(text: str) -> FrontMatter | None:
    """The front matter of a text whose line ends are "\\n"."""
    if found := _BETWEEN_MARKS.match(text):
        return FrontMatter("YAML" if found[1] == "---" else "TOML", found[2], found.end())
    if found := _JSON.match(text):
        return FrontMatter("JSON", found[1], found.end())
    return None


def front_matter_end(text: str) -> int:
    """Where front matter ends in a text whose line ends are "\\n", or 0 where there is none."""
    found = find_front_matter(text[:FRONT_MATTER_CHARACTERS])
    is_settings = found and (found.kind == "JSON" or not found.source.strip() or _SETTING.match(found.source))
    return found.end if found and is_settings else 0
