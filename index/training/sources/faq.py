"""Question headings of real documentation, each with the passage that answers and others of its document.

They come as two files: `documents.jsonl.xz`, documents whole, and `pairs.jsonl.xz`, the questions with the
character offsets of their blocks. A document is cut into passages and read as the engine does it. What comes
of that can be kept in `passages.jsonl.xz`, for a machine that lacks the libraries of the formats.
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

from index.documents.blocks.questions import asks
from index.models.encoder import Encoder
from index.settings import PassageSettings
from index.types import Document, Passage

_KEPT = "passages.jsonl.xz"
_KEPT_HEADINGS = "headings.jsonl.xz"
_WORDS = re.compile(r"[^\W\d_]{2,}")
_LEAST = 60  # characters of another passage
_OTHERS = 12  # passages of the document, those next to the one that answers
_SIMILAR = 8  # passages that answer similar questions
_NEAR = 6  # passages next to the one that answers that are kept beside those
_SAME_QUESTION = 0.85  # cosine of two questions from which their answers are taken for the same
_MOST_OFTEN = 3  # documents of a heading that is taken for a question: one that recurs says nothing alone
_LEAST_WORDS = 2  # of such a heading
_CHARACTERS_A_TOKEN = 4  # about; passages need not end where the index would end them


@dataclass(frozen=True, slots=True)
class FaqExample:
    """A question with the passage that answers it, and other passages of its document that do not."""

    name: str  #: the pair's identifier
    question: str
    trail: str  #: title and headings above the passage, as they are read; often the last is the question
    block: str
    others: tuple[tuple[str, str], ...]  #: trail and text


def read_faq(folder: Path, split: str = "train") -> list[FaqExample]:
    """The examples of a split ("train" or "dev") of the files in `folder`, in the order of the file."""
    if (folder / _KEPT).exists():
        return list(_kept(folder / _KEPT))
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
    """Headings that do not ask as questions, each with the passage below it; no trail has its own heading.

    The title of a document is none, since all its trails begin with it.
    """
    if (folder / _KEPT_HEADINGS).exists():
        return list(_kept(folder / _KEPT_HEADINGS))
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
    """An example for each heading of a document, of the first passage below it."""
    taken: set[tuple[str, ...]] = set()
    for number, passage in enumerate(passages):
        heading = passage.trail[-1] if passage.trail else ""
        if passage.trail in taken or heading == passage.title or len(passage.text) < _LEAST:
            continue
        if asks(heading) or len(_WORDS.findall(heading)) < _LEAST_WORDS:
            continue
        taken.add(passage.trail)
        others = (other for other in passages if other.trail != passage.trail)
        near = tuple(shown(other, other.trail[:-1]) for other in _nearest(others, passage.start, _NEAR))
        yield FaqExample(f"{name}#{number}", heading, *shown(passage, passage.trail[:-1]), near)


def _nearest(passages: Iterable[Passage], start: int, count: int) -> list[Passage]:
    """The `count` passages that begin nearest to an offset, but for short ones, nearest first."""
    long = (passage for passage in passages if len(passage.text) >= _LEAST)
    return sorted(long, key=lambda passage: abs(passage.start - start))[:count]


def shown(passage: Passage, trail: Sequence[str]) -> tuple[str, str]:
    """A trail as it is read above a passage, and what is read of the passage."""
    from index.passages.reading_text import body_text, trail_text

    return trail_text(passage.document, passage.title, trail), body_text(passage)


def keep_passages(examples: Iterable[FaqExample], folder: Path, headings: Iterable[FaqExample] = ()) -> None:
    """Write examples so that `read_faq` and `read_headings` read them without reading documents."""
    folder.mkdir(parents=True, exist_ok=True)
    _keep(examples, folder / _KEPT)
    _keep(headings, folder / _KEPT_HEADINGS)


def _keep(examples: Iterable[FaqExample], path: Path) -> None:
    with lzma.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(astuple(example)) + "\n" for example in examples)


def _kept(path: Path) -> Iterator[FaqExample]:
    for name, question, trail, block, others in rows_of(path):
        yield FaqExample(name, question, trail, block, tuple((trail, text) for trail, text in others))


def with_similar_others(examples: Sequence[FaqExample], encoder: Encoder) -> list[FaqExample]:
    """The examples with harder others: passages of the same repository that answer questions like theirs.

    A passage whose question asks nearly the same is left out, since it may answer this one as well.
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
            nearest = [place for place in np.argsort(-cosines[row])[:_SIMILAR] if cosines[row, place] > 0]
            similar = [(examples[numbers[place]].trail, examples[numbers[place]].block) for place in nearest]
            others = dict.fromkeys(
                other for other in [*similar, *example.others[:_NEAR]] if other[1] != example.block
            )
            result[number] = replace(example, others=tuple(others))
    return result


def rows_of(path: Path) -> Iterator[Any]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def passages_of(name: str, text: str) -> list[Passage]:
    """The passages of a document, as the index cuts them; `name` tells its format by its suffix.

    What has no format of its own is read as Markdown: most of it is a dialect of that.
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
    """The example of a pair: the first passage that lies in its block for the most part; None without any."""
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
