"""A file that could not be read before, and can be now: whether its passages can be indexed as well.

A build learns that while it writes. Where nothing else has changed, it is found out before, so that a file
over which Munshi's own code fails makes no new generation at each build.
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


def rehearsed(result: Result, settings: IndexSettings, *, before: str) -> Result:
    """What was read of a file, or the reason why a build would skip it when it writes. Writes nothing.

    `before` is why it was skipped: where that was an error of Munshi's own, its passages are encoded too.
    Raises ModelUnavailable.
    """
    if isinstance(result, SkippedFile):
        return result
    encoder = load_encoder(settings.encoder, threads=settings.threads)
    terms, passages = TermExtractor(), list[Passage]()
    try:
        with skip_on_own_error():
            for passage in split(
                result.document, settings.passages, encoder.count_tokens, encoder.token_limit
            ):
                terms.terms(prepare(passage).indexed)
                passages.append(passage)
    except SkippedFile as reason:
        return reason
    faults: dict[str, SkippedFile] = {}
    if before.startswith(OWN_ERROR):
        for first in range(0, len(passages), _ENCODED):
            encoded(encoder, passages[first : first + _ENCODED], faults)
    return next(iter(faults.values()), result)
