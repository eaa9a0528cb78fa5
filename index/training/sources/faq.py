"""Headings of real documentation that are questions, each with the passage that answers and other passages.

They are in two files: `documents.jsonl.xz` has whole documents, and `pairs.jsonl.xz` has the questions with
the character offsets of the blocks that answer them. A document is cut into passages and read as by the
engine. The examples can be saved in `passages.jsonl.xz`, for a machine without the libraries that read the
formats.
"""

from __future__ import annotations

import json
import lzma
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from index.documents.blocks.questions import ends_with_question_mark
from index.models.encoder import Encoder
from index.settings import PassageSettings
from index.types import Document, Passage

_SAVED = "passages.jsonl.xz"
_SAVED_HEADINGS = "headings.jsonl.xz"
_WORDS = re.compile(r"[^\W\d_]{2,}")
_LEAST = 60  # characters; a shorter passage is not used
_OTHERS = 12  # passages of the document nearest to the one that answers
_SIMILAR = 8  # passages that answer similar questions
_NEAR = 6  # passages nearest to the one that answers, in addition to the similar ones
_SAME_QUESTION = 0.85  # cosine of two questions above which the answer of one may also answer the other
# The most documents with a heading that is used as a question; a more frequent heading says too little.
_MOST_OFTEN = 3
_LEAST_WORDS = 2  # of a heading that is used as a question
_CHARACTERS_A_TOKEN = 4  # an estimate; passages need not end exactly where those of the index end


@dataclass(frozen=True, slots=True)
class FaqExample:
    """A question with the passage that answers it, and other passages that do not."""

    name: str  #: identifier of the pair
    question: str
    trail: str  #: title and headings of the passage, as they are read; the last one is often the question
    block: str  #: the text of the passage that answers
    others: tuple[tuple[str, str], ...]  #: trail and text


def read_faq(folder: Path, split: str = "train") -> list[FaqExample]:
    """Read the examples of a split ("train" or "dev") of the files in `folder`, in the order of the pairs.

    If `passages.jsonl.xz` exists, its examples are returned instead.
    """
    if (folder / _SAVED).exists():
        return list(_load(folder / _SAVED))
    pairs = [
        row for row in rows_of(folder / "pairs.jsonl.xz") if row["split"] == split and not row["generic"]
    ]
    names = {row["document"] for row in pairs}
    passages = {
        row["id"]: passages_of(row["id"], row["text"])
        for row in rows_of(folder / "documents.jsonl.xz")
        if row["id"] in names
    }
    examples = (_example(row, passages[row["document"]]) for row in pairs)
    return [example for example in examples if example]


def read_headings(folder: Path, split: str = "train") -> list[FaqExample]:
    """Read headings that are no questions and use them as questions, each with the first passage under it.

    The trail of an example lacks its heading. The title of a document is not used, because all trails of the
    document start with it.
    """
    if (folder / _SAVED_HEADINGS).exists():
        return list(_load(folder / _SAVED_HEADINGS))
    names = {row["document"] for row in rows_of(folder / "pairs.jsonl.xz") if row["split"] == split}
    documents = [
        (row["id"], passages_of(row["id"], row["text"]))
        for row in rows_of(folder / "documents.jsonl.xz")
        if row["id"] in names
    ]
    counts = Counter(
        heading
        for _, passages in documents
        for heading in {passage.trail[-1].lower() for passage in passages if passage.trail}
    )
    return [
        example
        for name, passages in documents
        for example in _of_headings(name, passages)
        if counts[example.question.lower()] <= _MOST_OFTEN
    ]


def _of_headings(name: str, passages: Sequence[Passage]) -> Iterator[FaqExample]:
    """Yield an example for each heading of a document and the first passage under it."""
    taken: set[tuple[str, ...]] = set()
    for number, passage in enumerate(passages):
        heading = passage.trail[-1] if passage.trail else ""
        if passage.trail in taken or heading == passage.title or len(passage.text) < _LEAST:
            continue
        if ends_with_question_mark(heading) or len(_WORDS.findall(heading)) < _LEAST_WORDS:
            continue
        taken.add(passage.trail)
        others = (other for other in passages if other.trail != passage.trail)
        near = tuple(shown(other, other.trail[:-1]) for other in _nearest(others, passage.start, _NEAR))
        yield FaqExample(f"{name}#{number}", heading, *shown(passage, passage.trail[:-1]), near)


