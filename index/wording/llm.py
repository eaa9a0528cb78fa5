"""Settings → a language model that answers messages. LlamaIndex's LLMs are imported here, when needed.

An error gets a message of Munshi's own, since a server's message may contain a part of the key.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from index.errors import ExtraMissing, LanguageModelUnavailable
from index.key_file import read_key_file
from index.settings import LLMSettings
from index.wording.prompt import REPLY_SCHEMA, Message

_CONTEXT_TOKENS = 8192  # size of the context that a server is asked for
# Statuses of servers that do not support structured output. 500 may also be a failure that passes.
_SCHEMA_REFUSED = (400, 415, 422, 501, 500)
_MAY_PASS = 500
_NO_KEY = "none"  # sent if there is no key: without it, the packages would send the key of the environment
_WHAT = "A language model"
_PACKAGES = {"ollama": "llama_index.llms.ollama", "openai_like": "llama_index.llms.openai_like"}


class LanguageModelFailed(Exception):
    """A language model gave no reply. The message says why, as the end of a sentence."""


class NotWorded(Exception):
    """The language model failed to word an answer. The message is a sentence that says why."""


class LanguageModel(Protocol):
    """A language model that replies to messages."""

    def reply(self, messages: Sequence[Message]) -> str:
        """Return the model's reply to messages. Raises LanguageModelFailed."""
        ...


def check_llm(settings: LLMSettings) -> None:
    """Raise the errors of `load_llm` that can be found without loading the packages, which takes seconds.

    These are ExtraMissing, KeyMissing and KeyExposed.
    """
    _read_key(settings)
    try:
        found = importlib.util.find_spec(_PACKAGES.get(settings.kind, "llama_index"))
    except ModuleNotFoundError:  # its parent package is missing
        found = None
    if found is None:
        raise ExtraMissing(_WHAT, "llm")


def load_llm(settings: LLMSettings) -> LanguageModel:
    """Load the language model that the settings name. Nothing is sent before `reply` is called.

    Raises ExtraMissing, KeyMissing, KeyExposed and LanguageModelUnavailable.
    """
    key = _read_key(settings)
    try:
        if settings.kind == "ollama":
            return _LlamaIndexModel(_ollama(settings, key), {"format": REPLY_SCHEMA})
        if settings.kind == "openai_like":
            schema = {"name": "reply", "strict": True, "schema": REPLY_SCHEMA}
            structured = {"response_format": {"type": "json_schema", "json_schema": schema}}
            return _LlamaIndexModel(_openai_like(settings, key), structured)
    except ModuleNotFoundError as error:
        raise ExtraMissing(_WHAT, "llm") from error
    except Exception as error:  # of the packages, for options that they refuse; it may contain the key
        raise _unavailable(settings, error) from (error if not key else None)
    return _LlamaIndexModel(_named(settings, key), {})


def _read_key(settings: LLMSettings) -> str:
    """The key in the file that the settings name; "" if they name none. Raises KeyMissing and KeyExposed."""
    return read_key_file(settings.key_file, noun="key", owner="language model")


def _ollama(settings: LLMSettings, key: str) -> Any:
    from llama_index.llms.ollama import Ollama
    from ollama import Client

    from index.wording.bounded_client import client_options

    headers = {"authorization": f"Bearer {key or _NO_KEY}"}
    client = Client(settings.address, headers=headers, **client_options(settings.timeout))
    ours = {
        "model": settings.model,
        "base_url": settings.address,
        "temperature": 0.0,
        "context_window": _CONTEXT_TOKENS,
        "request_timeout": settings.timeout,
        "additional_kwargs": {"num_predict": settings.max_tokens},
    }
    arguments: dict[str, Any] = {**ours, **settings.options, "client": client}
    return Ollama(**arguments)


def _openai_like(settings: LLMSettings, key: str) -> Any:
    from llama_index.llms.openai_like import OpenAILike

    from index.wording.bounded_client import bounded_client

    ours = {
        "model": settings.model,
        "api_base": settings.address,
        "api_key": key or _NO_KEY,
        "is_chat_model": True,
        "temperature": 0.0,
        "context_window": _CONTEXT_TOKENS,
        "max_tokens": settings.max_tokens,
        "max_retries": 0,
        "timeout": settings.timeout,
    }
    client = bounded_client(settings.timeout)
    arguments: dict[str, Any] = {**ours, **settings.options, "http_client": client}
    return OpenAILike(**arguments)


def _named(settings: LLMSettings, key: str) -> Any:
    """An instance of the class that `kind` names as "module:Class"."""
    module, _, name = settings.kind.partition(":")
    ours = {"model": settings.model, "api_key": key}
    given = {name: value for name, value in ours.items() if value}
    try:
        make: Callable[..., Any] = getattr(importlib.import_module(module), name)
        return make(**given | dict(settings.options))
    except Exception as error:  # of a class that is not Munshi's; it may contain the key
        raise _unavailable(settings, error) from (error if not key else None)


def _unavailable(settings: LLMSettings, error: Exception) -> LanguageModelUnavailable:
    return LanguageModelUnavailable(
        f"The language model {settings.kind} cannot be made ({type(error).__name__})."
    )


class _LlamaIndexModel:
    """An LLM of LlamaIndex, asked with the arguments `structured` as long as its server accepts them."""

    def __init__(self, llm: Any, structured: dict[str, Any]) -> None:
        self._llm = llm
        self._structured = structured

    def reply(self, messages: Sequence[Message]) -> str:
        from llama_index.core.llms import ChatMessage

        chat = [ChatMessage(role=message.role, content=message.text) for message in messages]
        try:
            return self._chat(chat, self._structured)
        except Exception as error:  # of the packages
            status = _status(error)
            if not (self._structured and status in _SCHEMA_REFUSED):
                raise LanguageModelFailed(_problem(error)) from None
        try:
            reply = self._chat(chat, {})
        except Exception as error:
            raise LanguageModelFailed(_problem(error)) from None
        if status != _MAY_PASS:
            self._structured = {}
        return reply

    def _chat(self, chat: list[Any], structured: dict[str, Any]) -> str:
        return str(self._llm.chat(chat, **structured).message.content or "")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error, and the errors that caused it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _status(error: BaseException) -> int | None:
    """The HTTP status of an error, or of an error that caused it; None if there is none."""
    found = (getattr(each, "status_code", None) for each in _chain(error))
    return next((status for status in found if isinstance(status, int) and status > 0), None)


def _problem(error: BaseException) -> str:
    """The meaning of an error of the packages, as the end of a sentence."""
    match _status(error):
        case None:
            pass
        case 401 | 403:
            return "its server refuses the key"
        case 404:
            return "its server knows no such model or address"
        case 429:
            return "its server asks for fewer questions"
        case status:
            return f"its server answers with status {status}"
    names = " ".join(type(each).__name__ for each in _chain(error))
    if "ReplyTooLong" in names:
        return "its reply is too long"
    if "Timeout" in names:
        return "it does not reply in time"
    if "Connect" in names:
        return "its server cannot be reached"
    return f"its server is not understood ({type(error).__name__})"
