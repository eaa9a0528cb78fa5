"""Whether an error says that memory ran out, which libraries in C++ and Rust tell each in its own words."""

from __future__ import annotations

_SIGNS = (
    "bad_alloc",  # C++, through ONNX Runtime and FAISS
    "allocate memory",  # the system, and ONNX Runtime over a buffer
    "failed to map segment",  # the system, over a library that is imported
    "can't start new thread",  # Python, over the stack of a thread
    "ThreadPoolBuildError",  # the tokenizer, over those of its threads
)


def lacks_memory(error: BaseException) -> bool:
    """Whether memory ran out. An error that quotes what it was over, such as a KeyError, does not tell it."""
    if isinstance(error, LookupError | TypeError | ValueError):
        return False
    return isinstance(error, MemoryError) or any(sign in str(error) for sign in _SIGNS)
