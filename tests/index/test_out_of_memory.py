"""What says that memory ran out, in Python's words and in those of libraries."""

from __future__ import annotations

import pytest

from index.documents.own_errors import is_own_error
from index.models.tokenizer import load_tokenizer, tokenize
from index.out_of_memory import lacks_memory


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
    """Whoever tells of it, and in whatever class."""
    assert lacks_memory(error)
    assert not is_own_error(error)


@pytest.mark.parametrize(
    "error", [KeyError("bad_alloc"), ValueError("allocate memory"), RuntimeError("panic")]
)
def test_the_words_of_a_document_are_no_sign_of_it(error: Exception):
    """An error that quotes a text says nothing of memory."""
    assert not lacks_memory(error)
    assert is_own_error(error)


class PanicException(BaseException):
    """As PyO3 names what Rust raises."""


class PanickingTokenizer:
    """A tokenizer whose library panics over any text."""

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
    """Else it would pass by all that keeps an error over one text from ending a build."""
    with pytest.raises(kind, match="The tokenizer failed"):
        tokenize(PanickingTokenizer(message), ["who?"])


def test_the_tokenizer_is_loaded_once():
    """The encoder and the reader share it."""
    assert load_tokenizer() is load_tokenizer()