def _nearest(passages: Iterable[Passage], start: int, count: int) -> list[Passage]:
    """Return the `count` passages that start nearest to an offset, nearest first, without short ones."""
    long = (passage for passage in passages if len(passage.text) >= _LEAST)
    return sorted(long, key=lambda passage: abs(passage.start - start))[:count]


def shown(passage: Passage, trail: Sequence[str]) -> tuple[str, str]:
    """Return a trail and the text of a passage, both as the engine reads them."""
    from index.passages.reading_text import body_text, trail_text

    return trail_text(passage.document, passage.title, trail), body_text(passage)


def save_examples(examples: Iterable[FaqExample], folder: Path, headings: Iterable[FaqExample] = ()) -> None:
    """Save examples so that `read_faq` and `read_headings` need no documents."""
    folder.mkdir(parents=True, exist_ok=True)
    save_rows(examples, folder / _SAVED)
    save_rows(headings, folder / _SAVED_HEADINGS)


def _load(path: Path) -> Iterator[FaqExample]:
    for name, question, trail, block, others in rows_of(path):
        yield FaqExample(name, question, trail, block, tuple((trail, text) for trail, text in others))


def with_similar_others(examples: Sequence[FaqExample], encoder: Encoder) -> list[FaqExample]:
    """Return the examples with harder other passages.

    These are passages of the same repository that answer similar questions. A passage whose question is
    nearly the same is excluded, because it may answer this question as well.
    """
    asked = encoder.encode([example.question for example in examples])
    read = encoder.encode([f"{example.trail}\n{example.block}" for example in examples])
    members: dict[str, list[int]] = {}
    for number, example in enumerate(examples):
        members.setdefault(example.name.partition(":")[0], []).append(number)
    result = list(examples)
    for numbers in members.values():
        cosines = asked[numbers] @ read[numbers].T
        cosines[asked[numbers] @ asked[numbers].T > _SAME_QUESTION] = -1.0
        for row, number in enumerate(numbers):
            example = examples[number]
            nearest = [column for column in np.argsort(-cosines[row])[:_SIMILAR] if cosines[row, column] > 0]
            similar = [(examples[numbers[each]].trail, examples[numbers[each]].block) for each in nearest]
            others = dict.fromkeys(
                other for other in [*similar, *example.others[:_NEAR]] if other[1] != example.block
            )
            result[number] = replace(example, others=tuple(others))
    return result


def save_rows(examples: Iterable[Any], path: Path) -> None:
    """Save dataclasses, each as a row of its fields, which `rows_of` reads."""
    with lzma.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(astuple(example)) + "\n" for example in examples)


def rows_of(path: Path) -> Iterator[Any]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def passages_of(name: str, text: str) -> list[Passage]:
    """Return the passages of a document, as the index cuts them; the suffix of `name` is its format.

    A document with an unknown suffix is read as Markdown, since most of these are in a dialect of it.
    """
    from index.documents.formats import FORMATS, extract_text
    from index.documents.titles import title_of
    from index.passages.splitting import split

    file = PurePosixPath(name).name
    suffix = PurePosixPath(name).suffix.lower()
    content = extract_text(file if suffix in FORMATS else f"{file}.md", text.encode(), {})
    title = title_of(content.text) if content.title is None else content.title
    document = Document(file, title or file, content.text, blocks=content.blocks)
    return list(split(document, PassageSettings(), _token_counts))


def _token_counts(texts: Sequence[str]) -> list[int]:
    return [len(text) // _CHARACTERS_A_TOKEN + 1 for text in texts]


def _example(row: Mapping[str, Any], passages: Sequence[Passage]) -> FaqExample | None:
    """Return the example of a pair; None if most of no passage is in the block of the pair.

    The first passage that has most of its characters in the block answers.
    """
    start, end = row["answer_start"], row["answer_end"]
    answering = [
        passage
        for passage in passages
        if min(end, passage.end) - max(start, passage.start) > (passage.end - passage.start) / 2
    ]
    if not answering:
        return None
    others = (passage for passage in passages if passage.end <= row["heading_start"] or passage.start >= end)
    near = tuple(shown(passage, passage.trail) for passage in _nearest(others, start, _OTHERS))
    return FaqExample(row["id"], row["question"], *shown(answering[0], answering[0].trail), near)
