"""The reading model: a network on ONNX Runtime with its tokenizer. Question and evidence → windows → logits.

Each window is read by itself, without padding, on one core of several: its logits depend neither on the
number of threads nor on what else is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from index.documents.plain_text.broken_words import join_broken_words
from index.models.runtime import Session, processors
from index.models.tokenizer import tokenize
from index.reader.evidence_text import evidence_text
from index.reader.network.windows import TokenLimits, Window, make_windows
from index.types import Evidence

if TYPE_CHECKING:
    from tokenizers import Tokenizer

#: Logits of windows by the bytes of their token ids.
LogitsCache = dict[bytes, np.ndarray]


class ReadingModel:
    """Scores the tokens of windows. May be used from several threads at once."""

    def __init__(
        self, session: Session, tokenizer: Tokenizer, limits: TokenLimits, *, threads: int = 0
    ) -> None:
        """Reads on `threads` cores (0: all)."""
        self.limits = limits
        self._session = session
        self._tokenizer = tokenizer
        self._pool = ThreadPoolExecutor(processors(threads), thread_name_prefix="reader")

    def windows(self, question: str, evidence: Sequence[Evidence]) -> list[list[Window]]:
        """The windows of each evidence."""
        read = [evidence_text(each) for each in evidence]
        texts = (join_broken_words(question), *(each.text for each in read))
        question_encoding, *encodings = tokenize(self._tokenizer, texts)
        return [
            make_windows(question_encoding.ids, encoding, text, each, rank, self.limits)
            for rank, (encoding, text, each) in enumerate(zip(encodings, read, evidence, strict=True))
        ]

    def logits(self, windows: Sequence[Window], cache: LogitsCache) -> list[np.ndarray]:
        """The logits of each window, float32 [tokens, 3 or 4]: start, end, relevance, answering block.

        The last two count at token 0 alone; the fourth is there if the weights have it.
        Windows in `cache` are not read again, and the others are added to it.
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
