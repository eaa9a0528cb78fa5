"""The reader's answer → a language model's sentences, each supported by a quote, or the answer as it was."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace

from index.engine import Engine
from index.errors import UserError
from index.settings import LLMSettings
from index.types import MAX_QUESTION_CHARACTERS, Answer, Outcome, Turn
from index.wording.llm import LanguageModel, LanguageModelFailed, NotWorded, check_llm, load_llm
from index.wording.prompt import Message, messages, request_again
from index.wording.reply import Claim, NotAReply, parse
from index.wording.supported_answer import ClaimChecker

_SURE = 0.7  # the reader is sure of an answer with this confidence: a model does not replace it by another
_MINUTE = 60.0


class Writer:
    """Words answers with a language model. `word` may be called from several threads at once."""

    def __init__(
        self, settings: LLMSettings, load: Callable[[LLMSettings], LanguageModel] = load_llm
    ) -> None:
        self.settings = settings
        self._load = load
        self._model: LanguageModel | None = None
        self._loading = threading.Lock()
        self._counting = threading.Lock()
        self._slots = threading.BoundedSemaphore(settings.in_flight)
        self._recent: deque[float] = deque()  # the times of the last minute's questions
        self.failures = 0  #: number of answers that `word` returned with a notice because the model failed

    @classmethod
    def open(cls, settings: LLMSettings) -> Writer | None:
        """Return a writer; None if the settings name no model, or `when` is "never".

        Raises ExtraMissing, KeyMissing and KeyExposed.
        """
        if not settings.kind or settings.when == "never":
            return None
        check_llm(settings)
        return cls(settings)

    def wants(self, answer: Answer) -> bool:
        """Whether the settings ask the model to word this answer.

        With `when` "always", it words every answer that is not contradicted. With "unsure", it words those
        that the reader is not sure of, and questions with passages but no direct answer; not those with the
        outcome `NOTHING`. If documents contradict each other, both versions are shown, and the model must not
        choose between them.
        """
        if answer.contradicted:
            return False
        if self.settings.when == "always":
            return True
        unsure = answer.outcome is Outcome.ANSWERED and answer.confidence < _SURE
        return unsure or answer.outcome is Outcome.PASSAGES

    def word(self, engine: Engine, answer: Answer, turns: Sequence[Turn] = ()) -> Answer:
        """Return the answer in the model's sentences, if that is wanted and at least one is supported.

        Otherwise `answer` is returned, with a notice if the model failed. The model is waited for no longer
        than the settings' `timeout`. `engine` gave the answer; `turns` are the earlier questions and answers
        of the conversation. Raises the errors of `engine.evidence`.
        """
        try:
            return self.try_word(engine, answer, turns)
        except NotWorded as error:
            with self._counting:
                self.failures += 1
            return _with_notice(answer, str(error))

    def try_word(self, engine: Engine, answer: Answer, turns: Sequence[Turn] = ()) -> Answer:
        """Do the same as `word`, but raise NotWorded if the model fails."""
        if not self.wants(answer):
            return answer
        question = answer.question[:MAX_QUESTION_CHARACTERS]
        checker = ClaimChecker(engine, question, engine.evidence(question, self.settings.passages))
        if not checker.passages:
            return answer
        started = time.perf_counter()
        try:
            claims = self._claims(messages(question, checker.passages, turns))
        except (LanguageModelFailed, UserError) as error:
            raise NotWorded(f"{self._name} did not word the answer: {str(error).rstrip('.')}.") from error
        worded = checker.worded(answer, claims, self.settings.model or self.settings.kind)
        took = {**answer.milliseconds, "word": (time.perf_counter() - started) * 1000}
        if worded is None:
            notice = f"{self._name} wrote nothing that the documents prove."
            return replace(_with_notice(answer, notice) if claims else answer, milliseconds=took)
        if answer.confidence >= _SURE and worded.wording and not worded.wording.agreed:
            return replace(answer, milliseconds=took)
        return replace(worded, milliseconds=took)

    @property
    def _name(self) -> str:
        return f"The language model {self.settings.model or self.settings.kind}"

    def _claims(self, asked: list[Message]) -> list[Claim]:
        """The claims of the model's reply. Raises LanguageModelFailed, and the UserErrors of `load_llm`."""
        self._admit()
        future: Future[list[Claim]] = Future()
        # A thread that waits for a server cannot be stopped. Its slot becomes free when the thread ends.
        threading.Thread(target=self._run, args=(future, asked), name="munshi-word", daemon=True).start()
        try:
            return future.result(self.settings.timeout)
        except TimeoutError:
            raise LanguageModelFailed("it does not reply in time") from None

    def _admit(self) -> None:
        """Take a slot. Raises LanguageModelFailed if none is free, or the limit of a minute is reached."""
        if not self._slots.acquire(blocking=False):
            raise LanguageModelFailed("it is busy with other questions")
        now = time.monotonic()
        with self._counting:
            while self._recent and now - self._recent[0] > _MINUTE:
                self._recent.popleft()
            self._recent.append(now)
            if not 0 < self.settings.per_minute < len(self._recent):
                return
            self._recent.pop()
        self._slots.release()
        raise LanguageModelFailed(f"it was asked {self.settings.per_minute} questions within a minute")

    def _run(self, future: Future[list[Claim]], asked: list[Message]) -> None:
        try:
            future.set_result(self._ask(asked))
        except BaseException as error:
            future.set_exception(error)
        finally:
            self._slots.release()

    def _ask(self, asked: list[Message]) -> list[Claim]:
        model = self.load()
        reply = model.reply(asked)
        try:
            return parse(reply)
        except NotAReply:
            pass
        try:
            return parse(model.reply(request_again(asked, reply)))
        except NotAReply:
            raise LanguageModelFailed("its reply is not the JSON that was asked for") from None

    def load(self) -> LanguageModel:
        """The language model, which is loaded at the first call. Raises as `load_llm`."""
        with self._loading:
            if self._model is None:
                self._model = self._load(self.settings)
            return self._model


def _with_notice(answer: Answer, notice: str) -> Answer:
    return replace(answer, notices=(*answer.notices, notice))
