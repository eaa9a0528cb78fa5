"""A file of questions → scores: is the right passage found, is the answer right, and is nothing made up?

The measures are those of the field: hit@k and MRR@10 for retrieval; exact match and F1 over normalised words
for answers, as SQuAD defines them (Rajpurkar et al. 2016); ROUGE-L F1 (Lin 2004) for free wordings.
"""

from __future__ import annotations

import json
import re
import string
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from index.engine import Engine
from index.errors import WrongUse
from index.types import Answer, Hit, Outcome

_RANKS = 10


@dataclass(frozen=True, slots=True)
class Question:
    """One line of a file of questions. Without answers, it is one that the documents don't answer."""

    question: str
    document: str | None
    answers: tuple[str, ...]
    evidence: str = ""  #: words of the passage that proves the answer


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what became of it; `rank` is that of the first right passage, from 1, or 0."""

    question: Question
    answer: Answer
    rank: int
    exact: bool
    f1: float
    proven: bool  #: the first citation holds a right answer

    @property
    def right(self) -> bool:
        """Whether the answer given is right: at least half its words and half the expected ones agree."""
        return self.answer.outcome is Outcome.ANSWERED and self.f1 >= 0.5


@dataclass(frozen=True, slots=True)
class Scores:
    """All as shares of 1. Those of retrieval and answers are over the answerable questions."""

    answerable: int
    unanswerable: int
    hit_at_1: float
    hit_at_5: float
    mrr_at_10: float
    exact_match: float
    f1: float
    proven: float  #: the first citation holds a right answer
    answered: float  #: of the answerable ones, those answered at all
    right_declines: float  #: of the unanswerable ones, those not answered
    wrong_answers: float  #: of the unanswerable ones, those answered all the same

    def to_json(self) -> dict[str, float]:
        return {name: round(value, 4) for name, value in asdict(self).items()}


def load_questions(path: Path) -> list[Question]:
    """Read a file of one JSON object a line. Raises WrongUse, naming the line, for anything else."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")  # a text may hold other signs for line ends
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise WrongUse(f"The file of questions {path} cannot be read: {why}.") from error
    questions = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            one = json.loads(line)
            answers = tuple(map(str, one["answers"]))
            question = Question(str(one["question"]), one.get("document"), answers, one.get("evidence") or "")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise WrongUse(
                f'{path}, line {number}: not a question; each line is an object with "question", "document" '
                f'and "answers" ({error}).'
            ) from error
        questions.append(question)
    if not questions:
        raise WrongUse(f"The file of questions {path} holds none.")
    return questions


def evaluate(
    engine: Engine, questions: Sequence[Question], progress: Callable[[int], None] | None = None
) -> list[Asked]:
    """Ask every question; `progress` is called with the number of those done."""
    asked = []
    for number, question in enumerate(questions):
        if progress:
            progress(number)
        hits = engine.retrieve(question.question, _RANKS)
        answer = engine.ask(question.question)
        given = answer.text
        asked.append(
            Asked(
                question=question,
                answer=answer,
                rank=next((rank for rank, hit in enumerate(hits, 1) if holds(hit, question)), 0),
                exact=max((exact_match(given, right) for right in question.answers), default=False),
                f1=max((f1(given, right) for right in question.answers), default=0.0),
                proven=_proven(answer, question),
            )
        )
    return asked


def score(asked: Sequence[Asked]) -> Scores:
    """Sum up. A mean over no questions is 0."""
    answerable = [one for one in asked if one.question.answers]
    unanswerable = [one for one in asked if not one.question.answers]
    declined = [one.answer.outcome is not Outcome.ANSWERED for one in unanswerable]
    return Scores(
        answerable=len(answerable),
        unanswerable=len(unanswerable),
        hit_at_1=_mean(one.rank == 1 for one in answerable),
        hit_at_5=_mean(0 < one.rank <= 5 for one in answerable),
        mrr_at_10=_mean(1 / one.rank if one.rank else 0.0 for one in answerable),
        exact_match=_mean(one.exact for one in answerable),
        f1=_mean(one.f1 for one in answerable),
        proven=_mean(one.proven for one in answerable),
        answered=_mean(one.answer.outcome is Outcome.ANSWERED for one in answerable),
        right_declines=_mean(declined),
        wrong_answers=_mean(not one for one in declined),
    )


def holds(hit: Hit, question: Question) -> bool:
    """Whether a passage is a right one: of the right document, holding the evidence or an answer."""
    if question.document is not None and hit.passage.document != question.document:
        return False
    wanted = [question.evidence] if question.evidence else question.answers
    return not wanted or any(_contains(hit.passage.text, one) for one in wanted)


def _proven(answer: Answer, question: Question) -> bool:
    if not answer.citations:
        return False
    first = answer.citations[0]
    right_place = question.document in (None, first.document)
    return right_place and any(_contains(first.quote, one) for one in question.answers)


def _contains(text: str, words: str) -> bool:
    return f" {normalise(words)} " in f" {normalise(text)} "


def normalise(text: str) -> str:
    """Lower case, no punctuation, no articles, single spaces: SQuAD's normalisation."""
    text = "".join(sign for sign in text.casefold() if sign not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


def exact_match(given: str, right: str) -> bool:
    return bool(given) and normalise(given) == normalise(right)


def f1(given: str, right: str) -> float:
    """F1 over the words of both, normalised, as multisets."""
    ours, theirs = normalise(given).split(), normalise(right).split()
    return _f1(sum((Counter(ours) & Counter(theirs)).values()), len(ours), len(theirs))


def rouge_l(given: str, reference: str) -> float:
    """ROUGE-L F1: by the longest common subsequence of the two texts' lower-case words."""
    ours, theirs = (re.findall(r"\w+", text.lower()) for text in (given, reference))
    row = [0] * (len(theirs) + 1)
    for word in ours:
        diagonal = 0
        for place, other in enumerate(theirs, 1):
            diagonal, row[place] = (
                row[place],
                diagonal + 1 if word == other else max(row[place], row[place - 1]),
            )
    return _f1(row[-1], len(ours), len(theirs))


def _f1(common: int, ours: int, theirs: int) -> float:
    return 2 * common / (ours + theirs) if common else 0.0


def _mean(values: Iterable[float]) -> float:
    values = [float(value) for value in values]
    return sum(values) / len(values) if values else 0.0
