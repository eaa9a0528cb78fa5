"""A wrong value of a setting → the end of a sentence that says why: "must be between 0 and 1, not 5"."""

from __future__ import annotations

from typing import Any

from msgspec.inspect import (
    BoolType,
    DataclassType,
    DictType,
    FloatType,
    IntType,
    LiteralType,
    StrType,
    Type,
    UnionType,
    VarTupleType,
)


def fault_of(schema: Type, value: Any) -> str:
    """Say what a setting must be whose `value` msgspec refuses for the type `schema`; "" for a path."""
    match schema:
        case DataclassType(cls=kind):
            return f"must be {kind.__name__}, not {value!r}"
        case DictType():
            return _fault_of_section(schema, value)
        case VarTupleType(item_type=item):
            return f"must be a list of {_items(item)}"
        case LiteralType(values=words):
            return f"must be one of {', '.join(map(str, words))}, not {value!r}"
        case StrType(pattern=str()) if isinstance(value, str):
            return f"has a value that is not known, {value!r}"
        case StrType():
            return f"must be text in quotes, not {value!r}"
        case BoolType():
            return f"must be true or false, not {value!r}"
        case IntType() | FloatType():
            return f"must be {_number(schema, value)}, not {value!r}"
    return ""


def _fault_of_section(schema: DictType, value: Any) -> str:
    """Say what a section must be; if it is one of texts, which suffix has no dot."""
    if isinstance(value, dict) and all(isinstance(text, str) for text in value.values()):
        wrong = next((name for name in value if name and not name.startswith(".")), "")
        return f"names a suffix without its dot, {wrong!r}" if wrong else ""
    more = ", numbers, true and false" if isinstance(schema.value_type, UnionType) else ""
    return f"must be a section of texts{more}"


def _items(schema: Type) -> str:
    """Say which items a list must have."""
    match schema:
        case IntType():
            return "ids, which are numbers, such as [123456789012345678]"
        case StrType(pattern=str()):
            return 'suffixes, such as [".md"]'
    return 'texts, such as ["*.txt"]'


def _number(schema: IntType | FloatType, value: Any) -> str:
    """Say what a number must be: whole, a number at all, or between which bounds."""
    if isinstance(schema, IntType) and type(value) is not int:
        return "a whole number"
    if type(value) not in (int, float):
        return "a number"
    if schema.gt is not None:
        return f"more than {schema.gt}, at most {schema.le}"
    return f"between {schema.ge} and {schema.le}"
