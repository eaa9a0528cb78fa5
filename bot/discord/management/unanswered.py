"""Questions without an answer or with one voted wrong → gaps in the documents: groups of similar questions.

The list is for those who look after the documents. It excludes private questions and those of direct
messages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.discord.state.records import Unanswered, question_words

if TYPE_CHECKING:  # loads numeric libraries
    from index import Engine

_MIN_SIMILARITY = 0.7  # cosine from which two questions count as the same


@dataclass(frozen=True, slots=True)
class Gap:
    """A group of questions that ask the same. The fields name the columns of the file."""

    question: str  #: the most frequent wording
    asked: int  #: how many times it was asked
    people: int  #: how many people asked it
    voted_wrong: int  #: how many votes on its answers were "wrong"
    voted_right: int  #: how many votes on its answers were "right"
    answer: str  #: the latest answer; empty if the latest question had none
    closest_document: str  #: the document most often cited first, or that of the closest passage
    last_asked: float  #: seconds since the epoch
    also_asked: str  #: the other wordings, one on each line


def gaps_of(rows: Sequence[Unanswered], engine: Engine | None) -> list[Gap]:
    """Group questions that ask the same: the most frequent group first, of equal ones the latest.

    Without an `engine`, only questions with the same words are grouped, and only cited documents are named.
    """
    groups = _groups(rows, engine)
    gaps = [_gap(group, engine) for group in groups]
    return sorted(gaps, key=lambda gap: (-gap.asked, -gap.last_asked, gap.question))


def _groups(rows: Sequence[Unanswered], engine: Engine | None) -> list[list[Unanswered]]:
    """Put each question into the group whose first question is most similar, or into a new group."""
    wordings = list(dict.fromkeys(question_words(row.question) for row in rows))
    group_of: dict[str, int] = {}
    if engine is None:
        group_of = {wording: number for number, wording in enumerate(wordings)}
    elif wordings:
        vectors = engine.encode(wordings)
        leaders: list[int] = []
        for number, wording in enumerate(wordings):
            cosines = vectors[leaders] @ vectors[number] if leaders else []
            best = max(range(len(leaders)), key=lambda leader: float(cosines[leader]), default=-1)
            if best < 0 or cosines[best] < _MIN_SIMILARITY:
                best = len(leaders)
                leaders.append(number)
            group_of[wording] = best
    groups: dict[int, list[Unanswered]] = {}
    for row in rows:
        groups.setdefault(group_of[question_words(row.question)], []).append(row)
    return list(groups.values())


def _gap(rows: Sequence[Unanswered], engine: Engine | None) -> Gap:
    counts = Counter(row.question for row in rows)
    question = max(counts, key=lambda text: (counts[text], text.endswith("?"), -len(text)))
    other_wordings = (text for text in counts if question_words(text) != question_words(question))
    latest = max(rows, key=lambda row: row.asked)
    documents = Counter(row.documents[0] for row in rows if row.documents)
    return Gap(
        question=question,
        asked=len(rows),
        people=len({row.person for row in rows}),
        voted_wrong=sum(row.wrong for row in rows),
        voted_right=sum(row.right for row in rows),
        answer=latest.answer,
        closest_document=documents.most_common(1)[0][0] if documents else _closest(question, engine),
        last_asked=latest.asked,
        also_asked="\n".join(sorted(other_wordings)),
    )


def _closest(question: str, engine: Engine | None) -> str:
    """Return the document of the closest passage; "" without an engine, or if there is none."""
    hits = engine.retrieve(question, 1) if engine is not None else []
    return hits[0].passage.document if hits else ""
