"""What is wrong with a value of a setting, as the end of a sentence: "must be between 0 and 1, not 5"."""

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
    """What a setting must be that msgspec refuses; "" for a path."""
    match schema:
        case DataclassType(cls=kind):
            return f"must be {kind.__name__}, not {value!r}"
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
