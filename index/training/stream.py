"""The endless stream of training groups: which example comes next, and which windows are made of it.

A group is the windows of one question, which share one softmax. Each is a function of seed, epoch, index and
progress, so that a run that is resumed gets the groups that it would have got.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from index.models.encoder import Encoder
from index.passages.sentences import every_sentence
from index.training.data import CharSpan, QAExample, answerable
from index.training.hard_negatives import HardNegativeMiner, context_without_answer, overlaps_answer
from index.training.pronouns import replace_mention
from index.training.swapped_names import swap_name
from index.training.synthetic_events import PERSON_COUNT, event_question, person_names
from index.training.windows import (
    TokenizedText,
    TokenSpan,
    TrainingWindow,
    random_width,
    sample_window,
    tokenize,
)

#: How many windows `sample_windows` gives.
SAMPLE_WINDOWS = 64
_NEGATIVE_WIDTH = 128  # context tokens of a hard negative, and of a single sentence
_PRONOUN_SHARE = 0.4  # of the examples in which a mention can be replaced by a pronoun
_SWAP_ATTEMPTS = 8  # contexts that are tried for a swapped name
_SINGLE_SENTENCES = 6  # of a context, in one group
_UNANSWERED_SHARE = 0.15  # of the groups of single sentences: those that answer are left out


@dataclass(frozen=True, slots=True)
class Mixture:
    """The probabilities of each kind of group; what remains is for the question's own context alone."""

    with_negatives: float  #: its own context beside hard negatives
    only_negatives: float  #: hard negatives alone: "no answer" is right
    without_answer: float  #: its own context without the sentences that answer: "no answer" is right
    swapped_name: float  #: another context, for a question with a name of that: "no answer" is right
    single_sentences: float  #: sentences of its own context, each in a window by itself
    synthetic_event: float  #: a synthetic event question amid its own context, in its stead
    max_negatives: int


#: The first half of a run has mostly single windows, which are cheap; the second half, the task as it is
#: used.
EARLY, LATE = Mixture(0.15, 0.06, 0.05, 0.15, 0.0, 0.03, 1), Mixture(0.30, 0.07, 0.08, 0.18, 0.18, 0.05, 2)
_LATE_FROM = 0.5
#: Examples that an epoch takes of a source (the next epoch takes others), and sources that it takes twice.
_PER_EPOCH = {"qamr": 12000, "squadshifts_amazon": 4500, "squadshifts_reddit": 4500}
_TWICE = frozenset({"qed", "fairytaleqa", "friendsqa"})


