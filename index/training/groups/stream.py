"""The stream of training groups: the order of the examples, and the windows that are made from each.

A group is the windows of one question, which share one softmax. It is a function of seed, epoch, index and
progress, so that a resumed run gets the same groups as a run that was not interrupted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from index.models.encoder import Encoder
from index.passages.sentences import every_sentence
from index.training.groups.group_source import first_windows, turn
from index.training.groups.mining import Miner, default_miner
from index.training.groups.mixture import mixture_at, taken_of, times_taken
from index.training.groups.near_misses import QuestionWords, any_near_miss
from index.training.groups.structured_contexts import structured, trail_of
from index.training.groups.swapped_names import swap_name
from index.training.groups.typed_questions import as_typed
from index.training.groups.windows import (
    TokenizedText,
    TrainingWindow,
    random_width,
    sample_window,
    tokenize,
)
from index.training.groups.without_answer import context_without_answer, overlaps_answer
from index.training.sources.data import CharSpan, QAExample, usable
from index.training.sources.long_contexts import with_passages
from index.training.sources.pronouns import replace_mention
from index.training.sources.synthetic_events import PERSON_COUNT, event_question, person_names

_NEGATIVE_WIDTH = 128  # most context tokens of a hard negative, and of a single sentence
_PRONOUN_SHARE = 0.4  # share of the windows in which a mention becomes a pronoun, if it can
_TYPED_SHARE = 0.3  # share of the questions that are changed to the style of a chat
# Share of the contexts that get a trail; most of these also become a list or a table, or get code.
_STRUCTURED_SHARE = 0.35
_TRAIL_SHARE = 0.35  # share of the hard negatives that get a trail
_ALONE_SHARE = 0.3  # share of the near misses with only the sentence that seems to answer
_SWAP_ATTEMPTS = 8  # contexts that are tried for a swapped name
_SINGLE_SENTENCES = 6  # sentences of a context in one group, unless more of them answer
_UNANSWERED_SHARE = 0.15  # share of the groups of single sentences without those that answer


@dataclass(frozen=True)
class Asked:
    """An example in a group, with the tokens of its question as it is asked and the group's generator."""

    number: int
    example: QAExample
    question: npt.NDArray[np.int32]
    rng: np.random.Generator


