"""The values that flow through Munshi: frozen, slotted, and light to import."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import pytest

from index import settings, types
from index.store import changes, checksums, manifest, store

VALUES = [
    value
    for module in (types, settings, changes, checksums, manifest, store)
    for value in vars(module).values()
    if isinstance(value, type) and is_dataclass(value) and value.__module__ == module.__name__
]


@pytest.mark.parametrize("kind", VALUES, ids=lambda kind: kind.__name__)
def test_a_value_never_changes(kind: type):
    """Every value is frozen and has no room for what it was not made with."""
    assert kind.__dataclass_params__.frozen
    assert not hasattr(object.__new__(kind), "__dict__")
    assert fields(kind)


def test_types_import_nothing_heavy(python):
    """Whoever only passes answers on imports neither NumPy nor any model."""
    result = python(
        "import sys, index.types, index.errors, index.settings\n"
        "assert not {'numpy', 'faiss', 'onnxruntime', 'tokenizers'} & set(sys.modules)"
    )
    assert result.returncode == 0, result.stderr
