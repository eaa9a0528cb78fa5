"""HTML in other formats: which tags are markup, and the parts into which they divide a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")
_SEPARATING = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "col", "colgroup",
    "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "iframe", "legend", "li",
    "link", "main", "meta", "nav", "ol", "optgroup", "option", "p", "param", "pre", "script", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
))  # fmt: skip
_KNOWN = _SEPARATING | frozenset((
    "a", "abbr", "acronym", "audio", "b", "bdi", "bdo", "big", "blink", "button", "canvas", "cite",
    "code", "data", "del", "dfn", "em", "embed", "font", "i", "img", "input", "ins", "kbd", "label",
    "map", "mark", "math", "meter", "noscript", "object", "output", "picture", "progress", "q", "rp",
    "rt", "ruby", "s", "samp", "select", "slot", "small", "source", "span", "strike", "strong", "style",
    "sub", "sup", "svg", "template", "textarea", "time", "track", "tt", "u", "var", "video", "wbr",
))  # fmt: skip

_HIDDEN = frozenset(
    ("canvas", "iframe", "head", "noscript", "object", "script", "select", "style", "svg", "template")
)
_SEPARATING -= _HIDDEN | {"br"}
_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<closing>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?:[^<>\"']|\"[^\"]{0,2000}\"|'[^']{0,2000}')*+>",
    re.DOTALL,
)

# A component of a site builder that is a box with a title: `<Tab label="Linux">` up to `</Tab>`.
_COMPONENT = re.compile(
    r"<(?:/(?P<end>[A-Z]\w*)|(?P<name>[A-Z]\w*)[ \t][^<>\n]{0,300}?"
    r"(?<![\w-])(?:title|label)=(?:\"(?P<title>[^\"\n]{1,300})\"|'(?P<words>[^'\n]{1,300})')"
    r"[^<>\n]{0,300}(?<!/))>[ \t]*$",
    re.MULTILINE,
)
_DEEPEST = 100  # a component has fewer blanks before it on its line


class Component(NamedTuple):
    """A tag that starts a component with a title, or ends one; then `title` is None."""

    name: str
    title: tuple[int, int] | None  #: its range in the text


def component(source: str, start: int) -> Component | None:
    """Return the component whose tag is at offset `start`, on a line of its own, or None."""
    found = _COMPONENT.match(source, start)
    if found is None:
        return None
    # With so many blanks before it, the tag may be in code or after other text.
    first = max(0, start - _DEEPEST)
    before = source[max(first, source.rfind("\n", first, start) + 1) : start]
    if before.strip(" \t") or len(before) == _DEEPEST:
        return None
    if found["end"]:
        return Component(found["end"], None)
    return Component(found["name"], found.span("words" if found["title"] is None else "title"))


def is_tag(markup: str) -> bool:
    """Whether a tag by the rules of HTML is markup; `<player>` is a placeholder for a player's name."""
    found = _NAME.match(markup)
    if not found or markup.startswith("</"):
        return True
    name = found[1]
    return name.lower() in _KNOWN or not name.islower() or "-" in name or markup[found.end()] != ">"


def is_html_tag(name: str) -> bool:
    """Whether HTML has a tag with this name."""
    return name.lower() in _KNOWN


def shown_for(tag: str) -> str:
    """Return what is read for a tag: a blank if it separates words, else nothing."""
    found = _NAME.match(tag)
    return " " if found and (found[1].lower() in _SEPARATING or found[1].lower() == "br") else ""


def split_at_tags(source: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield (name, start, end) for each separating tag of a text, and for the text between two, in order.

    The name is that of the tag ("p", "/p"), "component" for a tag that `component` finds, and "" for text.
    Inline tags are part of the text. Comments and hidden elements, such as scripts, are omitted.
    """
    at, hidden = start, ""
    for found in _MARKUP.finditer(source, start, end):
        name = (found["closing"] or "") + (found["name"] or "").lower()
        if hidden:
            if name == f"/{hidden}":
                hidden, at = "", found.end()
            continue
        kind = _kind(source, found, name)
        if kind == "part of the text":
            continue
        if source[at : found.start()].strip():
            yield "", at, found.start()
        at = found.end()
        if kind == "component":
            yield "component", found.start(), found.end()
        elif kind == "tag":
            yield name, found.start(), found.end()
        elif kind == "hides":
            hidden = name
    if not hidden and source[at:end].strip():
        yield "", at, end


def _kind(
    source: str, found: re.Match[str], name: str
) -> Literal["part of the text", "tag", "component", "hides", "nothing"]:
    """Return the kind of a tag or comment. `name` is "/p" for a closing tag, and empty for a comment."""
    bare = name.removeprefix("/")
    if bare in _SEPARATING:
        return "tag"
    if bare in _HIDDEN:
        return "nothing" if bare != name or found[0].endswith("/>") else "hides"
    if not bare:
        return "nothing"
    is_component = bare not in _KNOWN and component(source, found.start()) is not None
    return "component" if is_component else "part of the text"