@dataclass(frozen=True)
class TrainingStream:
    """The groups of reading-comprehension examples. Examples and contexts are identified by their numbers."""

    tokenizer: Tokenizer
    examples: list[QAExample]
    contexts: list[str]  #: those of the examples, then other passages of long contexts
    context_tokens: list[TokenizedText]
    own_context: list[int]  #: number of the context of each example
    miner: Miner
    words: QuestionWords
    seed: int

    @classmethod
    def of(
        cls,
        examples: Sequence[QAExample],
        tokenizer: Tokenizer,
        seed: int,
        encoder: Encoder | None = None,
        cache: Path | None = None,
        miner: Callable[[Sequence[QAExample], Sequence[str]], Miner] | None = None,
    ) -> TrainingStream:
        """Make the stream: cut long contexts, tokenise, and index the contexts for hard negatives.

        `encoder` and `cache` are the arguments of HardNegativeMiner; `miner`, if given, makes another miner.
        """
        examples, passages = with_passages(usable(examples))
        contexts = list(dict.fromkeys([*(example.context for example in examples), *passages]))
        numbers = {context: number for number, context in enumerate(contexts)}
        return cls(
            tokenizer,
            examples,
            contexts,
            tokenize(tokenizer, contexts),
            [numbers[example.context] for example in examples],
            miner(examples, contexts) if miner else default_miner(contexts, encoder, cache),
            QuestionWords.of((example.question for example in examples), encoder),
            seed,
        )

    @cached_property
    def _by_source(self) -> dict[str, list[int]]:
        """Source → the numbers of its examples."""
        by_source: dict[str, list[int]] = {}
        for number, example in enumerate(self.examples):
            by_source.setdefault(example.source, []).append(number)
        return by_source

    @cached_property
    def _person_names(self) -> list[str]:
        return person_names(self.examples)

    def epoch(self, epoch: int) -> npt.NDArray[np.int64]:
        """Return the numbers of the examples of an epoch, in their order."""
        rng = np.random.default_rng([self.seed, epoch])
        chosen: list[int] = []
        for source, numbers in self._by_source.items():
            take = taken_of(source, len(numbers))
            chosen += list(turn(numbers, take, epoch, self.seed)) * times_taken(source)
        return rng.permutation(np.array(chosen))

    def sample_windows(self) -> list[TrainingWindow]:
        """Return SAMPLE_WINDOWS windows of the first epoch, from all sources."""
        return first_windows(self)

    def group(self, epoch: int, index: int, number: int, progress: float) -> list[TrainingWindow]:
        """Return the windows of example `number`, at position `index` of an epoch.

        `progress` is the share of the run that is done, from 0 to 1.
        """
        asked = self.asked(number, np.random.default_rng([self.seed, epoch, index]))
        mixture = mixture_at(progress)
        most = mixture.max_negatives
        kinds: tuple[tuple[float, Callable[[], list[TrainingWindow]]], ...] = (
            (
                mixture.with_negatives,
                lambda: [self._own_window(asked), *self._negatives(asked, most)],
            ),
            (mixture.only_negatives, lambda: self._negatives(asked, most)),
            (
                mixture.without_answer,
                lambda: self._without_answer(asked, most) or self._swapped_name(asked),
            ),
            (mixture.swapped_name, lambda: self._swapped_name(asked)),
            (mixture.near_miss, lambda: self._near_miss(asked)),
            (mixture.single_sentences, lambda: self.single_sentences(asked)),
            (mixture.synthetic_event, lambda: self._synthetic_event(asked)),
        )
        draw = asked.rng.random()
        if asked.example.source == "qamr":
            draw *= 3  # other groups are rarer: its questions often make sense only with their own sentence
        for probability, windows in kinds:
            if draw < probability:
                return windows() or [self._own_window(asked)]
            draw -= probability
        return [self._own_window(asked)]

    def asked(self, number: int, rng: np.random.Generator) -> Asked:
        """Return example `number`; at times its question is changed to the style of a chat."""
        example = self.examples[number]
        typed = as_typed(example.question, rng) if rng.random() < _TYPED_SHARE else example.question
        (question,) = tokenize(self.tokenizer, [typed])
        return Asked(number, example, question.ids, rng)

    def _own_window(self, asked: Asked) -> TrainingWindow:
        """Return a window of the example's own context, with an answer if it has one.

        At times a mention in it becomes a pronoun, or it gets the shape of a document.
        """
        example, rng = asked.example, asked.rng
        if example.answers and rng.random() < _PRONOUN_SHARE and (other := replace_mention(example, rng)):
            return self._window_of(other, rng)
        if rng.random() < _STRUCTURED_SHARE:
            return self._window_of(structured(example, rng), rng, asked.question)
        return _answer_window(
            example, asked.question, self.context_tokens[self.own_context[asked.number]], rng
        )

    def _window_of(
        self, example: QAExample, rng: np.random.Generator, question: npt.NDArray[np.int32] | None = None
    ) -> TrainingWindow:
        """Return a window of an example that is not in this stream, with its own question or another one."""
        own, context = tokenize(self.tokenizer, [example.question, example.context])
        return _answer_window(example, own.ids if question is None else question, context, rng)

    def _without_answer(self, asked: Asked, most: int) -> list[TrainingWindow]:
        """Return a window of the own context without the answer, and hard negatives.

        Empty if the example has no answer, or if too little of the context remains.
        """
        text = context_without_answer(asked.example) if asked.example.answers else None
        if text is None:
            return []
        (context,) = tokenize(self.tokenizer, [text])
        window = sample_window(asked.question, context, (), random_width(asked.rng), asked.rng)
        return [window, *self._negatives(asked, most - 1)]

    def _near_miss(self, asked: Asked) -> list[TrainingWindow]:
        """Return a window with a question that the own context seems to answer; empty if none can be made."""
        example, rng = asked.example, asked.rng
        missed = any_near_miss(example, self.words, rng)
        if missed is None:
            return []
        if rng.random() < _TYPED_SHARE:
            missed = replace(missed, question=as_typed(missed.question, rng))
        if rng.random() < _ALONE_SHARE and missed.context == example.context:
            sentences = [span for span in every_sentence(example.context) if _answers_within(example, span)]
            if sentences:
                start, end = sentences[0]
                missed = replace(missed, context=example.context[start:end])
        elif rng.random() < _STRUCTURED_SHARE:
            missed = structured(missed, rng)
        return [self._window_of(missed, rng)]

    def single_sentences(self, asked: Asked) -> list[TrainingWindow]:
        """Return the sentences that contain an answer and others, each in a window; at times only others.

        Empty if no sentence contains a whole answer.
        """
        example, rng = asked.example, asked.rng
        sentences = every_sentence(example.context)
        answering = [sentence for sentence in sentences if _answers_within(example, sentence)]
        others = [sentence for sentence in sentences if not overlaps_answer(example, *sentence)]
        if not answering:
            return []
        if others and rng.random() < _UNANSWERED_SHARE:
            answering = []
        count = min(len(others), max(0, _SINGLE_SENTENCES - len(answering)))
        others = [others[index] for index in rng.permutation(len(others))[:count]]
        windows = []
        for sentence in [*answering, *others]:
            tokens = self.context_tokens[self.own_context[asked.number]].crop(*sentence)
            spans = tokens.token_spans(_answers_within(example, sentence))
            windows.append(sample_window(asked.question, tokens, spans, _NEGATIVE_WIDTH, rng))
        return windows

    def _swapped_name(self, asked: Asked) -> list[TrainingWindow]:
        """Return a window around a name in another context of the source, for a question about that name.

        Empty if none of the contexts tried fits.
        """
        rng, same_source = asked.rng, self._by_source[asked.example.source]
        for _ in range(_SWAP_ATTEMPTS):
            other = self.own_context[same_source[int(rng.integers(len(same_source)))]]
            swapped = swap_name(asked.example, self.contexts[other], rng)
            if other == self.own_context[asked.number] or not swapped:
                continue
            text, name = swapped
            (question,) = tokenize(self.tokenizer, [text])
            context = self.context_tokens[other]
            spans = context.token_spans([name])
            window = sample_window(question.ids, context, spans, random_width(rng), rng)
            return [replace(window, gold_spans=())]
        return []

    def _synthetic_event(self, asked: Asked) -> list[TrainingWindow]:
        if len(self._person_names) < PERSON_COUNT:
            return []
        return [self._window_of(event_question(asked.example, self._person_names, asked.rng), asked.rng)]

    def _negatives(self, asked: Asked, most: int) -> list[TrainingWindow]:
        """Return windows of one to `most` hard negatives, drawn from those that the miner finds."""
        rng, own = asked.rng, self.own_context[asked.number]
        mined = self.miner.mine(asked.example, own) if most else []
        if not mined:
            return []
        count = min(int(rng.integers(1, most + 1)), len(mined))
        chosen = rng.choice(mined, size=count, replace=False).tolist()
        return [self._negative(context, asked) for context in chosen]

    def _negative(self, number: int, asked: Asked) -> TrainingWindow:
        """Return a window of context `number`, at times with a trail, as contexts that answer have one."""
        rng, context = asked.rng, self.context_tokens[number]
        window = sample_window(asked.question, context, (), _NEGATIVE_WIDTH, rng)
        if rng.random() >= _TRAIL_SHARE:
            return window
        example = QAExample(asked.example.source, "", self.contexts[number], ())
        (trail,) = tokenize(self.tokenizer, [trail_of(example, rng)])
        ids = np.concatenate(
            [window.ids[: window.context_start], trail.ids, window.ids[window.context_start :]]
        )
        return replace(window, ids=ids)


def _answer_window(
    example: QAExample,
    question: npt.NDArray[np.int32],
    context: TokenizedText,
    rng: np.random.Generator,
) -> TrainingWindow:
    """Return a window of an example's context that contains one of its answers, if it has any."""
    spans = context.token_spans(example.answers)
    return sample_window(question, context, spans, random_width(rng), rng)


def _answers_within(example: QAExample, sentence: CharSpan) -> list[CharSpan]:
    """Return the answers that are whole in a sentence."""
    return [(start, end) for start, end in example.answers if sentence[0] <= start and end <= sentence[1]]
