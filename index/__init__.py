"""The engine's public interface: folder of documents → index → answers with the passages that support them.

    from index import Engine, IndexSettings, build

    settings = IndexSettings(documents="papers", index=".index")
    build(settings)
    print(Engine.open(settings).ask("who framed Madan?").text)

A name is imported when it is first used, so `import index` alone loads no other module.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.engine import Engine
    from index.errors import UserError
    from index.settings import (
        AnswerSettings,
        DocumentSettings,
        EncoderSettings,
        IndexSettings,
        PassageSettings,
        RetrievalSettings,
    )
    from index.store.build import build
    from index.store.report import BuildReport, Progress
    from index.types import Answer, Citation, Document, Hit, Outcome, Passage, Turn

_MODULES = {
    "Engine": "index.engine",
    "UserError": "index.errors",
    "build": "index.store.build",
    **dict.fromkeys(("BuildReport", "Progress"), "index.store.report"),
    **dict.fromkeys(
        (
            "AnswerSettings",
            "DocumentSettings",
            "EncoderSettings",
            "IndexSettings",
            "PassageSettings",
            "RetrievalSettings",
        ),
        "index.settings",
    ),
    **dict.fromkeys(("Answer", "Citation", "Document", "Hit", "Outcome", "Passage", "Turn"), "index.types"),
}

__all__ = [
    "Answer",
    "AnswerSettings",
    "BuildReport",
    "Citation",
    "Document",
    "DocumentSettings",
    "EncoderSettings",
    "Engine",
    "Hit",
    "IndexSettings",
    "Outcome",
    "Passage",
    "PassageSettings",
    "Progress",
    "RetrievalSettings",
    "Turn",
    "UserError",
    "build",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_MODULES[name]), name)
    globals()[name] = value  # the next look-up does not come here
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
