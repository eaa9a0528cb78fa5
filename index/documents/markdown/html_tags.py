"""HTML in other formats: which tags are markup, and the parts of a text that they divide."""

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


_DEEPEST = 100  # blanks before a component


class Component(NamedTuple):
    """The tag that begins a component with a title, or that ends one: then `title` is None."""

    name: str
    title: tuple[int, int] | None


def component(source: str, start: int) -> Component | None:
    """The component whose tag begins at an offset, on a line of its own."""
    found = _COMPONENT.match(source, start)
    if found is None:
        return None
    # A line that is indented further has something else before the tag, or is code.
    first = max(0, start - _DEEPEST)
    before = source[max(first, source.rfind("\n", first, start) + 1) : start]
    if before.strip(" \t") or len(before) == _DEEPEST:
        return None
    if found["end"]:
        return Component(found["end"], None)
    return Component(found["name"], found.span("words" if found["title"] is None else "title"))


def is_tag(markup: str) -> bool:
    """Whether what HTML takes for a tag is one; `<player>` is what a person writes for a player's name."""
    found = _NAME.match(markup)
    if not found or markup.startswith("</"):
        return True
    name = found[1]
    return name.lower() in _KNOWN or not name.islower() or "-" in name or markup[found.end()] != ">"


def is_html(name: str) -> bool:
    """Whether HTML has a tag with this name."""
    return name.lower() in _KNOWN


def shown_for(tag: str) -> str:
    """What a tag is read as: a blank where it divides words, else nothing."""
    found = _NAME.match(tag)
    return " " if found and (found[1].lower() in _SEPARATING or found[1].lower() == "br") else ""


def parts(source: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield the tags that divide a text, by their names ("p", "/p"), and what stands between, as "".

    The name of what `component` finds is "component".

    Tags inside of a line are a part of the text; comments, and what is not shown, such as scripts, are none.
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
    """What a tag or a comment is to the text around it; the `name` of one that closes has a slash."""
    bare = name.removeprefix("/")
    if bare in _SEPARATING:
        return "tag"
    if bare in _HIDDEN:
        return "nothing" if bare != name or found[0].endswith("/>") else "hides"
    if not bare:
        return "nothing"
    is_component = bare not in _KNOWN and component(source, found.start()) is not None
    return "component" if is_component else "part of the text"
