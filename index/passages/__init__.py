"""Document → Passages: runs of the document's blocks and sentences, with exact offsets.

`split` is imported at its first use, since questions are answered without splitting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.passages.splitting import split

__all__ = ["split"]


def __getattr__(name: str) -> Any:
    if name != "split":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from index.passages.splitting import split

    return split
