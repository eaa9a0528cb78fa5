"""Questions that were written for the training in the style of a chat, about documentation and communities.

`written/documentation.jsonl` has the questions about the documents of `faq.py`, one JSON object per line:
`document`; `question`; `excerpt`, the part of the document that the question was written from; `block`, the
part of the excerpt that answers it; and `words`, the shortest words of the block that answer it. A part is
the offsets of its start and end: those of `excerpt` and `block` count characters of the document, those of
`words` characters of the block as it is read. Without a block, the excerpt does not answer the question.
Without words, the whole block is the answer.

`written/communities` is a folder as `community_questions.py` describes it, with one made-up document for each
community. None of them is among those that Munshi is measured or calibrated on. If the evidence equals its
answer, the whole evidence is the answer.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from index.models.encoder import Encoder
from index.training.sources.faq import passages_of, rows_of, save_rows, shown
from index.types import Passage

WRITTEN = Path(__file__).parents[1] / "written"
_SAVED = "written.jsonl.xz"
_HARD = 6  # passages similar to the question that do not answer it
_WHOLE = 0.7  # share of the evidence that a passage must contain to answer

Shown = tuple[str, str]  #: the trail and the text of a passage, as they are read


@dataclass(frozen=True, slots=True)
class WrittenExample:
    """A question, the passages that answer it, if any, and others that do not."""

    question: str
    answering: tuple[Shown, ...]  #: the most similar to the question first
    words: str  #: the words that answer, as they are read in a passage; empty if the whole passage answers
    others: tuple[Shown, ...]  #: the most similar first: those of the same part of the document, then others


def read_written(faq: Path, encoder: Encoder, folder: Path = WRITTEN) -> list[WrittenExample]:
    """Read all examples: first those about the documents of the folder `faq`, then those about communities.

    `encoder` finds the passages that are similar to a question.
    """
    if (faq / _SAVED).exists():
        return list(_load(faq / _SAVED))
    return [*_documentation(faq, folder / "documentation.jsonl", encoder), *_communities(folder, encoder)]


def save_written(examples: Iterable[WrittenExample], folder: Path) -> None:
    """Save examples so that `read_written` needs no documents."""
    save_rows(examples, folder / _SAVED)


def _load(path: Path) -> Iterator[WrittenExample]:
    for question, answering, words, others in rows_of(path):
        yield WrittenExample(question, tuple(map(tuple, answering)), words, tuple(map(tuple, others)))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, the evidence in its document, and the part of the document that does not answer it."""

    question: str
    document: str  #: empty: any document
    evidence: range | None  #: characters of the document; None: unanswerable
    words: str
    #: Characters that do not answer, except the evidence; None: the whole document.
    excerpt: range | None = None

    def place_of(self, document: str, passage: Passage) -> Literal["answering", "near", "far", "unknown"]:
        """Return what is known of a passage.

        "answering": it contains the evidence. "near": it is known not to answer. "far": it is from another
        part or another document, and the question is answered elsewhere. "unknown": it may answer.
        """
        in_document = self.document in (document, "")
        if in_document and self.evidence and (shared := _shared(passage, self.evidence)):
            return "answering" if shared >= _WHOLE * len(self.evidence) else "unknown"
        if in_document and (self.excerpt is None or _shared(passage, self.excerpt)):
            return "near"
        return "far" if self.evidence else "unknown"


def _documentation(faq: Path, path: Path, encoder: Encoder) -> Iterator[WrittenExample]:
    """Yield the examples of each repository."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    names = {row["document"] for row in rows}
    passages = {
        row["id"]: passages_of(row["id"], row["text"])
        for row in rows_of(faq / "documents.jsonl.xz")
        if row["id"] in names
    }
    groups: dict[str, list[_Asked]] = {}
    for row in rows:
        if row["document"] in passages:
            asked = _asked(row, passages[row["document"]])
            groups.setdefault(row["document"].partition(":")[0], []).append(asked)
    for asked_of_group in groups.values():
        own = {each.document: passages[each.document] for each in asked_of_group}
        yield from _examples(asked_of_group, own, encoder)


def _asked(row: Mapping[str, Any], passages: Sequence[Passage]) -> _Asked:
    """Return the question of a row; its words are empty if its block is no longer a block of the document."""
    from index.passages.reading_text import block_text

    block = row.get("block")
    words = ""
    if block and "words" in row:
        first, last = row["words"]
        texts = (
            block_text(passage.text, passage.start, each)
            for passage in passages
            for each in passage.blocks
            if [each.start, each.end] == block
        )
        words = next(texts, "")[first:last]
    return _Asked(
        row["question"], row["document"], range(*block) if block else None, words, range(*row["excerpt"])
    )


def _communities(folder: Path, encoder: Encoder) -> Iterator[WrittenExample]:
    """Yield the examples of each community."""
    from index.training.sources.community_questions import by_kind, read_questions

    folder /= "communities"
    for kind, questions in by_kind(read_questions(folder)).items():
        files = sorted((folder / "documents" / kind).iterdir())
        texts = {path.name: path.read_text(encoding="utf-8") for path in files}
        asked = []
        for question in questions:
            document, evidence, words = "", None, ""
            for support in question.supporting[:1]:
                document = support.document
                start = texts[document].index(support.evidence)
                evidence = range(start, start + len(support.evidence))
                words = support.answers[0] if support.answers[0] != support.evidence else ""
            asked.append(_Asked(question.question, document, evidence, words))
        yield from _examples(asked, {name: passages_of(name, text) for name, text in texts.items()}, encoder)


def _examples(
    asked: Sequence[_Asked], passages: Mapping[str, Sequence[Passage]], encoder: Encoder
) -> Iterator[WrittenExample]:
    """Yield the examples of questions about some documents.

    A question is omitted if it is answerable and no passage contains enough of its evidence, or if it has no
    other passages. The other passages are those that are most similar to the question, first of the "near"
    ones, then of the "far" ones. There are no "far" ones for an unanswerable question: another document or
    part may answer it.
    """
    every = [(name, passage) for name, of_document in passages.items() for passage in of_document]
    texts = [shown(passage, passage.trail) for _, passage in every]
    vectors = encoder.encode([f"{trail}\n{text}" for trail, text in texts])
    for each, vector in zip(asked, encoder.encode([each.question for each in asked]), strict=True):
        placed: defaultdict[str, list[Shown]] = defaultdict(list)
        for number in np.argsort(-(vectors @ vector), kind="stable").tolist():
            placed[each.place_of(*every[number])].append(texts[number])
        answering = tuple(placed["answering"])
        others = (*placed["near"][:_HARD], *placed["far"][:_HARD])
        if others and bool(answering) is bool(each.evidence):
            yield WrittenExample(each.question, answering, each.words, others)


def _shared(passage: Passage, characters: range) -> int:
    """Return how many of some characters of a document are in a passage."""
    return max(0, min(passage.end, characters.stop) - max(passage.start, characters.start))
