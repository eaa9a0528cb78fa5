"""What the documents don't tell: questions without an answer or voted wrong, alike ones together.

It is what those who look after the documents work through. Private questions and those of direct messages are
not among them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.discord.state.records import Unanswered, question_words

if TYPE_CHECKING:  # loads numeric libraries
    from index import Engine

ALIKE = 0.7  #: cosine of two questions from which on they ask the same


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that ask the same. The fields name the columns of the file."""

    question: str  #: as it was asked most often
    asked: int  #: how many times
    people: int  #: by how many people
    voted_wrong: int
    voted_right: int
    answer: str  #: what was answered last; empty where nothing was
    closest_document: str
    last_asked: float  #: seconds since the epoch
    also_asked: str  #: the other wordings, one a line


def gaps_of(rows: Sequence[Unanswered], engine: Engine | None) -> list[Gap]:
    """Put questions together that ask the same: first what was asked most often, then what was asked last.

    Without an `engine` only the same words are the same question, and documents are those that were cited.
    """
    groups = _alike(rows, engine)
    gaps = [_gap(group, engine) for group in groups]
    return sorted(gaps, key=lambda gap: (-gap.asked, -gap.last_asked, gap.question))


def _alike(rows: Sequence[Unanswered], engine: Engine | None) -> list[list[Unanswered]]:
    """Each question joins the group whose first question is most alike, where any is alike enough."""
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
            if best < 0 or cosines[best] < ALIKE:
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
    hits = engine.retrieve(question, 1) if engine is not None else []
    return hits[0].passage.document if hits else ""
