"""The tokenizer of all-MiniLM-L6-v2, which the encoder and the reader share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from index.models.weights import TOKENIZER
from index.out_of_memory import is_out_of_memory

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

SPECIAL_TOKENS = 2  #: [CLS] before a text, [SEP] after it
_PANIC = "PanicException"  # the class of a panic in Rust, which cannot be imported
_SURROGATE = re.compile("[\ud800-\udfff]")


def tokenize(tokenizer: Tokenizer, texts: Iterable[str], *, special_tokens: bool = False) -> list[Encoding]:
    """The tokens of each text, with their offsets in it. A lone surrogate is read as "?".

    Raises RuntimeError if the tokenizer fails, and MemoryError if memory runs out. A panic in Rust is a
    BaseException, which no `except Exception` would catch.
    """
    valid = [_SURROGATE.sub("?", text) for text in texts]
    try:
        return tokenizer.encode_batch(valid, add_special_tokens=special_tokens)
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        kind = MemoryError if is_out_of_memory(error) else RuntimeError
        raise kind("The tokenizer failed.") from error


def load_tokenizer() -> Tokenizer:
    """The tokenizer (WordPiece, 30,522 tokens, lower case), without padding and without truncation.

    It is loaded once in a process. Raises ModelUnavailable if its file is missing or damaged.
    """
    return _load_once(TOKENIZER.verified_path())


@cache
def _load_once(file: Path) -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
