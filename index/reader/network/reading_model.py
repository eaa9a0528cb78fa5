"""The reading model, a network on ONNX Runtime with its tokenizer: question and evidence → windows → logits.

Each window is read alone, without padding, by one thread. So its logits depend neither on the number of
threads nor on the other windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from index.documents.plain_text.broken_words import join_broken_words
from index.models.runtime import Session, core_count
from index.models.tokenizer import tokenize
from index.reader.evidence.evidence_text import evidence_text
from index.reader.network.windows import TokenLimits, Window, make_windows
from index.types import Evidence
from index.values.as_written import as_written_in

if TYPE_CHECKING:
    from tokenizers import Tokenizer

#: The logits of windows, by the bytes of their token ids.
LogitsCache = dict[bytes, np.ndarray]


class ReadingModel:
    """Computes the logits of windows. Several threads may use it at once."""

    def __init__(
        self, session: Session, tokenizer: Tokenizer, limits: TokenLimits, *, threads: int = 0
    ) -> None:
        """Read on `threads` cores (0: all)."""
        self.limits = limits
        self._session = session
        self._tokenizer = tokenizer
        self._pool = ThreadPoolExecutor(core_count(threads), thread_name_prefix="reader")

    def windows(self, question: str, evidence: Sequence[Evidence]) -> list[list[Window]]:
        """Return the windows of each evidence; none for a passage without tokens.

        Dates, times and numbers of the question are written as in the evidence.
        """
        texts = [evidence_text(each) for each in evidence]
        joined = join_broken_words(question)
        questions = [as_written_in(text.text, joined) for text in texts]
        distinct = list(dict.fromkeys(questions))
        encodings = tokenize(self._tokenizer, (*distinct, *(each.text for each in texts)))
        of_questions = dict(zip(distinct, encodings, strict=False))
        return [
            make_windows(of_questions[asked].ids, encoding, text, each, rank, self.limits)
            for rank, (asked, encoding, text, each) in enumerate(
                zip(questions, encodings[len(distinct) :], texts, evidence, strict=True)
            )
        ]

    def logits(self, windows: Sequence[Window], cache: LogitsCache) -> list[np.ndarray]:
        """Return the logits of each window, float32 [tokens, 4]: start, end, relevance, answering block.

        The last two count at token 0 alone. Windows in `cache` are not read again, and the others are added
        to it.
        """
        unread = {window.ids.tobytes(): window for window in windows}
        # The longest first, so that the cores finish together.
        keys = sorted(unread.keys() - cache.keys(), key=lambda key: (-len(key), key))
        futures = [self._pool.submit(self._run, unread[key]) for key in keys]
        cache.update(zip(keys, [future.result() for future in futures], strict=True))
        return [cache[window.ids.tobytes()] for window in windows]

    def _run(self, window: Window) -> np.ndarray:
        segments = np.zeros_like(window.ids)
        segments[window.second :] = 1
        inputs = {"input_ids": window.ids[None], "token_type_ids": segments[None]}
        return np.asarray(self._session.run(None, inputs)[0][0], np.float32)
