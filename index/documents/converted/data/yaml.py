"""YAML → headings, tables and lists, with the prose of its comments.

No Python object is constructed, and every value is kept as it is written. The number of values is limited;
values that an alias repeats count each time.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from index.documents.blocks.yaml_fields import nesting, yaml_loader
from index.documents.converted.data.comments import Comment, group_adjacent, prose, with_comment
from index.documents.converted.data.document import data_document
from index.documents.converted.data.tree import Field, Fields, Value, check_depth, one_line
from index.documents.decode import decode
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile

_LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")
_COMMENT = re.compile(r"(?<!\S)#([^\n]*)")
_NOTHING = frozenset(("", "~", "null", "Null", "NULL"))
_MERGE = "<<"
# A file may have 100,000 values, or one for each character if that is more.
_VALUES, _VALUES_A_CHARACTER = 100_000, 1


def read(data: bytes) -> FileText:
    """A .yaml file. Several documents in it become a list.

    Raises SkippedFile if it is not valid YAML, or only programs use its data.
    """
    text, warning = decode(data)
    text = _LINE_END.sub("\n", text)
    try:
        _check_nesting(text)
        nodes = list(yaml.compose_all(text, Loader=yaml_loader()))
    except yaml.YAMLError as error:
        raise SkippedFile(f"is not valid YAML ({_reason(error)})") from None
    reading = _Reading(text, nodes)
    values = [value for node in nodes if node is not None and (value := reading.value(node))]
    rest = reading.rest()
    if len(values) != 1:
        return data_document([*values, *filter(None, [rest])], warning)
    value = values[0]
    if rest:
        value = Fields([*value, Field("", rest)]) if isinstance(value, Fields) else value
    return data_document(value, warning)


def _check_nesting(text: str) -> None:
    """Raise SkippedFile for values that are nested so deeply that the library would crash."""
    for depth in nesting(text):
        check_depth(depth)


def _reason(error: yaml.YAMLError) -> str:
    """The problem and its line, on one line."""
    problem, mark = getattr(error, "problem", None), getattr(error, "problem_mark", None)
    return f"line {mark.line + 1}: {problem}" if problem and mark else str(error).replace("\n", " ")


class _Reading:
    """Converts the nodes of a text in order, together with the comments between them."""

    def __init__(self, text: str, nodes: Sequence[Any]) -> None:
        self._values_left = max(_VALUES, _VALUES_A_CHARACTER * len(text))
        self._above: deque[Comment] = deque()  # comments on lines of their own
        self._trailing: dict[int, Comment] = {}  # trailing comments by their lines
        for comment in _comments(text, nodes):
            if comment.is_trailing:
                self._trailing[comment.line] = comment
            else:
                self._above.append(comment)
        first_line = next((node.start_mark.line for node in nodes if node is not None), 0)
        self._first = next((each for each in self._above if each.line < first_line), None)

    def value(self, node: Any, depth: int = 0) -> Value:
        """The value of a node. Raises SkippedFile if it is nested too deeply, as is a node inside itself."""
        check_depth(depth)
        self._values_left -= 1
        if self._values_left < 0:
            raise SkippedFile("unpacks to far more than its size")
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return [value for each in node.value if (value := self.value(each, depth + 1))]
        return Fields(self._fields(node, depth))

    def rest(self) -> str:
        """The prose of the comments after all values."""
        return prose(self._take(None))

    def _scalar(self, node: Any) -> str:
        if not node.style and node.value in _NOTHING:
            return ""
        line = node.end_mark.line
        trailing = self._trailing.pop(line, None) if node.style not in ("|", ">") else None
        text = node.value.strip()
        return with_comment(text, trailing) if trailing else text

    def _fields(self, node: Any, depth: int) -> Iterator[Field]:
        found: dict[str, Field] = {}
        for number, (key_node, value_node) in enumerate(node.value):
            above, note = self._above_key(key_node, value_node)
            for text in above:
                found[f"\n{number} {len(found)}"] = Field("", text)
            key = self._key(key_node, depth)
            note = " ".join(filter(None, (note, self._after_key(key_node, value_node))))
            value = self.value(value_node, depth + 1)
            if key == _MERGE:
                for field in _merged(value):
                    found.setdefault(field.key, field)
            else:
                found[key] = Field(key, value, note)
        yield from (field for field in found.values() if field.value)
        if node.start_mark.column and (
            below := prose(self._take(node.end_mark.line, node.start_mark.column))
        ):
            yield Field("", below)

    def _above_key(self, key: Any, value: Any) -> tuple[list[str], str]:
        """The prose of the groups of comments above a key: of those not about it, and of the one about it.

        The group directly above the key is about the key. But if that group is the first in the file, and the
        value is no scalar, it is about the whole file.
        """
        line = key.start_mark.line
        groups = group_adjacent(self._take(line))
        touches = bool(groups) and groups[-1][-1].line == line - 1
        opens_file = bool(groups) and groups[-1][0] is self._first and not isinstance(value, yaml.ScalarNode)
        note = prose(groups.pop()) if touches and not opens_file else ""
        return [prose(group) for group in groups], note

    def _after_key(self, key: Any, value: Any) -> str:
        """The prose of the comment after a key whose value is a list or a mapping; else an empty string."""
        if isinstance(value, yaml.ScalarNode):
            return ""
        trailing = self._trailing.pop(key.start_mark.line, None)
        return prose([trailing]) if trailing else ""

    def _key(self, node: Any, depth: int) -> str:
        """The text of a key. A key that is a list or a mapping becomes its values on one line."""
        if isinstance(node, yaml.ScalarNode):
            return str(node.value.strip())
        return one_line(self.value(node, depth + 1))

    def _take(self, line: int | None, column: int = 0) -> list[Comment]:
        """Remove and return the next comments above a line (None: all), up to one left of a column."""
        taken: list[Comment] = []
        while (
            self._above and (line is None or self._above[0].line < line) and self._above[0].column >= column
        ):
            taken.append(self._above.popleft())
        return taken


def _merged(value: Value) -> Iterator[Field]:
    """Yield the fields of a merged mapping ("<<"), or of several."""
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, Fields):
            yield from each


def _comments(text: str, nodes: Sequence[Any]) -> Iterator[Comment]:
    """Yield the comments of a text. A "#" inside a scalar starts no comment."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    position, line = 0, 0
    for start, end in [*sorted(_scalars(nodes)), (len(text), len(text))]:
        for found in _COMMENT.finditer(text, position, max(position, start)):
            while line + 1 < len(starts) and starts[line + 1] <= found.start():
                line += 1
            before = text[starts[line] : found.start()]
            yield Comment(line, len(before), found[1], is_trailing=bool(before.strip()))
        position = max(position, end)


def _scalars(nodes: Sequence[Any]) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each scalar once, even if aliases repeat it."""
    seen: set[int] = set()
    waiting = [node for node in nodes if node is not None]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            yield node.start_mark.index, node.end_mark.index
        elif isinstance(node, yaml.MappingNode):
            waiting += [each for pair in node.value for each in pair]
        else:
            waiting += node.value
