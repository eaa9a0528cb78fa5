"""Faults of a config file: what a setting that msgspec refuses must be, and on which line it is."""

from __future__ import annotations

import re
from typing import Any

from msgspec.inspect import DataclassType, Field, Type

from index.setting_faults import fault_of

BACKSLASHES = "In double quotes a backslash begins an escape: write a path in single quotes, or with / in it."


def dotted(section: str, name: str) -> str:
    """Return the name of a setting after the name of its section, with a dot between them."""
    return f"{section}.{name}" if section else name


def fields_of(schema: Type) -> dict[str, Field]:
    """Return the settings of a section, by name; empty if `schema` is not a dataclass."""
    return {field.name: field for field in schema.fields} if isinstance(schema, DataclassType) else {}


def fault_in_config(schema: Type, value: Any, key: str) -> str:
    """Return what a setting that msgspec refuses must be, in the words of TOML; "" for a path."""
    if isinstance(schema, DataclassType):
        return "" if isinstance(value, dict) else f"must be a section, [{key}]"
    return fault_of(schema, value)


def line_of(text: str, key: str) -> int:
    """Return the line (from 1) of a dotted key, or else that of its section; 0 if neither is found."""
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]", line):
            section = header[1].replace('"', "").replace("'", "")
            if section == key:
                return number
        elif line_key := re.match(r"\s*([^=#]+?)\s*=", line):
            name = line_key[1].replace('"', "").replace("'", "")
            if key == dotted(section, name):
                return number
    parent = key.rpartition(".")[0]
    return line_of(text, parent) if parent else 0


def has_backslash_escape(text: str, fault: str) -> bool:
    """Whether the line that a TOML error names contains a backslash in double quotes."""
    found = re.search(r"at line (\d+)", fault)
    line = text.split("\n")[int(found[1]) - 1] if found else ""
    return re.search(r'"[^"]*\\', line) is not None
