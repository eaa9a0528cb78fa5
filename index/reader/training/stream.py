"""The endless stream of training groups: which question comes next, and with which windows.

Every group is a function of (seed, epoch, place, progress), so a run that is resumed sees what it would have
seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from index.reader.training.data import Question, answerable
from index.reader.training.mining import Mine
from index.reader.training.pronouns import pronoun_case
from index.reader.training.windows import Tokens, Window, random_width, tokenize, window

_NEGATIVE_WIDTH = 128
_PRONOUN_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Mixture:
    """How a question is asked: beside rivals of its passage, of rivals alone, or of its passage alone."""

    with_rivals: float
    only_rivals: float
    rivals: int


#: Cheap single passages first, the task as it is used last.
EARLY, LATE = Mixture(0.12, 0.10, 1), Mixture(0.32, 0.14, 2)
_LATE_FROM = 0.55
#: Sources of short, easy, many questions: how many an epoch takes. Sources worth seeing twice an epoch.
_TAKE = {"qamr": 9000}
_TWICE = frozenset({"qed"})


@dataclass(frozen=True)
class Stream:
    """Questions and contexts as tokens, and where their hard negatives come from."""

    tokenizer: Tokenizer
    questions: list[Question]
    asked: list[Tokens]
    contexts: list[Tokens]
    own: list[int]
    mine: Mine
    seed: int

    @classmethod
    def of(cls, questions: Sequence[Question], tokenizer: Tokenizer, seed: int) -> Stream:
        """Tokenise `questions` (those with an answer) and index their contexts for rivals."""
        questions = answerable(questions)
        texts = list(dict.fromkeys(question.context for question in questions))
        numbers = {text: number for number, text in enumerate(texts)}
        own = [numbers[question.context] for question in questions]
        asked = tokenize(tokenizer, [question.text for question in questions])
        return cls(tokenizer, questions, asked, tokenize(tokenizer, texts), own, Mine(texts), seed)

    def epoch(self, number: int) -> np.ndarray:
        """The questions of one epoch, by number, in their order."""
        random = np.random.default_rng([self.seed, number])
        by_source: dict[str, list[int]] = {}
        for place, question in enumerate(self.questions):
            by_source.setdefault(question.source, []).append(place)
        chosen: list[int] = []
        for source, places in by_source.items():
            take = min(_TAKE.get(source, len(places)), len(places))
            chosen += list(random.permutation(places)[:take]) * (2 if source in _TWICE else 1)
        return random.permutation(np.array(chosen))

    def group(self, epoch: int, place: int, number: int, progress: float) -> list[Window]:
        """The windows of question `number`, as it is asked at this place of this epoch."""
        random = np.random.default_rng([self.seed, epoch, place])
        mixture = LATE if progress >= _LATE_FROM else EARLY
        draw = random.random()
        if self.questions[number].source == "qamr":
            draw *= 3  # its questions often only make sense beside their sentence
        if draw >= mixture.with_rivals + mixture.only_rivals:
            return [self._positive(number, random)]
        rivals = self.mine.rivals(self.questions[number], self.own[number])
        if not rivals:
            return [self._positive(number, random)]
        count = min(int(random.integers(1, mixture.rivals + 1)), len(rivals))
        picked = random.choice(rivals, size=count, replace=False)
        negatives = [self._negative(number, int(rival), random) for rival in picked]
        if draw < mixture.only_rivals:
            return negatives
        return [self._positive(number, random), *negatives]

    def _positive(self, number: int, random: np.random.Generator) -> Window:
        question, context = self.questions[number], self.contexts[self.own[number]]
        if random.random() < _PRONOUN_SHARE and (made_up := pronoun_case(question, random)):
            question, context = made_up, tokenize(self.tokenizer, [made_up.context])[0]
        spans = [span for start, end in question.answers if (span := context.span(start, end))]
        return window(self.asked[number].ids, context, spans, random_width(random), random)

    def _negative(self, number: int, rival: int, random: np.random.Generator) -> Window:
        return window(self.asked[number].ids, self.contexts[rival], (), _NEGATIVE_WIDTH, random)
