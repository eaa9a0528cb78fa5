"""Front matter: YAML between lines of `---`, or TOML between lines of `+++`, at the start of a text."""

from __future__ import annotations

import re

#: of a text whose line ends are "\n"; the groups are the mark and what stands between
FRONT_MATTER = re.compile(r"(---|\+\+\+)[ \t]*\n(.*?)^(?:\1|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
FRONT_MATTER_CHARACTERS = 1 << 16  #: that front matter may have
_SETTING = re.compile(r"\s*(?:#.*\n\s*)*(?:[\w\"'][\w .\"'/-]*[ \t]*[:=](?:\s|$)|\[|- )")


def front_matter_end(source: str) -> int:
    """Where front matter ends in a text whose line ends are "\\n", or 0 where there is none."""
    found = FRONT_MATTER.match(source[:FRONT_MATTER_CHARACTERS])
    return found.end() if found and (not found[2].strip() or _SETTING.match(found[2])) else 0
