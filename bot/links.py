"""A citation → the web address of what it cites, by the rules of the config. Nothing else is ever a link."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter
from types import MappingProxyType
from urllib.parse import quote

from index.documents.folders import in_folders, normal_folder
from index.types import Citation

_FIELDS = ("path", "stem", "anchor", "page", "line")
_ADDRESS = re.compile(r"https?://[^\s<>()\"'\\`|*]+")
_CHARACTERS = 300  # a longer address is left out
_HOST = re.compile(r"https?://[^/?#]*")
_FIELD = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Links:
    """Folders of documents → the web addresses where they can be read.

    `templates` maps a folder of documents (`handbook/`, or "" for all) to an address with `{path}` (the rest
    of a document's name), `{stem}` (the same without its suffix), `{anchor}` (the heading that the
    quote stands under, as on GitHub), `{page}` and `{line}`. Raises ValueError for what is no such address.
    """

    templates: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for start, template in self.templates.items():
            _check(start, template)
        object.__setattr__(self, "templates", MappingProxyType(dict(self.templates)))

    def address(self, citation: Citation) -> str | None:
        """The address of a citation; None where no folder of the config holds its document."""
        holding = [start for start in self.templates if in_folders(citation.document, [normal_folder(start)])]
        if not holding:
            return None
        start = max(holding, key=lambda start: len(normal_folder(start)))
        path = citation.document.removeprefix(normal_folder(start)).lstrip("/")
        path = path or posixpath.basename(citation.document)
        values = {
            "path": path,
            "stem": re.sub(r"\.\w+$", "", path),
            "anchor": _slug(citation.trail[-1]) if citation.trail else "",
            "page": "" if citation.page is None else str(citation.page),
            "line": str(citation.line),
        }
        encoded = {name: quote(value.encode("utf-8", "replace"), safe="/") for name, value in values.items()}
        address = self.templates[start].format(**encoded).removesuffix("#")
        return address if len(address) <= _CHARACTERS else None


def _check(start: str, template: str) -> None:
    try:
        names = [name for _, name, _, _ in Formatter().parse(template) if name is not None]
    except ValueError:
        names = ["{"]
    if unknown := [name for name in names if name not in _FIELDS]:
        known = ", ".join(f"{{{name}}}" for name in _FIELDS)
        raise ValueError(f"`{start}` holds {{{unknown[0]}}}; there are {known}")
    if not _ADDRESS.fullmatch(plain := _FIELD.sub("x", template)) or set("{}") & set(plain):
        raise ValueError(f"`{start}` must be a web address that begins with https:// or http://")
    if "{" in _HOST.match(template)[0]:  # type: ignore[index]  # it is an address
        raise ValueError(f"`{start}` holds a field in the name of the server, which no document may choose")


def _slug(heading: str) -> str:
    """The anchor that GitHub, and most programs that make pages of Markdown, give a heading."""
    return "".join(filter(_is_in_anchor, heading.strip().lower())).replace(" ", "-")


def _is_in_anchor(character: str) -> bool:
    """Whether a character is a letter, with the marks that belong to it, a digit, "_", "-" or a space."""
    return character in "_- " or unicodedata.category(character)[:1] in "LM" or character.isalnum()
