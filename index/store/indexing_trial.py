"""Tests whether a file that was skipped before, and can be read now, can also be indexed.

A build notices a fault in indexing only while it writes. If nothing else has changed, the test comes first,
so that a file on which Munshi's own code fails does not cause a new generation at each build.
"""

from __future__ import annotations

from index.documents.load_in_order import Result
from index.documents.own_errors import skip_on_own_error
from index.documents.skipped import OWN_ERROR, SkippedFile
from index.models.encoder import load_encoder
from index.passages.splitting import split
from index.search.terms import TermExtractor
from index.settings import IndexSettings
from index.store.encoding import encoded
from index.store.prepared import prepare
from index.types import Passage

_ENCODED = 64  # passages at a time


def check_indexable(result: Result, settings: IndexSettings, *, before: str) -> Result:
    """Return `result`, or the reason why a build would skip the file while it writes. Writes nothing.

    `before` is the reason why the last build skipped the file. If it was an error of Munshi's own code, the
    passages are also encoded. Raises ModelUnavailable.
    """
    if isinstance(result, SkippedFile):
        return result
    encoder = load_encoder(settings.encoder, threads=settings.threads)
    # A file that cannot be indexed may have huge words: they do not stay in memory.
    extractor, passages = TermExtractor(), list[Passage]()
    try:
        with skip_on_own_error():
            for passage in split(
                result.document, settings.passages, encoder.count_tokens, encoder.token_limit
            ):
                extractor.terms(prepare(passage).indexed)
                passages.append(passage)
    except SkippedFile as reason:
        return reason
    faults: dict[str, SkippedFile] = {}
    if before.startswith(OWN_ERROR):
        for first in range(0, len(passages), _ENCODED):
            encoded(encoder, passages[first : first + _ENCODED], faults)
    return next(iter(faults.values()), result)
