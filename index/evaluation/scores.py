"""A file of questions with their right answers → scores of retrieval, of answers and of declined questions.

Retrieval is measured by hit@k and MRR@10; answers by exact match and F1 over normalised words, as SQuAD
defines them (Rajpurkar et al. 2016).
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

_RANKS = 10  # passages retrieved for each question, as MRR@10 needs
_LARGEST_FILE = 100_000_000  # bytes of a file of questions


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question with its right answers; it is unanswerable if it has none."""

    question: str
    document: str | None  #: the name of the document that contains the answer; None: any document counts
    answers: tuple[str, ...]
    evidence: str = ""  #: words of the passage that supports the answer


@dataclass(frozen=True, slots=True)
class ScoredQuestion:
    """A question with the engine's answer and its scores."""

    labelled: LabelledQuestion
    answer: Answer
    rank: int  #: of the first right passage, from 1; 0: not among the first ten
    exact: bool  #: whether the answer exactly matches a right answer
    f1: float  #: the highest F1 with a right answer
    proven: bool  #: whether the first citation contains a right answer

    @property
    def answered(self) -> bool:
        return self.answer.outcome is Outcome.ANSWERED

    @property
    def right(self) -> bool:
        """Whether the question is answered with an F1 of at least a half."""
        return self.answered and self.f1 >= 0.5

    @property
    def failed(self) -> bool:
        """Whether people are told something wrong, or not told what the documents answer.

        An answer whose first quote contains a right answer does not fail. If the question names a document,
        an answer from another one fails.
        """
        if not self.labelled.answers:
            return self.answered
        if not self.answered or self.labelled.document not in (None, self.answer.citations[0].document):
            return True
        return not (self.right or self.proven)


@dataclass(frozen=True, slots=True)
class Scores:
    """The number of questions of both kinds, and the scores, which are means from 0 to 1.

    All scores but the last two are means over the answerable questions.
    """

    answerable: int  #: number of questions
    unanswerable: int  #: number of questions
    hit_at_1: float  #: share whose first passage is right
    hit_at_5: float  #: share with a right passage among the first five
    mrr_at_10: float  #: mean of 1 / the rank of the first right passage; 0 if it is not among the first ten
    exact_match: float
    f1: float
    proven: float  #: share whose first citation contains a right answer
    answered: float  #: share answered at all, rightly or wrongly
    right_declines: float  #: share of the unanswerable questions that are not answered
    wrong_answers: float  #: share of the unanswerable questions that are answered

    def to_json(self) -> dict[str, float]:
        """Return the scores by name, without the means over no question."""
        undefined = {
            *(_OF_ANSWERABLE if not self.answerable else ()),
            *(_OF_UNANSWERABLE if not self.unanswerable else ()),
        }
        return {name: round(value, 4) for name, value in asdict(self).items() if name not in undefined}


# Each score by its name: the value of a question, whose mean is the score.
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
    """Read a JSON Lines file: objects with "question", "answers" and optionally "document" and "evidence".

    Raises WrongUse, which names the line, for any other line; also for a file that cannot be read, is not
    UTF-8 or contains no question.
    """
    try:
        with path.open("rb") as file:  # the path may be a pipe
            text = read_at_most(file, _LARGEST_FILE, path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongUse(f"The file of questions {path} is not UTF-8, as JSON has to be.") from error
    except OSError as error:
        raise WrongUse(f"The file of questions {path} cannot be read: {error.strerror or error}.") from error
    # Not str.splitlines, which also splits at characters that a JSON string may contain, such as U+2028.
    lines = text.replace("\r\n", "\n").split("\n")
    questions = [_question(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not questions:
        raise WrongUse(f"The file of questions {path} contains no question.")
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
    """Return what is wrong with the value of a line (None: the line is not JSON); empty if nothing is."""
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
    """Ask the engine every question and score its answers, each after `word` has reworded it, if given."""
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
    """Return the mean of each score; a mean over no question is 0."""
    answerable = [question for question in scored if question.labelled.answers]
    unanswerable = [question for question in scored if not question.labelled.answers]
    means = {
        **{name: _mean(map(measure, answerable)) for name, measure in _OF_ANSWERABLE.items()},
        **{name: _mean(map(measure, unanswerable)) for name, measure in _OF_UNANSWERABLE.items()},
    }
    return Scores(len(answerable), len(unanswerable), **means)


def is_right(hit: Hit, labelled: LabelledQuestion) -> bool:
    """Whether a passage is from the right document and contains the evidence.

    If the question has no evidence, the passage has to contain a right answer instead. If it has neither,
    every passage of the right document is right.
    """
    if labelled.document not in (None, hit.passage.document):
        return False
    wanted = [labelled.evidence] if labelled.evidence else labelled.answers
    return not wanted or any(_contains(hit.passage.text, words) for words in wanted)


def _proven(answer: Answer, labelled: LabelledQuestion) -> bool:
    """Whether the first citation is from the right document and contains a right answer."""
    if not answer.citations:
        return False
    first = answer.citations[0]
    right_document = labelled.document in (None, first.document)
    return right_document and any(_contains(first.quote, right) for right in labelled.answers)


def _contains(text: str, words: str) -> bool:
    """Whether a text contains a run of whole words; both are normalised."""
    return f" {normalise(words)} " in f" {normalise(text)} "


def normalise(text: str) -> str:
    """Return a text as SQuAD normalises it: lower case, no punctuation, no articles, single spaces."""
    text = "".join(character for character in text.casefold() if character not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


def exact_match(given: str, right: str) -> bool:
    """Whether an answer is not empty and equals the right one, both normalised."""
    return bool(given) and normalise(given) == normalise(right)


def f1(given: str, right: str) -> float:
    """Return the F1 over the normalised words of both texts, as multisets."""
    given_words, right_words = normalise(given).split(), normalise(right).split()
    common = sum((Counter(given_words) & Counter(right_words)).values())
    return 2 * common / (len(given_words) + len(right_words)) if common else 0.0


def _mean(values: Iterable[float]) -> float:
    values = [float(value) for value in values]
    return sum(values) / len(values) if values else 0.0
