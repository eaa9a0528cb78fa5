"""A file of questions with their right answers → scores of retrieval, of answers and of declining.

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
from typing import Any

from index.engine import Engine
from index.errors import WrongUse
from index.regular_file import read_at_most
from index.types import Answer, Hit, Outcome

_RANKS = 10  # of MRR@10
_LARGEST_FILE = 100_000_000  # bytes of a file of questions


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question with its right answers; without any, the documents do not answer it."""

    question: str
    document: str | None  #: the name of the document that answers; None: any does
    answers: tuple[str, ...]
    evidence: str = ""  #: words of the passage that proves the answer


@dataclass(frozen=True, slots=True)
class ScoredQuestion:
    """A question with the answer that was given and its scores."""

    labelled: LabelledQuestion
    answer: Answer
    rank: int  #: of the first right passage, from 1; 0: not among the first ten
    exact: bool  #: exact match with a right answer
    f1: float  #: the highest with a right answer
    proven: bool  #: the first citation holds a right answer

    @property
    def answered(self) -> bool:
        return self.answer.outcome is Outcome.ANSWERED

    @property
    def right(self) -> bool:
        """Whether the answer is right: an F1 of at least a half."""
        return self.answered and self.f1 >= 0.5


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
        """The scores by their names, but for those over questions of which there is none."""
        of_none = {
            *(_OF_ANSWERABLE if not self.answerable else ()),
            *(_OF_UNANSWERABLE if not self.unanswerable else ()),
        }
        return {name: round(value, 4) for name, value in asdict(self).items() if name not in of_none}


# The scores by their names, and what each is the mean of.
_OF_ANSWERABLE: dict[str, Callable[[ScoredQuestion], float]] = {
    "hit_at_1": lambda question: question.rank == 1,
    "hit_at_5": lambda question: 0 < question.rank <= 5,
    "mrr_at_10": lambda question: 1 / question.rank if question.rank else 0.0,
    "exact_match": lambda question: question.exact,
    "f1": lambda question: question.f1,
    "proven": lambda question: question.proven,
    "answered": lambda question: question.answered,
}
_OF_UNANSWERABLE: dict[str, Callable[[ScoredQuestion], float]] = {
    "right_declines": lambda question: not question.answered,
    "wrong_answers": lambda question: question.answered,
}


