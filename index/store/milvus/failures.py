"""An error of pymilvus or gRPC → what it means: the server is away, refuses the token, lacks a collection.

The status of gRPC and the code of Milvus decide. The message is read only if neither is known, and without
the names in it: a collection may be called "authors" or "unavailable".
"""

from __future__ import annotations

import re

from index.errors import StoreMissing, StoreRefused, StoreUnavailable

# Names of gRPC's statuses, and codes of Milvus (pkg/util/merr/errors.go in Milvus).
_MEANINGS: dict[object, str] = {
    "UNAUTHENTICATED": "refused", "PERMISSION_DENIED": "refused", 1400: "refused", 1401: "refused",
    "UNAVAILABLE": "away", "DEADLINE_EXCEEDED": "away", 2: "away",
    100: "missing", 700: "missing", 800: "missing", 1600: "missing",
    101: "not loaded", 103: "not loaded",
}  # fmt: skip
_WORDS = (
    ("not exist", "missing"), ("not found", "missing"),
    ("released", "not loaded"), ("not loaded", "not loaded"),
    ("fail connecting", "away"), ("unavailable", "away"), ("deadline", "away"),
    ("auth", "refused"), ("permission", "refused"),
)  # fmt: skip
_NAME = re.compile(r"(?<!\w)(['\"`])[^'\"`]*\1|\[[^\]]*\]")


class NotLoaded(StoreUnavailable):
    """A collection is not in the server's memory."""


def failure(address: str, error: BaseException) -> StoreUnavailable:
    """The error to raise instead of an error of pymilvus or gRPC; `address` is that of the server."""
    server, message = f"The Milvus server at {address}", _message(error)
    meaning = _meaning(error, message)
    if meaning == "away":
        return StoreUnavailable(f"{server} cannot be reached.")
    if meaning == "refused":
        return StoreRefused(f"{server} does not accept the token.")
    if meaning == "not loaded":
        return NotLoaded(f"{server} has not loaded what is asked for.")
    if meaning == "missing":
        return StoreMissing(f"{server} does not have what was asked for: {message}.")
    return StoreUnavailable(f"{server} failed: {message}.")


def _meaning(error: BaseException, message: str) -> str:
    """The meaning of an error: "refused", "away", "missing" or "not loaded"; empty if it is not known."""
    # For a refused token, pymilvus says that the server is away; its cause, an error of gRPC, is right.
    for sign in (_status(error.__cause__), _status(error), getattr(error, "code", None)):
        if sign in _MEANINGS:
            return _MEANINGS[sign]
    lower = _NAME.sub("", message).lower()
    return next((meaning for words, meaning in _WORDS if words in lower), "")


def _status(error: BaseException | None) -> str:
    """The name of a gRPC error's status; empty for other errors."""
    code = getattr(error, "code", None)
    return str(code().name) if callable(code) else ""


def _message(error: BaseException) -> str:
    details = getattr(error, "details", None)
    return str(details() if callable(details) else getattr(error, "message", error))
