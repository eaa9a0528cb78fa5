"""Faults of a config file: a sentence of what a setting must be that msgspec refuses, and where it stands."""

from __future__ import annotations

import re
from typing import Any

from msgspec.inspect import DataclassType, Field, Type

from index.setting_faults import fault_of

BACKSLASHES = "In double quotes a backslash begins an escape: write a path in single quotes, or with / in it."


def dotted(section: str, name: str) -> str:
    """The name of a setting with that of its section."""
    return f"{section}.{name}" if section else name


def fields_of(schema: Type) -> dict[str, Field]:
    """The settings of a section, by name."""
    return {field.name: field for field in schema.fields} if isinstance(schema, DataclassType) else {}


def fault_in_config(schema: Type, value: Any, key: str) -> str:
    """What a setting must be that msgspec refuses, in the words of TOML; "" for a path."""
    if isinstance(schema, DataclassType):
        return "" if isinstance(value, dict) else f"must be a section, [{key}]"
    return fault_of(schema, value)


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
