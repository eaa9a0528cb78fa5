"""The endless stream of training groups: which question comes next, and with which windows.

Every group is a function of (seed, epoch, place, progress), so a run that is resumed sees what it would have
seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from index.models.encoder import Encoder
from index.passages.sentences import every_sentence
from index.training.data import Question, answerable
from index.training.hard_negatives import Mine, answers_in_part, bereft
from index.training.pronouns import pronoun_case
from index.training.swapped_names import swapped
from index.training.synthetic_events import PERSONS, deed, persons
from index.training.windows import Tokens, Window, random_width, tokenize, window

_NEGATIVE_WIDTH = 128
_PRONOUN_SHARE = 0.4
_SWAPS_TRIED = 8  # contexts that are tried for a question about one of their names
_SENTENCES = 6  # of a context that are read side by side, each alone
_SENTENCES_UNANSWERED = 0.15
EXAMPLES = 64


@dataclass(frozen=True, slots=True)
class Mixture:
    """How a question is asked; what the shares leave is asked of its passage alone."""

    with_rivals: float  #: of its passage beside rivals
    only_rivals: float  #: of rivals alone: "no answer" is right
    bereft: float  #: of its context without the sentences that answer, and a rival: "no answer" is right
    swapped: float  #: where it holds a name: about one of another context, "no answer" is right
    sentences: float  #: of its context's sentences, each by itself
    deeds: float  #: not it, but about a made-up deed that is told amid its context
    rivals: int  #: at most


#: Cheap single passages first, the task as it is used last.
EARLY, LATE = Mixture(0.15, 0.06, 0.05, 0.15, 0.0, 0.03, 1), Mixture(0.30, 0.07, 0.08, 0.18, 0.18, 0.05, 2)
_LATE_FROM = 0.5
#: Of some sources an epoch takes only so many questions, the next epoch others; some are worth seeing twice.
_TAKE = {"qamr": 12000, "squadshifts_amazon": 4500, "squadshifts_reddit": 4500}
_TWICE = frozenset({"qed", "fairytaleqa", "friendsqa"})


@dataclass(frozen=True)
class Stream:
    """Questions and contexts as tokens, and where their hard negatives come from."""

    tokenizer: Tokenizer
    questions: list[Question]
    asked: list[Tokens]
    texts: list[str]
    contexts: list[Tokens]
    own: list[int]
    mine: Mine
    seed: int

    @classmethod
    def of(
        cls,
        questions: Sequence[Question],
        tokenizer: Tokenizer,
        seed: int,
        encoder: Encoder | None = None,
        cache: Path | None = None,
    ) -> Stream:
        """Tokenise `questions` (those with an answer) and index their contexts for rivals."""
        questions = answerable(questions)
        texts = list(dict.fromkeys(question.context for question in questions))
        numbers = {text: number for number, text in enumerate(texts)}
        own = [numbers[question.context] for question in questions]
        asked = tokenize(tokenizer, [question.text for question in questions])
        contexts = tokenize(tokenizer, texts)
        return cls(tokenizer, questions, asked, texts, contexts, own, Mine(texts, encoder, cache), seed)

    @cached_property
    def _by_source(self) -> dict[str, list[int]]:
        """Source → the numbers of its questions."""
        by_source: dict[str, list[int]] = {}
        for place, question in enumerate(self.questions):
            by_source.setdefault(question.source, []).append(place)
        return by_source

    @cached_property
    def _persons(self) -> list[str]:
        return persons(self.questions)

    def epoch(self, number: int) -> np.ndarray:
        """The questions of one epoch, by number, in their order."""
        random = np.random.default_rng([self.seed, number])
        chosen: list[int] = []
        for source, places in self._by_source.items():
            take = min(_TAKE.get(source, len(places)), len(places))
            fixed = np.random.default_rng(self.seed).permutation(places)  # epochs take turns in it
            chosen += list(np.roll(fixed, -number * take)[:take]) * (2 if source in _TWICE else 1)
        return random.permutation(np.array(chosen))

    def examples(self) -> list[Window]:
        """Some windows of what the network reads, of all sources."""
        asked = self.epoch(0)[:EXAMPLES]
        return [self.group(0, place, int(number), 0.0)[0] for place, number in enumerate(asked)]

    def group(self, epoch: int, place: int, number: int, progress: float) -> list[Window]:
        """The windows of question `number`, as it is asked at this place of this epoch."""
        random = np.random.default_rng([self.seed, epoch, place])
        mixture = LATE if progress >= _LATE_FROM else EARLY
        draw = random.random()
        if self.questions[number].source == "qamr":
            draw *= 3  # its questions often only make sense beside their sentence
        if draw < mixture.with_rivals:
            return [self._positive(number, random), *self._rivals(number, mixture.rivals, random)]
        draw -= mixture.with_rivals
        if draw < mixture.only_rivals:
            return self._rivals(number, mixture.rivals, random) or [self._positive(number, random)]
        draw -= mixture.only_rivals
        if draw < mixture.bereft and (window := self._bereft(number, random)):
            return [window, *self._rivals(number, mixture.rivals - 1, random)]
        draw -= mixture.bereft
        if draw < mixture.swapped and (window := self._swapped(number, random)):
            return [window]
        draw -= mixture.swapped
        if 0 <= draw < mixture.sentences and (windows := self._sentences(number, random)):
            return windows
        draw -= mixture.sentences
        if 0 <= draw < mixture.deeds and len(self._persons) >= PERSONS:
            return [self._made_up(deed(self.questions[number], self._persons, random), random)]
        return [self._positive(number, random)]

    def _positive(self, number: int, random: np.random.Generator) -> Window:
        question, context = self.questions[number], self.contexts[self.own[number]]
        if random.random() < _PRONOUN_SHARE and (made_up := pronoun_case(question, random)):
            return self._made_up(made_up, random)
        return _answered(question, self.asked[number], context, random)

    def _made_up(self, question: Question, random: np.random.Generator) -> Window:
        asked, context = tokenize(self.tokenizer, [question.text, question.context])
        return _answered(question, asked, context, random)

    def _bereft(self, number: int, random: np.random.Generator) -> Window | None:
        text = bereft(self.questions[number])
        if text is None:
            return None
        (context,) = tokenize(self.tokenizer, [text])
        return window(self.asked[number].ids, context, (), random_width(random), random)

    def _sentences(self, number: int, random: np.random.Generator) -> list[Window]:
        """The sentences that hold an answer and others beside them, each alone; at times only the others.

        Empty where no sentence holds a whole answer.
        """
        question, context = self.questions[number], self.contexts[self.own[number]]
        every = every_sentence(question.context)
        holding = [
            (first, last)
            for first, last in every
            if any(first <= start and end <= last for start, end in question.answers)
        ]
        others = [place for place in every if not answers_in_part(question, *place)]
        if not holding:
            return []
        if others and random.random() < _SENTENCES_UNANSWERED:
            holding = []
        most = min(len(others), max(0, _SENTENCES - len(holding)))
        chosen = [others[place] for place in random.permutation(len(others))[:most]]
        windows = []
        for start, end in [*holding, *chosen]:
            part = context.part(start, end)
            inside = [(first, last) for first, last in question.answers if start <= first and last <= end]
            spans = [span for first, last in inside if (span := part.span(first, last))]
            windows.append(window(self.asked[number].ids, part, spans, _NEGATIVE_WIDTH, random))
        return windows

    def _swapped(self, number: int, random: np.random.Generator) -> Window | None:
        alike = self._by_source[self.questions[number].source]
        for _ in range(_SWAPS_TRIED):
            other = self.own[alike[int(random.integers(len(alike)))]]
            made_up = swapped(self.questions[number], self.texts[other], random)
            if other != self.own[number] and made_up:
                text, place = made_up
                (asked,) = tokenize(self.tokenizer, [text])
                around = self.contexts[other].span(*place)
                near = window(asked.ids, self.contexts[other], [around], random_width(random), random)
                return replace(near, gold=())
        return None

    def _rivals(self, number: int, most: int, random: np.random.Generator) -> list[Window]:
        """One to `most` windows of contexts that rank high for a question and don't hold its answer."""
        rivals = self.mine.rivals(self.questions[number], self.own[number]) if most else []
        if not rivals:
            return []
        count = min(int(random.integers(1, most + 1)), len(rivals))
        asked = self.asked[number].ids
        return [
            window(asked, self.contexts[int(rival)], (), _NEGATIVE_WIDTH, random)
            for rival in random.choice(rivals, size=count, replace=False)
        ]


def _answered(question: Question, asked: Tokens, context: Tokens, random: np.random.Generator) -> Window:
    """A window of a question's context that holds an answer."""
    spans = [span for start, end in question.answers if (span := context.span(start, end))]
    return window(asked.ids, context, spans, random_width(random), random)
