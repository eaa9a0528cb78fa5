"""Faults of a config file: a sentence of what a setting must be that msgspec refuses, and where it stands."""

from __future__ import annotations

import re
from typing import Any

from msgspec.inspect import (
    BoolType,
    DataclassType,
    DictType,
    Field,
    FloatType,
    IntType,
    LiteralType,
    StrType,
    Type,
    UnionType,
    VarTupleType,
)

BACKSLASHES = "In double quotes a backslash begins an escape: write a path in single quotes, or with / in it."


def dotted(section: str, name: str) -> str:
    """The name of a setting with that of its section."""
    return f"{section}.{name}" if section else name


def fields_of(schema: Type) -> dict[str, Field]:
    """The settings of a section, by name."""
    return {field.name: field for field in schema.fields} if isinstance(schema, DataclassType) else {}


def fault_of(schema: Type, value: Any, key: str) -> str:
    """What a setting must be that msgspec refuses, as the end of a sentence; "" for a path."""
    match schema:
        case DataclassType() if not isinstance(value, dict):
            return f"must be a section, [{key}]"
        case DictType() if isinstance(value, dict) and all(isinstance(text, str) for text in value.values()):
            wrong = next((name for name in value if name and not name.startswith(".")), "")
            return f"names a suffix without its dot, {wrong!r}" if wrong else ""
        case DictType(value_type=UnionType()):
            return "must be a section of texts, numbers, true and false"
        case DictType():
            return "must be a section of texts"
        case VarTupleType(item_type=IntType()):
            return "must be a list of ids, which are numbers, such as [123456789012345678]"
        case VarTupleType(item_type=StrType(pattern=str())):
            return 'must be a list of suffixes, such as [".md"]'
        case VarTupleType():
            return 'must be a list of texts, such as ["*.txt"]'
        case LiteralType(values=words):
            return f"must be one of {', '.join(map(str, words))}, not {value!r}"
        case StrType(pattern=str()) if isinstance(value, str):
            return f"has a value that is not known, {value!r}"
        case StrType():
            return f"must be text in quotes, not {value!r}"
        case BoolType():
            return f"must be true or false, not {value!r}"
        case IntType() if type(value) is not int:
            return f"must be a whole number, not {value!r}"
        case FloatType() if type(value) not in (int, float):
            return f"must be a number, not {value!r}"
        case IntType() | FloatType():
            return f"must be {_bounds(schema)}, not {value}"
    return ""


def _bounds(schema: IntType | FloatType) -> str:
    """Between which bounds a number must be."""
    if schema.gt is not None:
        return f"more than {schema.gt}, at most {schema.le}"
    return f"between {schema.ge} and {schema.le}"


def line_of(text: str, key: str) -> int:
    """The line on which a dotted key stands, or else its section, from 1; 0 where neither is found."""
    here = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]", line):
            here = header[1].replace('"', "").replace("'", "")
            if here == key:
                return number
        elif line_key := re.match(r"\s*([^=#]+?)\s*=", line):
            named = line_key[1].replace('"', "").replace("'", "")
            if key == (f"{here}.{named}" if here else named):
                return number
    section = key.rpartition(".")[0]
    return line_of(text, section) if section else 0


def escapes_in(text: str, fault: str) -> bool:
    """Whether the line that a TOML fault names holds a backslash in double quotes."""
    found = re.search(r"at line (\d+)", fault)
    line = text.split("\n")[int(found[1]) - 1] if found else ""
    return re.search(r'"[^"]*\\', line) is not None
