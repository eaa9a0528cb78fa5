"""The markup within the lines of MediaWiki's format: links, emphasis, tags and templates.

A template within a line is read as its last value without a name; or as all these values, if they are few and
short and one is a number: "6 hours".
"""

from __future__ import annotations

import re

from index.documents.markup.inline import Markup, inline_reader
from index.english.patterns import any_of
from index.types import CELL_LINE_BREAK

_TAG_LIST = """
    abbr b big blockquote center code del div em font gallery i includeonly ins kbd noinclude onlyinclude p
    poem ref references s small span strong sub sup tt u var
"""
_TAGS = any_of(*_TAG_LIST.split())

# Templates for references and layout: they are not words of the sentence.
_NO_WORDS = any_of(
    "sfnp?", "sfnm", r"harv\w{0,8}", r"cite(?: \w{1,20})?", "citation", "reflist", "refn?", "refbegin", "rp",
    "cn", "fact", "anchor", "shortcut", "clear", "flagicon", "dead link", "clarify", "who", "when", "toc",
)  # fmt: skip
# A number, a range, a chance or a factor: "12", "1-3", "1/128", "×3".
_NUMBER = re.compile(r"[+−×x-]?\d[\d.,:]*(?:[–/-]\d[\d.,:]*)?[%+×x]?")
_MOST_VALUES, _LONGEST_VALUE = 5, 30
_OTHER_MARKUP = re.compile(r"\[|''")
_NAMED_OR_LINK = re.compile("=|//")
_NUMBERED_PARAMETER = re.compile(r"\d[ \t]*=[ \t]*")


def _values_read(parameters: str) -> str | None:
    """Return the values that a template within a line is read as; None if they contain other markup."""
    if _OTHER_MARKUP.search(parameters):
        return None
    stripped = (_NUMBERED_PARAMETER.sub("", value.strip(), count=1) for value in parameters.split("|"))
    values = [value for value in stripped if value and not _NAMED_OR_LINK.search(value)]
    are_short = len(values) <= _MOST_VALUES and all(len(value) <= _LONGEST_VALUE for value in values)
    if are_short and any(map(_NUMBER.fullmatch, values)):
        return " ".join(values)
    return values[-1] if values else ""


# The last value of a template, which may contain links and other templates.
_READ = r"(?:[^{}|=\[\]\n]|\[\[[^\[\]{}\n]{1,200}\]\]|\[[^\[\]{}\n]{1,200}\]|\{\{[^{}\n]{0,200}\}\}){1,300}"

read_inline = inline_reader(
    "'[{<&",
    (
        Markup(re.compile(r"<nowiki>(?P<read>[^<]{0,500})</nowiki>"), literal=True),
        Markup(re.compile(r"\[\[[^\[\]|\n]{1,300}\|(?P<read>[^\[\]\n]{1,300})\]\]")),
        Markup(re.compile(r"\[\[:?(?P<read>[^\[\]|\n]{1,300})\|?\]\]")),
        Markup(re.compile(r"\[(?:https?:)?//[^\s\[\]]{1,500}[ \t]+(?P<read>[^\[\]\n]{1,300})\]")),
        Markup(re.compile(rf"\{{\{{[ \t]*{_NO_WORDS}[ \t]*(?=[|}}])[^{{}}\n]{{0,500}}\}}\}}", re.IGNORECASE)),
        Markup(re.compile(r"\{\{[^{}|\n]{1,80}\|(?P<name>[^{}\n]{1,400})\}\}"), meaning=_values_read),
        Markup(
            re.compile(rf"\{{\{{[^{{}}|\n]{{1,80}}\|(?:[^{{}}|\n]{{0,200}}\|){{0,9}}(?P<read>{_READ})\}}\}}")
        ),
        Markup(re.compile(r"\{\{[^{}\n]{0,500}\}\}")),
        Markup(re.compile(r"[ \t]*<br[ \t]*/?>[ \t]*", re.IGNORECASE), after=CELL_LINE_BREAK),
        Markup(re.compile(rf"'{{5}}|'{{2,3}}|</?{_TAGS}\b[^<>\n]{{0,200}}>", re.IGNORECASE)),
        Markup(re.compile(r"&nbsp;"), after=" "),
    ),
)
