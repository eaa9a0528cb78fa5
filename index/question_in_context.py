"""What is asked of the documents for a question after other turns, and which of the answers is given.

A question is asked in full. A short one in which nothing refers to what was said before is asked once more,
beside the topic of the last turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.follow_ups import last_topic, plain_question, standalone
from index.types import Answer, Outcome, Turn

_SHORT_QUESTION = 6  # words; a longer one is seldom understood only by what was said before
# Of two confidences. It makes 175 short questions, asked after another of the same community, no worse.
_CLEARLY_SURER = 0.1
_TELLING = (Outcome.NOTHING, Outcome.PASSAGES, Outcome.ANSWERED)


@dataclass(frozen=True, slots=True)
class QuestionInContext:
    """The questions that are asked for one that follows other turns: one or two."""

    asked: tuple[str, ...]  #: in full, and beside the topic of the last turn

    def best(self, answers: Sequence[Answer]) -> int:
        """Of the answers to `asked`, the position of the one that tells more; else of the first.

        Where both are answered, that is the second, unless the first is clearly surer.
        """
        first, last = answers[0], answers[-1]
        if first.outcome is last.outcome is Outcome.ANSWERED:
            is_first = first.confidence > last.confidence + _CLEARLY_SURER
        else:
            is_first = _TELLING.index(first.outcome) >= _TELLING.index(last.outcome)
        return 0 if is_first else len(answers) - 1


def in_context(question: str, history: Sequence[Turn]) -> QuestionInContext:
    """What is asked for a question after the turns before it, of which the oldest comes first."""
    full = standalone(question, history)
    beside = _beside_topic(question, history) if full == question else None
    return QuestionInContext((full,) if beside is None else (full, beside))


def _beside_topic(question: str, history: Sequence[Turn]) -> str | None:
    """A short question beside what was last asked about: "where do i write: the lost card".

    None where it is long, and so a question by itself, or names what was asked about, or has no word.
    """
    if not history or len(question.split()) > _SHORT_QUESTION or not any(map(str.isalnum, question)):
        return None
    topic = last_topic(history)
    if not topic or topic.casefold() in question.casefold():
        return None
    return f"{plain_question(question)}: {topic}"
