"""Settings → the writer that words answers, if the settings name a language model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.settings import LLMSettings

if TYPE_CHECKING:  # loads numeric libraries
    from index.wording.writer import Writer


def open_writer(settings: LLMSettings) -> Writer | None:
    """Open a writer; None if no language model is named, or if it is never asked. Raises as `Writer.open`."""
    if not settings.kind:
        return None
    from index.wording.writer import Writer  # no other answer needs it

    return Writer.open(settings)
