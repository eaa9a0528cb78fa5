"""Questions written for the training, as people ask in a chat: about documentation, and made-up communities.

`written/documentation.jsonl` has those about the documents of `faq.py`, one JSON object a line: `document`,
`question`, the `excerpt` that they were written from and in it the `block` that answers, as first and last
character of the document, and `words`, the same of the shortest words that answer in what is read of the
block. Without a block the excerpt does not tell; without words the whole block answers.

`written/communities` is a folder as `community_questions.py` describes it, with one made-up document for each
community, none of those that Munshi is measured or calibrated on. Evidence that is its own answer answers as
a whole.
"""

from __future__ import annotations

import json
import lzma
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from index.models.encoder import Encoder
from index.training.sources.faq import passages_of, rows_of, shown
from index.types import Passage

WRITTEN = Path(__file__).parents[1] / "written"
_KEPT = "written.jsonl.xz"
_HARD = 6  # passages alike to the question that do not answer
_WHOLE = 0.7  # of the evidence: a passage with less does not answer

Shown = tuple[str, str]  #: the trail above a passage, and what is read of it


@dataclass(frozen=True, slots=True)
class WrittenExample:
    """A question, with the passages that answer it, if any does, and others that do not, the likest first."""

    question: str
    answering: tuple[Shown, ...]
    words: str  #: that answer, as they are read in a passage; empty where it answers as a whole
    others: tuple[Shown, ...]


def read_written(faq: Path, encoder: Encoder, folder: Path = WRITTEN) -> list[WrittenExample]:
    """All examples: first about the training documents of the folder `faq`, then about communities.

    `encoder` finds the passages that are like the questions.
    """
    if (faq / _KEPT).exists():
        return list(_kept(faq / _KEPT))
    return [*_documentation(faq, folder / "documentation.jsonl", encoder), *_communities(folder, encoder)]


def keep_written(examples: Iterable[WrittenExample], folder: Path) -> None:
    """Write examples so that `read_written` reads them without documents."""
    with lzma.open(folder / _KEPT, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(astuple(example)) + "\n" for example in examples)


def _kept(path: Path) -> Iterator[WrittenExample]:
    for question, answering, words, others in rows_of(path):
        yield WrittenExample(question, tuple(map(tuple, answering)), words, tuple(map(tuple, others)))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with where its document answers it, or which part of that does not."""

    question: str
    document: str  #: empty: any
    evidence: range | None  #: characters of the document
    words: str
    excerpt: range | None = None  #: characters that are known not to answer but in the evidence; None: all

    def place_of(self, document: str, passage: Passage) -> Literal["answering", "near", "far", "unknown"]:
        """Whether a passage has the evidence, is known not to answer, or is of another part or document."""
        in_document = self.document in (document, "")
        if in_document and self.evidence and (shared := _shared(passage, self.evidence)):
            return "answering" if shared >= _WHOLE * len(self.evidence) else "unknown"
        if in_document and (self.excerpt is None or _shared(passage, self.excerpt)):
            return "near"
        return "far" if self.evidence else "unknown"


def _documentation(faq: Path, path: Path, encoder: Encoder) -> Iterator[WrittenExample]:
    """The examples of each repository."""
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
    """The question of a row, with its words as they are read; none where the block is read otherwise now."""
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
    """The examples of each community."""
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
    """The examples of questions about some documents, but for those whose evidence no passage has whole.

    What is said not to answer is the rest of the document for a question that it answers elsewhere or not at
    all, and of another document or beyond an excerpt only what is like a question that is answered: where
    nothing is, it may stand there.
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
    """How many of some characters a passage has."""
    return max(0, min(passage.end, characters.stop) - max(passage.start, characters.start))
