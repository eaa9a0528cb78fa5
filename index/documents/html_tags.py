"""HTML in other formats: which tags are markup, and the parts of a text that they divide."""

from __future__ import annotations

import re

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


def is_tag(markup: str) -> bool:
    """Whether what HTML takes for a tag is one; `<player>` is what a person writes for a player's name."""
    found = _NAME.match(markup)
    if not found or markup.startswith("</"):
        return True
    name = found[1]
    return name.lower() in _KNOWN or not name.islower() or "-" in name or markup[found.end()] != ">"


def shown_for(tag: str) -> str:
    """What a tag is read as: a blank where it divides words, else nothing."""
    found = _NAME.match(tag)
    return " " if found and found[1].lower() in _SEPARATING else ""
