"""TOML → headings, tables and lists, with the prose of its comments."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from index.documents.converted.data.comments import Comment, group_adjacent, prose
from index.documents.converted.data.document import data_document
from index.documents.converted.data.tree import Path, bounded_depth, value_of
from index.documents.decode import decode
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile

_TOKEN = re.compile(
    r"\"\"\".*?\"\"\"+|'''.*?'''+|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|#(?P<comment>[^\n]*)|(?P<open>[\[{])|(?P<close>[\]}])"
    r"|(?P<end>\n)|(?P<equals>=)",
    re.DOTALL,
)


def read(data: bytes) -> FileText:
    """A .toml file. Raises SkippedFile if it is not valid TOML, or only programs use its data."""
    text, warning = decode(data)
    text = text.replace("\r\n", "\n")
    try:
        with bounded_depth():
            parsed = tomllib.loads(text, parse_float=str)
    except ValueError as error:
        raise SkippedFile(f"is not valid TOML ({error})") from None
    return data_document(value_of(parsed, _notes(text)), warning)


class _Statement(NamedTuple):
    """The header of a table, or a key with its value."""

    path: Path
    first: int  #: its first line, from 0
    last: int  #: its last line
    is_header: bool


def _notes(text: str) -> Mapping[Path, str]:
    """The prose of the comments, by the path of the value or table that each is about."""
    comments: list[Comment] = []
    statements = list(_statements(text, comments))
    lines = [each.first for each in statements]
    notes: dict[Path, str] = {}
    groups = group_adjacent(each for each in comments if not each.is_trailing)
    for group in [*groups, *([each] for each in comments if each.is_trailing)]:
        number = bisect_right(lines, group[0].line)
        before = statements[number - 1] if number else None
        after = statements[number] if number < len(statements) else None
        path = _path_of(group, before, after)
        notes[path] = " ".join(filter(None, (notes.get(path), prose(group))))
    return notes


def _path_of(comments: Sequence[Comment], before: _Statement | None, after: _Statement | None) -> Path:
    """The path that comments between two statements, or inside the first statement, are about.

    Comments directly above a statement are about it, unless it is a header at the start of the file; comments
    directly below a statement are about its table. Other comments between two statements are about the table
    around the second; those at the start and the end of the file are about all of it.
    """
    if before and comments[0].line <= before.last:
        return before.path
    if after and comments[-1].line == after.first - 1 and (before or not after.is_header):
        return after.path
    if before and comments[0].line == before.last + 1:
        return before.path[:-1] or before.path
    return after.path[:-1] if before and after else ()


def _statements(text: str, comments: list[Comment]) -> Iterator[_Statement]:
    """Yield the statements of a text, and append its comments to `comments`."""
    table: Path = ()
    tables: Counter[Path] = Counter()  # the number of tables so far, of each array of tables
    for head, first, last in _headers_and_keys(text, comments):
        if head.startswith("["):
            table = _table(head, tables)
            yield _Statement(table, first, last, is_header=True)
        elif head:
            yield _Statement((*table, *_names(f"{head} = 0")), first, last, is_header=False)


def _headers_and_keys(text: str, comments: list[Comment]) -> Iterator[tuple[str, int, int]]:
    """Yield the header or key of each statement, and the statement's first and last line.

    The text is empty for a line without a statement.
    """
    depth, line, first = 0, 0, 0
    start, line_start = 0, 0
    head_end: int | None = None
    for token in _TOKEN.finditer(text + "\n"):
        match token.lastgroup:
            case "comment":
                before = text[line_start : token.start()]
                is_trailing = bool(before.strip())
                comments.append(Comment(line, len(before), token["comment"], is_trailing))
                head_end = token.start() if head_end is None else head_end
            case "equals" if depth == 0 and head_end is None:
                head_end = token.start()
            case "open":
                depth += 1
            case "close":
                depth -= 1
            case "end" if depth == 0:
                yield text[start : token.start() if head_end is None else head_end].strip(), first, line
                start, first, head_end = token.end(), line + 1, None
        if breaks := token[0].count("\n"):
            line += breaks
            line_start = token.start() + token[0].rindex("\n") + 1


def _table(head: str, tables: Counter[Path]) -> Path:
    """The path of a table with this header, with its number in each array of tables around it."""
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
    """The keys in a statement, outermost first."""
    names: list[str] = []
    value: Any = tomllib.loads(statement)
    while isinstance(value, (dict, list)) and value:
        if isinstance(value, list):
            [value] = value
        else:
            [(name, value)] = value.items()
            names.append(name)
    return names
