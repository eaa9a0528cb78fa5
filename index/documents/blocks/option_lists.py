"""The options of a program at the start of a line, as manuals list them: "-o, --output FILE".

The commands of a game or a bot, "/home [name]" and "!roll", are listed in the same way.
"""

from __future__ import annotations

import re

_OPTION = r"(?:--?[A-Za-z?](?:[\w.-]{0,60}\w)?|/\?|[/!][A-Za-z](?:[\w:-]{0,60}\w)?)"
_ARGUMENT = r"(?:\[?=[^\s,]{1,60}| ?<[^<>\n]{1,60}>| [A-Za-z\[][\w\[\]|.:/+-]{0,60}){0,3}"
_OTHERS = rf"(?:(?: ?\| ?|, ?){_OPTION}{_ARGUMENT}){{0,5}}"
_OPTIONS = re.compile(rf"{_OPTION}{_ARGUMENT}{_OTHERS}(?=[ \t]*$|\t|[ ]{{2}})")


def length_of_options(line: str) -> int:
    """Return the length of the options at the start of a line, in characters; 0 if it starts with none.

    The line has no blanks at its ends. A description follows the options after a tab or at least two blanks.
    """
    found = _OPTIONS.match(line)
    return found.end() if found else 0
