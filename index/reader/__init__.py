"""Readers: a question and the evidence for it in, spans of the documents out."""

from __future__ import annotations

from index.encode import Encoder
from index.errors import ModelUnavailable, UserError
from index.lexical import LexicalIndex
from index.reader.sentences import SentenceReader
from index.types import Reader


def load_reader(name: str, encoder: Encoder, lexical: LexicalIndex) -> tuple[Reader, str]:
    """The reader of that name, and a sentence for the user where another had to stand in for it.

    "default" is the reading model; where its weights are missing or damaged, whole sentences answer.
    """
    if name not in ("default", "sentences"):
        raise UserError(
            f"There is no reader {name!r}: set `reader` under [answer] in config.toml to "
            '"default" or "sentences".'
        )
    notice = ""
    if name == "default":
        try:
            return _load_model(), ""
        except ModelUnavailable as error:
            notice = f"{error} Until then, whole sentences answer." if str(error) else ""
    return SentenceReader(encoder, lexical), notice


def _load_model() -> Reader:
    """The reading model has its place here; until it lands, sentences answer, and no notice is due."""
    raise ModelUnavailable("")
