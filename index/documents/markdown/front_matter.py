"""Front matter: YAML between lines of `---`, TOML between lines of `+++`, or JSON, at the start of a text."""

from __future__ import annotations

import re
from typing import Any, Literal, NamedTuple

FRONT_MATTER_CHARACTERS = 1 << 16  #: length of front matter, at most
_LEVELS = 20  # of nesting in YAML, at most
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


def front_matter_end(text: str) -> int:
    """Return the end of front matter that looks like settings, or 0 if there is none.

    The line ends of the text are "\\n".
    """
    found = find_front_matter(text[:FRONT_MATTER_CHARACTERS])
    is_settings = found and (found.kind == "JSON" or not found.source.strip() or _SETTING.match(found.source))
    return found.end if found and is_settings else 0


def yaml_fields(source: str) -> list[tuple[Any, Any]]:
    """Return the key and the value of each field of a YAML mapping, as nodes of PyYAML.

    Raises ValueError if the text is not valid YAML, or nested so deeply that PyYAML could crash. It is empty
    if the text is no mapping.
    """
    import yaml  # only some documents have front matter

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    depth = 0
    try:
        for event in yaml.parse(source, Loader=loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _LEVELS:
                raise ValueError(f"is nested more than {_LEVELS} deep")
        root = yaml.compose(source, Loader=loader)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
    return root.value if isinstance(root, yaml.MappingNode) else []