def load_questions(path: Path) -> list[LabelledQuestion]:
    """Read a JSON Lines file: objects with "question", "answers", and if known "document" and "evidence".

    Raises WrongUse, naming the line, for anything else, and for a file without questions.
    """
    try:
        with path.open("rb") as file:  # which may be a pipe
            text = read_at_most(file, _LARGEST_FILE, path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongUse(f"The file of questions {path} is not UTF-8, as JSON has to be.") from error
    except OSError as error:
        raise WrongUse(f"The file of questions {path} cannot be read: {error.strerror or error}.") from error
    # Not splitlines: a JSON string may hold the other characters at which that ends a line.
    lines = text.replace("\r\n", "\n").split("\n")
    questions = [_question(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not questions:
        raise WrongUse(f"The file of questions {path} holds no question.")
    return questions


def _question(path: Path, number: int, line: str) -> LabelledQuestion:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        value = None
    if fault := _fault(value):
        raise WrongUse(
            f"Line {number} of the file of questions {path} is not an object with "
            f'"question", "document" and "answers" ({fault}).'
        )
    return LabelledQuestion(
        question=str(value["question"]),
        document=value.get("document"),
        answers=tuple(map(str, value["answers"])),
        evidence=value.get("evidence") or "",
    )


def _fault(value: Any) -> str:
    """What is wrong with a line of a file of questions, None where it is no JSON; empty where nothing is."""
    if value is None:
        return "it is no JSON"
    if not isinstance(value, dict):
        return "it is no object"
    for key in ("question", "answers"):
        if key not in value:
            return f'it has no "{key}"'
    if not isinstance(value["answers"], list):
        return "its answers are no list"
    if not str(value["question"]).strip():
        return "its question is empty"
    for key in ("document", "evidence"):
        if not isinstance(value.get(key), str | None):
            return f"its {key} is no text"
    return ""


def evaluate(
    engine: Engine,
    questions: Sequence[LabelledQuestion],
    word: Callable[[Answer], Answer] | None = None,
) -> list[ScoredQuestion]:
    """Ask every question. `word` may give each answer another wording."""
    scored = []
    for labelled in questions:
        hits = engine.retrieve(labelled.question, _RANKS)
        answer = engine.ask(labelled.question)
        if word:
            answer = word(answer)
        scored.append(
            ScoredQuestion(
                labelled=labelled,
                answer=answer,
                rank=next((rank for rank, hit in enumerate(hits, 1) if is_right(hit, labelled)), 0),
                exact=any(exact_match(answer.text, right) for right in labelled.answers),
                f1=max((f1(answer.text, right) for right in labelled.answers), default=0.0),
                proven=_proven(answer, labelled),
            )
        )
    return scored


def score(scored: Sequence[ScoredQuestion]) -> Scores:
    """The means over all questions; a mean over none is 0."""
    answerable = [question for question in scored if question.labelled.answers]
    unanswerable = [question for question in scored if not question.labelled.answers]
    means = {
        **{name: _mean(map(measure, answerable)) for name, measure in _OF_ANSWERABLE.items()},
        **{name: _mean(map(measure, unanswerable)) for name, measure in _OF_UNANSWERABLE.items()},
    }
    return Scores(len(answerable), len(unanswerable), **means)


def is_right(hit: Hit, labelled: LabelledQuestion) -> bool:
    """Whether a passage is of the right document and holds the evidence or, without any, an answer."""
    if labelled.document not in (None, hit.passage.document):
        return False
    wanted = [labelled.evidence] if labelled.evidence else labelled.answers
    return not wanted or any(_contains(hit.passage.text, words) for words in wanted)


def _proven(answer: Answer, labelled: LabelledQuestion) -> bool:
    if not answer.citations:
        return False
    first = answer.citations[0]
    right_document = labelled.document in (None, first.document)
    return right_document and any(_contains(first.quote, right) for right in labelled.answers)


def _contains(text: str, words: str) -> bool:
    return f" {normalise(words)} " in f" {normalise(text)} "


def normalise(text: str) -> str:
    """SQuAD's normalisation: lower case, no punctuation, no articles, single spaces."""
    text = "".join(character for character in text.casefold() if character not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


def exact_match(given: str, right: str) -> bool:
    """Whether a given answer that is not empty equals the right one, both normalised."""
    return bool(given) and normalise(given) == normalise(right)


def f1(given: str, right: str) -> float:
    """F1 over the normalised words of both, as multisets."""
    given_words, right_words = normalise(given).split(), normalise(right).split()
    common = sum((Counter(given_words) & Counter(right_words)).values())
    return _f1(common, len(given_words), len(right_words))


def rouge_l(given: str, reference: str) -> float:
    """ROUGE-L F1: by the longest common subsequence of the two texts' lower-case words."""
    given_words, reference_words = (re.findall(r"\w+", text.lower()) for text in (given, reference))
    lengths = [0] * (len(reference_words) + 1)  # of common subsequences with each beginning of the reference
    for word in given_words:
        diagonal = 0
        for end, other in enumerate(reference_words, 1):
            longest = diagonal + 1 if word == other else max(lengths[end], lengths[end - 1])
            diagonal, lengths[end] = lengths[end], longest
    return _f1(lengths[-1], len(given_words), len(reference_words))


def _f1(common: int, given: int, right: int) -> float:
    return 2 * common / (given + right) if common else 0.0


def _mean(values: Iterable[float]) -> float:
    values = [float(value) for value in values]
    return sum(values) / len(values) if values else 0.0
