"""Readers: a question and the evidence for it in, spans of the documents out."""

from __future__ import annotations

from index.errors import ModelUnavailable, UserError
from index.models.encoder import Encoder
from index.reader.coverage import Coverage
from index.reader.sentence_reader import SentenceReader
from index.reader.span_reader import WEIGHTS, SpanReader
from index.search.bm25 import BM25Index
from index.types import Reader


def load_reader(name: str, encoder: Encoder, lexical: BM25Index, *, threads: int = 0) -> tuple[Reader, str]:
    """The reader of that name, and a sentence for the user where another had to stand in for it.

    "default" is the reading model where its weights are in the install, and whole sentences where they are
    not; where they are damaged, sentences answer too, and the user is told.
    """
    if name not in ("default", "sentences"):
        raise UserError(
            f"There is no reader {name!r}: set `reader` under [answer] in config.toml to "
            '"default" or "sentences".'
        )
    notice = ""
    coverage = Coverage(lexical.idf)
    sentences = SentenceReader(encoder, coverage)
    if name == "default" and WEIGHTS.is_dir():
        try:
            reader = SpanReader.load(
                threads=threads, coverage=coverage, passages=len(lexical), closest=sentences
            )
            return reader, ""
        except ModelUnavailable as error:
            notice = f"{error} Until then, whole sentences answer."
    return sentences, notice
