"""The tokenizer of all-MiniLM-L6-v2, which the encoder and the reader share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from index.models.weights import TOKENIZER

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SPECIAL_TOKENS = 2  #: [CLS] before a text, [SEP] after it
_SURROGATE = re.compile("[\ud800-\udfff]")


def without_surrogates(texts: Iterable[str]) -> list[str]:
    """Texts with "?" for each lone surrogate, which no tokenizer takes; offsets stay what they are."""
    return [_SURROGATE.sub("?", text) for text in texts]


def load_tokenizer() -> Tokenizer:
    """The tokenizer (WordPiece, 30,522 tokens, lower case), without padding and without truncation.

    It is loaded once in a process. Raises ModelUnavailable when its file is missing or damaged.
    """
    return _load_once(TOKENIZER.checked())


@cache
def _load_once(file: Path) -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