@dataclass(frozen=True)
class TrainingStream:
    """Examples in tokens, and the miner of their hard negatives. Examples and contexts go by number."""

    tokenizer: Tokenizer
    examples: list[QAExample]
    question_tokens: list[TokenizedText]
    contexts: list[str]
    context_tokens: list[TokenizedText]
    own_context: list[int]  #: of each example
    miner: HardNegativeMiner
    seed: int

    @classmethod
    def of(
        cls,
        examples: Sequence[QAExample],
        tokenizer: Tokenizer,
        seed: int,
        encoder: Encoder | None = None,
        cache: Path | None = None,
    ) -> TrainingStream:
        """Tokenise the examples that have an answer, and index their contexts for hard negatives.

        `encoder` and `cache` are those of HardNegativeMiner.
        """
        examples = answerable(examples)
        contexts = list(dict.fromkeys(example.context for example in examples))
        numbers = {context: number for number, context in enumerate(contexts)}
        return cls(
            tokenizer,
            examples,
            tokenize(tokenizer, [example.question for example in examples]),
            contexts,
            tokenize(tokenizer, contexts),
            [numbers[example.context] for example in examples],
            HardNegativeMiner(contexts, encoder, cache),
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
        """The numbers of an epoch's examples, in their order."""
        rng = np.random.default_rng([self.seed, epoch])
        chosen: list[int] = []
        for source, numbers in self._by_source.items():
            take = min(_PER_EPOCH.get(source, len(numbers)), len(numbers))
            # The order is the same in every epoch, so that epochs take turns in it.
            shuffled = np.random.default_rng(self.seed).permutation(numbers)
            chosen += list(np.roll(shuffled, -epoch * take)[:take]) * (2 if source in _TWICE else 1)
        return rng.permutation(np.array(chosen))

    def sample_windows(self) -> list[TrainingWindow]:
        """SAMPLE_WINDOWS windows of the first epoch, of all sources."""
        numbers = self.epoch(0)[:SAMPLE_WINDOWS]
        return [self.group(0, index, int(number), 0.0)[0] for index, number in enumerate(numbers)]

    def group(self, epoch: int, index: int, number: int, progress: float) -> list[TrainingWindow]:
        """The windows of example `number`, which comes at `index` in an epoch.

        `progress` is the share of the run that is done, 0 to 1.
        """
        rng = np.random.default_rng([self.seed, epoch, index])
        mixture = LATE if progress >= _LATE_FROM else EARLY
        most = mixture.max_negatives
        kinds: tuple[tuple[float, Callable[[], list[TrainingWindow]]], ...] = (
            (
                mixture.with_negatives,
                lambda: [self._own_window(number, rng), *self._negatives(number, most, rng)],
            ),
            (mixture.only_negatives, lambda: self._negatives(number, most, rng)),
            (
                mixture.without_answer,
                lambda: self._without_answer(number, most, rng) or self._swapped_name(number, rng),
            ),
            (mixture.swapped_name, lambda: self._swapped_name(number, rng)),
            (mixture.single_sentences, lambda: self.single_sentences(number, rng)),
            (mixture.synthetic_event, lambda: self._synthetic_event(number, rng)),
        )
        draw = rng.random()
        if self.examples[number].source == "qamr":
            draw *= 3  # its questions often make sense beside their sentence only
        for probability, windows in kinds:
            if draw < probability:
                return windows() or [self._own_window(number, rng)]
            draw -= probability
        return [self._own_window(number, rng)]

    def _own_window(self, number: int, rng: np.random.Generator) -> TrainingWindow:
        """A window of the example's own context with an answer; at times a mention is made a pronoun."""
        example, context = self.examples[number], self.context_tokens[self.own_context[number]]
        if rng.random() < _PRONOUN_SHARE and (synthetic := replace_mention(example, rng)):
            return self._window_of(synthetic, rng)
        return _answer_window(example, self.question_tokens[number], context, rng)

    def _window_of(self, synthetic: QAExample, rng: np.random.Generator) -> TrainingWindow:
        question, context = tokenize(self.tokenizer, [synthetic.question, synthetic.context])
        return _answer_window(synthetic, question, context, rng)

    def _without_answer(self, number: int, most: int, rng: np.random.Generator) -> list[TrainingWindow]:
        """A window of the own context without the answer, and hard negatives; empty if too little is left."""
        text = context_without_answer(self.examples[number])
        if text is None:
            return []
        (context,) = tokenize(self.tokenizer, [text])
        window = sample_window(self.question_tokens[number].ids, context, (), random_width(rng), rng)
        return [window, *self._negatives(number, most - 1, rng)]

    def single_sentences(self, number: int, rng: np.random.Generator) -> list[TrainingWindow]:
        """The sentences that hold an answer and other ones, each in a window; at times only other ones.

        Empty if no sentence holds a whole answer.
        """
        example = self.examples[number]
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
            tokens = self.context_tokens[self.own_context[number]].crop(*sentence)
            spans = _token_spans(tokens, _answers_within(example, sentence))
            question_ids = self.question_tokens[number].ids
            windows.append(sample_window(question_ids, tokens, spans, _NEGATIVE_WIDTH, rng))
        return windows

    def _swapped_name(self, number: int, rng: np.random.Generator) -> list[TrainingWindow]:
        """A window around a name of another context of the source, for a question about that name."""
        same_source = self._by_source[self.examples[number].source]
        for _ in range(_SWAP_ATTEMPTS):
            other = self.own_context[same_source[int(rng.integers(len(same_source)))]]
            swapped = swap_name(self.examples[number], self.contexts[other], rng)
            if other == self.own_context[number] or not swapped:
                continue
            text, name = swapped
            (question,) = tokenize(self.tokenizer, [text])
            context = self.context_tokens[other]
            spans = _token_spans(context, [name])
            window = sample_window(question.ids, context, spans, random_width(rng), rng)
            return [replace(window, gold_spans=())]
        return []

    def _synthetic_event(self, number: int, rng: np.random.Generator) -> list[TrainingWindow]:
        if len(self._person_names) < PERSON_COUNT:
            return []
        return [self._window_of(event_question(self.examples[number], self._person_names, rng), rng)]

    def _negatives(self, number: int, most: int, rng: np.random.Generator) -> list[TrainingWindow]:
        """Windows of one to `most` hard negatives, drawn from those that the miner found."""
        mined = self.miner.mine(self.examples[number], self.own_context[number]) if most else []
        if not mined:
            return []
        count = min(int(rng.integers(1, most + 1)), len(mined))
        question_ids = self.question_tokens[number].ids
        return [
            sample_window(question_ids, self.context_tokens[int(context)], (), _NEGATIVE_WIDTH, rng)
            for context in rng.choice(mined, size=count, replace=False)
        ]


def _answer_window(
    example: QAExample, question: TokenizedText, context: TokenizedText, rng: np.random.Generator
) -> TrainingWindow:
    """A window of an example's context that holds one of its answers."""
    spans = _token_spans(context, example.answers)
    return sample_window(question.ids, context, spans, random_width(rng), rng)


def _answers_within(example: QAExample, sentence: CharSpan) -> list[CharSpan]:
    """The answers that lie whole in a sentence."""
    return [(start, end) for start, end in example.answers if sentence[0] <= start and end <= sentence[1]]


def _token_spans(text: TokenizedText, spans: Iterable[CharSpan]) -> list[TokenSpan]:
    """The token spans of character spans, but of those without a token."""
    return [found for start, end in spans if (found := text.token_span(start, end))]
