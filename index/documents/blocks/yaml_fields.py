"""A YAML text → the fields of its mapping, and how deep its values are nested.

PyYAML crashes over values that are nested too deeply, so that is checked first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_LEVELS = 20  # of nesting in a text whose fields are read, at most


def yaml_loader() -> Any:
    """Return the loader of PyYAML that keeps each value as it is written; the fast one, if it is there."""
    import yaml  # few documents need it

    return getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def nesting(text: str) -> Iterator[int]:
    """Yield at the start of each list and mapping of a YAML text how many it is in, itself included.

    Raises yaml.YAMLError.
    """
    import yaml

    depth = 0
    for event in yaml.parse(text, Loader=yaml_loader()):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            yield depth
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def yaml_fields(source: str) -> list[tuple[Any, Any]]:
    """Return the key and the value of each field of a YAML mapping, as nodes of PyYAML.

    Raises ValueError if the text is not valid YAML, or nested so deeply that PyYAML could crash. It is empty
    if the text is no mapping.
    """
    import yaml  # only some documents have front matter

    try:
        if any(depth > _LEVELS for depth in nesting(source)):
            raise ValueError(f"is nested more than {_LEVELS} deep")
        root = yaml.compose(source, Loader=yaml_loader())
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
    return root.value if isinstance(root, yaml.MappingNode) else []
