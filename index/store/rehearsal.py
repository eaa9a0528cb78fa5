"""A file that could not be read before, and can be now: whether its passages can be indexed as well.

A build learns that while it writes. Where nothing else has changed, it is found out before, so that a file
over which Munshi's own code fails makes no new generation at each build.
"""

from __future__ import annotations

from index.documents.load_in_order import Result
from index.documents.own_errors import skip_on_own_error
from index.documents.skipped import SkippedFile
from index.models.encoder import load_encoder
from index.passages.splitting import split
from index.search.terms import TermExtractor
from index.settings import IndexSettings
from index.store.prepared import prepare


def rehearsed(result: Result, settings: IndexSettings) -> Result:
    """What was read of a file, or the reason why a build would skip it when it writes. Writes nothing.

    Raises ModelUnavailable.
    """
    if isinstance(result, SkippedFile):
        return result
    encoder = load_encoder(settings.encoder, threads=settings.threads)
    terms = TermExtractor()
    try:
        with skip_on_own_error():
            for passage in split(
                result.document, settings.passages, encoder.count_tokens, encoder.token_limit
            ):
                terms.terms(prepare(passage).indexed)
    except SkippedFile as reason:
        return reason
    return result
