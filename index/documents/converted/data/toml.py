"""TOML: data with its structure and comments."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from index.documents.converted.data.comments import Comment, in_groups, prose
from index.documents.converted.data.document import data_document
from index.documents.converted.data.tree import Path, value_of
from index.documents.decode import decode
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile

_TOKEN = re.compile(
    r"\"\"\".*?\"\"\"+|'''.*?'''+|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|#(?P<comment>[^\n]*)|(?P<open>[\[{])|(?P<close>[\]}])"
    r"|(?P<end>\n)|(?P<equals>=)",
    re.DOTALL,
)


def read(data: bytes) -> FileText:
    """A .toml file. Raises SkippedFile for what is not valid."""
    text, warning = decode(data)
    text = text.replace("\r\n", "\n")
    try:
        parsed = tomllib.loads(text, parse_float=str)
    except ValueError as error:
        raise SkippedFile(f"is not valid TOML ({error})") from None
    return data_document(value_of(parsed, _notes(text)), warning)


class _Statement(NamedTuple):
    """The head of a table, or a key with its value."""

    path: Path
    first: int  #: its first line, from 0
    last: int
    is_head: bool


def _notes(text: str) -> Mapping[Path, str]:
    """What comments say, by the path of what each stands above, beside or in.

    A comment directly below the last key of a table is about that table.
    """
    comments: list[Comment] = []
    statements = list(_statements(text, comments))
    lines = [each.first for each in statements]
    notes: dict[Path, str] = {}
    groups = in_groups(each for each in comments if not each.is_beside)
    for group in [*groups, *([each] for each in comments if each.is_beside)]:
        number = bisect_right(lines, group[0].line)
        below, above = statements[:number][-1:], statements[number : number + 1]
        touches = bool(above) and above[0].first == group[-1].line + 1 and (below or not above[0].is_head)
        if below and group[0].line <= below[0].last:
            path = below[0].path
        elif below and not touches and below[0].last == group[0].line - 1:
            path = below[0].path[:-1] or below[0].path
        else:
            path = above[0].path if touches else above[0].path[:-1] if above and below else ()
        notes[path] = " ".join(filter(None, (notes.get(path), prose(group))))
    return notes


def _statements(text: str, comments: list[Comment]) -> Iterator[_Statement]:
    """Yield the statements of a text, and add its comments to those that are given."""
    table: Path = ()
    tables: Counter[Path] = Counter()  # of each array of tables, how many there were
    depth, line, first = 0, 0, 0
    start, line_start, head_end = 0, 0, -1
    for token in _TOKEN.finditer(text + "\n"):
        kind = token.lastgroup
        if kind == "comment":
            before = text[line_start : token.start()]
            comments.append(Comment(line, len(before), token["comment"], is_beside=bool(before.strip())))
            head_end = token.start() if head_end < 0 else head_end
        elif kind == "equals" and head_end < 0 and depth == 0:
            head_end = token.start()
        elif kind in ("open", "close"):
            depth += 1 if kind == "open" else -1
        elif kind == "end" and depth == 0:
            head = text[start : head_end if head_end >= 0 else token.start()].strip()
            if head.startswith("["):
                table = _table(head, tables)
                yield _Statement(table, first, line, is_head=True)
            elif head:
                yield _Statement((*table, *_names(f"{head} = 0")), first, line, is_head=False)
            start, first, head_end = token.end(), line + 1, -1
        if breaks := token[0].count("\n"):
            line += breaks
            line_start = token.start() + token[0].rindex("\n") + 1


def _table(head: str, tables: Counter[Path]) -> Path:
    """The path of a table by its head, with the number of each array of tables that it stands in."""
    path: Path = ()
    names = _names(head)
    for number, name in enumerate(names, 1):
        path = (*path, name)
        if number == len(names) and head.startswith("[["):
            tables[path] += 1
        if tables[path]:
            path = (*path, tables[path] - 1)
    return path


def _names(statement: str) -> list[str]:
    """The keys that a statement names, outermost first."""
    names: list[str] = []
    value: Any = tomllib.loads(statement)
    while isinstance(value, (dict, list)) and value:
        if isinstance(value, list):
            [value] = value
        else:
            [(name, value)] = value.items()
            names.append(name)
    return names
