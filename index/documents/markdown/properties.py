"""Properties in YAML front matter, such as those of notes in a vault → rows of a table.

"leader: Tomo" tells readers something; "layout: page" is for the program that shows the note. Nothing tells
the two apart but their names and values, so the names that site builders and editors use are listed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from index.documents.blocks.block_builder import BlockBuilder
from index.documents.blocks.yaml_fields import yaml_fields
from index.documents.markdown.front_matter import FrontMatter
from index.types import CELL_LINE_BREAK, Block, Range, Replacement

# What a page is called, how it is shown and found, and who wrote it when; without separators and capitals.
_FOR_PROGRAMS = re.compile(
    r"""
      aside | author | authors | banner | bibliography | canonical | canonicalurl | categories | category
    | classoption | comments | cover | created | createdat | css | cssclass | cssclasses | csl | date
    | description | disqus | documentclass | draft | edit | editlink | editurl | excerpt | featuredimage
    | fontsize | footer | geometry | grandparent | haschildren | head | header | headerincludes | hero
    | hidden | icon | id | image | images | javascript | jupyter | jupytext | katex | kernelspec | keyword
    | keywords | lang | language | lastmod | lastmodified | lastreviewed | lastupdated | layout
    | linestretch | linktitle | locale | logo | mainfont | marp | math | mathjax | mermaid | modified
    | nav | navigation | next | numbersections | order | outline | output | paginate | pagination
    | papersize | parent | permalink | prev | private | published | publish | redirect | redirectfrom
    | redirects | redirectto | render | robots | script | scripts | search | sidebar | sitemap | slug
    | style | styles | summary | tableofcontents | tag | tags | template | theme | thumbnail | title | toc
    | uid | unlisted | updated | updatedat | url | uuid | weight
    """,
    re.VERBOSE,
)
_OPTION_OF_PROGRAM = re.compile(
    r"(?:css|custom|dg|disable|edit|enable|excalidraw|hide|kanban|nav|no|og|pagination|seo|show|sidebar|toc|twitter)"
    r"(?:[-_]|(?=[A-Z]))"
)
_SEPARATORS = re.compile(r"[\s_-]+")
# A switch, a path, an address or an identifier tells readers nothing.
_NO_WORDS = re.compile(r"true|false|null|~|\.{0,2}/\S*|\w+:/?/\S*|[0-9a-f]{16,}", re.IGNORECASE)


def property_blocks(builder: BlockBuilder, front_matter: FrontMatter) -> Iterator[Block]:
    """Yield a row for each property of front matter in YAML, read as "leader: Tomo".

    The values of a list are read with commas between them. Properties that have others in them are left out,
    as are all of front matter that is not valid YAML. The text of `builder` starts with the front matter.
    """
    if front_matter.kind != "YAML":
        return
    first = builder.source.index("\n") + 1  # the line after the opening marks
    for key, values, end in _properties(front_matter.source):
        cells = [builder.block("row", [(first + start, first + stop)]) for start, stop in (key, *values)]
        if row := _row([cell for cell in cells if cell], first + end):
            yield row


def _row(cells: list[Block], end: int) -> Block | None:
    """Join the name of a property and its values to a row that ends at `end`; None without a value."""
    if len(cells) < 2:
        return None
    replacements: list[Replacement] = [*cells[0].replacements]
    for before, cell in pairwise(cells):
        separator = ": " if before is cells[0] else CELL_LINE_BREAK
        replacements += [Replacement(before.end, cell.start, separator), *cell.replacements]
    if cells[-1].end < end:
        replacements.append(Replacement(cells[-1].end, end, ""))
    return cells[0]._replace(end=end, replacements=tuple(replacements))


def _properties(source: str) -> Iterator[tuple[Range, list[Range], int]]:
    """Yield where in a YAML text each property for readers has its name and its values, and where it ends."""
    try:
        fields = yaml_fields(source)
    except ValueError:
        return
    for key, value in fields:
        if key.id != "scalar" or _is_for_programs(key.value):
            continue
        values = value.value if value.id == "sequence" else [value]
        if not all(each.id == "scalar" and _is_for_readers(each.value) for each in values):
            continue
        ranges = [_range(source, each) for each in (key, *values)]
        end = value.start_mark.index + len(source[value.start_mark.index : value.end_mark.index].rstrip())
        if all(before[1] <= after[0] for before, after in pairwise(ranges)):  # not so if a value is an alias
            yield ranges[0], ranges[1:], end


def _is_for_programs(name: str) -> bool:
    if _OPTION_OF_PROGRAM.match(name):
        return True
    return _FOR_PROGRAMS.fullmatch(_SEPARATORS.sub("", name).lower()) is not None


def _is_for_readers(value: str) -> bool:
    return bool(value.strip()) and not _NO_WORDS.fullmatch(value.strip())


def _range(source: str, node: Any) -> Range:
    """Where the text of a scalar is, without its quotation marks and, below "|" or ">", without that line."""
    start, end = node.start_mark.index, node.end_mark.index
    if node.style in ("'", '"'):
        return start + 1, end - 1
    return (source.find("\n", start, end) + 1 or start, end) if node.style else (start, end)
