"""Which errors say that memory ran out, in the words of Python and of libraries."""

from __future__ import annotations

import pytest

from index.documents.own_errors import is_own_error
from index.models.tokenizer import load_tokenizer, tokenize
from index.out_of_memory import is_out_of_memory


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("can't start new thread"),
        RuntimeError("[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : std::bad_alloc"),
        Exception("bfc_arena.cc:360 Failed to allocate memory for requested buffer of size 393216"),
        ImportError("libopenblas.so: failed to map segment from shared object"),
        ImportError("libfaiss.so: cannot allocate memory in static TLS block"),
    ],
    ids=lambda error: str(error)[:20],
)
def test_memory_that_runs_out_is_no_error_of_our_own(error: Exception):
    """This holds for every library, and for every class of error."""
    assert is_out_of_memory(error)
    assert not is_own_error(error)


@pytest.mark.parametrize(
    "error", [KeyError("bad_alloc"), ValueError("allocate memory"), RuntimeError("panic")]
)
def test_the_words_of_a_document_are_no_sign_of_it(error: Exception):
    """An error that quotes a text says nothing about memory."""
    assert not is_out_of_memory(error)
    assert is_own_error(error)


class PanicException(BaseException):
    """The name that PyO3 gives to a panic of Rust."""


class PanickingTokenizer:
    """A tokenizer whose library panics on every text."""

    def __init__(self, message: str) -> None:
        self.message = message

    def encode_batch(self, texts: list[str], add_special_tokens: bool) -> list[object]:
        """Panic."""
        raise PanicException(self.message)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("index out of bounds: the len is 3 but the index is 3", RuntimeError),
        ("The global thread pool has not been initialized.: ThreadPoolBuildError", MemoryError),
    ],
)
def test_a_panic_of_the_tokenizer_is_an_ordinary_error(message: str, kind: type[Exception]):
    """Otherwise it would not be caught where an error on one text must not end a build."""
    with pytest.raises(kind, match="The tokenizer failed"):
        tokenize(PanickingTokenizer(message), ["who?"])


def test_the_tokenizer_is_loaded_once():
    """The encoder and the reader share it."""
    assert load_tokenizer() is load_tokenizer()
