"""Whether an error says that memory ran out. Libraries in C++ and Rust say it in messages of their own."""

from __future__ import annotations

_SIGNS = (
    "bad_alloc",  # C++, through ONNX Runtime and FAISS
    "allocate memory",  # the system; ONNX Runtime, for a buffer
    "failed to map segment",  # the system, for a library that is imported
    "can't start new thread",  # Python, for the stack of a thread
    "ThreadPoolBuildError",  # the tokenizer, for the stacks of its threads
)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory ran out.

    The message of a LookupError, TypeError or ValueError may quote a document, so it is not looked at.
    """
    if isinstance(error, LookupError | TypeError | ValueError):
        return False
    return isinstance(error, MemoryError) or any(sign in str(error) for sign in _SIGNS)
