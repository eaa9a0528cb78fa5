"""A citation → the web address of the cited passage, by the rules of the config. There are no other links."""

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
_MAX_CHARACTERS = 300  # a citation with a longer address has no link
_HOST = re.compile(r"https?://[^/?#]*")
_FIELD = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Links:
    """The web addresses at which folders of documents can be read.

    `templates` maps a folder of documents (`handbook/`, or "" for all) to an address with the fields `{path}`
    (the rest of the name of a document), `{stem}` (the path without its suffix), `{anchor}` (the heading
    above the quote, written as GitHub writes anchors), `{page}` and `{line}`. Raises ValueError for an
    invalid address.
    """

    templates: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for folder, template in self.templates.items():
            _check(folder, template)
        object.__setattr__(self, "templates", MappingProxyType(dict(self.templates)))

    def address(self, citation: Citation) -> str | None:
        """Return the address of a citation.

        None if no folder of the config contains its document, or if the address would be too long.
        """
        containing = [each for each in self.templates if in_folders(citation.document, [normal_folder(each)])]
        if not containing:
            return None
        folder = max(containing, key=lambda each: len(normal_folder(each)))
        path = citation.document.removeprefix(normal_folder(folder)).lstrip("/")
        path = path or posixpath.basename(citation.document)
        values = {
            "path": path,
            "stem": re.sub(r"\.\w+$", "", path),
            "anchor": _slug(citation.trail[-1]) if citation.trail else "",
            "page": "" if citation.page is None else str(citation.page),
            "line": str(citation.line),
        }
        encoded = {name: quote(value.encode("utf-8", "replace"), safe="/") for name, value in values.items()}
        address = self.templates[folder].format(**encoded).removesuffix("#")
        return address if len(address) <= _MAX_CHARACTERS else None


def _check(folder: str, template: str) -> None:
    """Raise ValueError if `template` is not a web address with known fields."""
    try:
        names = [name for _, name, _, _ in Formatter().parse(template) if name is not None]
    except ValueError:
        names = ["{"]
    if unknown := [name for name in names if name not in _FIELDS]:
        known = ", ".join(f"{{{name}}}" for name in _FIELDS)
        raise ValueError(f"`{folder}` contains the unknown field {{{unknown[0]}}}; the fields are {known}")
    if not _ADDRESS.fullmatch(plain := _FIELD.sub("x", template)) or set("{}") & set(plain):
        raise ValueError(f"`{folder}` must be a web address that begins with https:// or http://")
    if "{" in _HOST.match(template)[0]:  # type: ignore[index]  # it is an address
        raise ValueError(f"`{folder}` holds a field in the name of the server, which no document may choose")


def _slug(heading: str) -> str:
    """Return the anchor of a heading, as GitHub and most other Markdown renderers make it."""
    return "".join(filter(_is_in_anchor, heading.strip().lower())).replace(" ", "-")


def _is_in_anchor(character: str) -> bool:
    """Whether a character is a letter, with the marks that belong to it, a digit, "_", "-" or a space."""
    return character in "_- " or unicodedata.category(character)[:1] in "LM" or character.isalnum()
