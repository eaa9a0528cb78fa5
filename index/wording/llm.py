"""Settings → a language model that answers messages. The door of LlamaIndex's LLMs, imported when needed.

What goes wrong is told in our own words: a server's may hold a part of the key.
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

_CONTEXT_TOKENS = 8192  # that a server is asked to keep room for
# Statuses by which servers say that they know no structured output; the last also says that one failed.
_SCHEMA_REFUSED = (400, 415, 422, 501, 500)
_MAY_PASS = 500
_NO_KEY = "none"  # without any the packages would send the environment's
_WHAT = "A language model"
_PACKAGES = {"ollama": "llama_index.llms.ollama", "openai_like": "llama_index.llms.openai_like"}


class LanguageModelFailed(Exception):
    """A language model gave no reply; the message says why, as the end of a sentence."""


class NotWorded(Exception):
    """The language model failed to word an answer; the message is a sentence that says why."""


class LanguageModel(Protocol):
    """What a writer needs of a language model."""

    def reply(self, messages: Sequence[Message]) -> str:
        """The model's reply to messages. Raises LanguageModelFailed."""
        ...


def check_llm(settings: LLMSettings) -> None:
    """Raise what `load_llm` would, as far as that shows without loading the packages, which takes seconds."""
    read_key(settings)
    try:
        found = importlib.util.find_spec(_PACKAGES.get(settings.kind, "llama_index"))
    except ModuleNotFoundError:  # of a package above it
        found = None
    if found is None:
        raise ExtraMissing(_WHAT, "llm")


def load_llm(settings: LLMSettings) -> LanguageModel:
    """The language model that the settings name. Nothing is sent before it is asked.

    Raises ExtraMissing, KeyMissing, KeyExposed, and LanguageModelUnavailable.
    """
    key = read_key(settings)
    try:
        if settings.kind == "ollama":
            return _LlamaIndexModel(_ollama(settings, key), {"format": REPLY_SCHEMA})
        if settings.kind == "openai_like":
            schema = {"name": "reply", "strict": True, "schema": REPLY_SCHEMA}
            structured = {"response_format": {"type": "json_schema", "json_schema": schema}}
            return _LlamaIndexModel(_openai_like(settings, key), structured)
    except ModuleNotFoundError as error:
        raise ExtraMissing(_WHAT, "llm") from error
    except Exception as error:  # what the packages raise at options that they don't take; it may hold the key
        raise _unavailable(settings, error) from (error if not key else None)
    return _LlamaIndexModel(_named(settings, key), {})


def read_key(settings: LLMSettings) -> str:
    """The key in the settings' file; "" where they name none. Raises KeyMissing and KeyExposed."""
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
    except Exception as error:  # whatever another's class raises, which may hold the key
        raise _unavailable(settings, error) from (error if not key else None)


def _unavailable(settings: LLMSettings, error: Exception) -> LanguageModelUnavailable:
    return LanguageModelUnavailable(
        f"The language model {settings.kind} cannot be made ({type(error).__name__})."
    )


class _LlamaIndexModel:
    """An LLM of LlamaIndex, asked with `structured` arguments as long as its server takes them."""

    def __init__(self, llm: Any, structured: dict[str, Any]) -> None:
        self._llm = llm
        self._structured = structured

    def reply(self, messages: Sequence[Message]) -> str:
        from llama_index.core.llms import ChatMessage

        chat = [ChatMessage(role=message.role, content=message.text) for message in messages]
        try:
            return self._chat(chat, self._structured)
        except Exception as error:  # whatever the packages raise
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
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _status(error: BaseException) -> int | None:
    """The HTTP status that an error tells of."""
    found = (getattr(each, "status_code", None) for each in _chain(error))
    return next((status for status in found if isinstance(status, int) and status > 0), None)


def _problem(error: BaseException) -> str:
    """What an error of the packages means, as the end of a sentence."""
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
