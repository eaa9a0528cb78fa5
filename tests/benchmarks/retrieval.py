"""Is the right passage found? Munshi's retrieval and the peers', on the same documents and the same model.

    python tests/benchmarks/retrieval.py --data dev.jsonl.xz
    python tests/benchmarks/retrieval.py --data dev.jsonl.xz --joined

Each question is asked of one folder with every context of the two sources. Whoever ranks gives ten passages.

As it stands, each context is one document, and a hit is a passage of the question's own document. With
`--joined` nothing of the layout gives a context away: in a seeded order, twenty contexts of a source make one
document, and its paragraphs are of one to eight sentences, also drawn, which end where a context ends only by
chance. A hit is then a passage that covers a right answer, all of it, at the very place where it stands;
questions without such a place are left out. The larger a passage, the easier that is: so beside the scores stands
the share of questions that have a hit in the first 1,000 characters, of one passage or several (`@1,000`), which
is the same reading for all, and the mean length of the passages that came first. tests/benchmarks/questions.py says where the data is from.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import questions
from contenders import CONTENDERS, COUNT, MUNSHI, Ask, Found, LlamaIndex

from index.engine import Engine
from index.settings import IndexSettings, PassageSettings, RetrievalSettings
from index.store.build import build

SOURCES = ("squadshifts_new_wiki", "fairytaleqa")
_TOGETHER = 20  # contexts that make one joined document
_READ = 1000  # characters
_SENTENCES = (1, 8)  # of a joined document's paragraph
_WHITE_SPACE = re.compile(r"\s")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=\S)")
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Quest:
    """A question, its document, and the places in it that answer; without places, the whole document does."""

    source: str
    question: str
    document: str
    places: tuple[Place, ...] = ()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--joined", action="store_true", help="contexts joined, with paragraphs of their own")
    parser.add_argument("--no-peers", action="store_true", help="leave the comparison out")
    parser.add_argument("--every", type=int, default=1, help="ask only one question of so many")
    options = parser.parse_args()
    contexts, asked = questions.load(options.data, SOURCES)
    documents, quests = joined(contexts, asked) if options.joined else (contexts, whole(asked))
    quests = quests[:: options.every]
    with tempfile.TemporaryDirectory() as scratch:
        folder = questions.write(documents, Path(scratch, "documents"))
        counts = ", ".join(f"{sum(one.source == source for one in quests)} of {source}" for source in SOURCES)
        print(f"{len(documents)} documents, {len(quests)} questions ({counts})\n")
        print(f"{'':34}" + "".join(f"{source:>34}" for source in SOURCES) + "   characters")
        print(f"{'':34}" + "       hit@1  hit@5 MRR@10 @1,000" * len(SOURCES) + "   of the first")
        for name, ask in munshi(folder, Path(scratch)):
            report(name, ask, documents, quests)
        for name, ask in [] if options.no_peers else peers(folder, Path(scratch)):
            report(name, ask, documents, quests)


def whole(asked: Sequence[questions.Asked]) -> list[Quest]:
    return [Quest(one.source, one.question, one.document) for one in asked]


def joined(contexts: dict[str, str], asked: Sequence[questions.Asked]) -> tuple[dict[str, str], list[Quest]]:
    """The contexts as longer documents, and the questions with the places of their answers in these."""
    chance = random.Random(7)
    documents: dict[str, str] = {}
    moved: dict[str, tuple[str, list[int]]] = {}  # context → its document, and where each character went
    for source in SOURCES:
        names = [name for name in contexts if name.startswith(source)]
        chance.shuffle(names)
        for first in range(0, len(names), _TOGETHER):
            document = f"{source}-joined-{first // _TOGETHER:03}.txt"
            parts = names[first : first + _TOGETHER]
            documents[document], places = _run_together([contexts[name] for name in parts], chance)
            moved.update((name, (document, place)) for name, place in zip(parts, places, strict=True))
    quests = []
    for one in asked:
        document, place = moved[one.document]
        answers = tuple((place[start], place[end - 1] + 1) for start, end in one.places)
        if answers:
            quests.append(Quest(one.source, one.question, document, answers))
    return documents, quests


def _run_together(texts: Sequence[str], chance: random.Random) -> tuple[str, list[list[int]]]:
    """The texts as one, in paragraphs drawn by chance; for each text, where each of its characters went."""
    pieces: list[str] = []
    length = 0
    left = chance.randint(*_SENTENCES)
    places = []
    for text in texts:
        place = [0] * len(text)
        for start, end in _sentences(text):
            place[start:end] = range(length, length + end - start)
            left -= 1
            border = " " if left else "\n\n"
            left = left or chance.randint(*_SENTENCES)
            pieces += [_WHITE_SPACE.sub(" ", text[start:end]), border]
            length += end - start + len(border)
        places.append(place)
    return "".join(pieces), places


def _sentences(text: str) -> Iterator[Place]:
    """The sentences of a text, cut plainly after their stops, without the white space between them."""
    start, last = len(text) - len(text.lstrip()), len(text.rstrip())
    for gap in _SENTENCE_END.finditer(text, start, last):
        yield start, gap.start()
        start = gap.end()
    if start < last:
        yield start, last


def munshi(folder: Path, scratch: Path) -> Iterator[tuple[str, Ask]]:
    """Yield each way of ranking, by name: the parts alone, the fusion, and the fusion at other sizes."""
    base = IndexSettings(documents=folder, index=scratch / "index")
    engine = opened(base)
    for name, weight in (("dense alone", 1.0), ("BM25 alone", 0.0), ("fusion", base.retrieval.dense_weight)):
        retrieval = RetrievalSettings(dense_weight=weight)
        yield f"Munshi, {name}", ranking(replace(base, retrieval=retrieval), engine)
    yield "Munshi, reciprocal rank fusion", reciprocal(engine)
    for tokens, overlap in ((96, 2), (160, 2), (180, 2), (250, 2)):
        passages = PassageSettings(tokens, overlap)
        settings = replace(base, passages=passages, index=scratch / f"index-{tokens}")
        yield f"Munshi, fusion at {tokens} tokens", ranking(settings, opened(settings))


def opened(settings: IndexSettings) -> Engine:
    build(settings)
    return Engine.open(settings)


def ranking(settings: IndexSettings, engine: Engine) -> Ask:
    engine.settings = settings
    return lambda question: [_found(hit) for hit in engine.retrieve(question, COUNT)]


def reciprocal(engine: Engine, constant: int = 60) -> Ask:
    """Cormack et al. 2009, over the best hundred of each kind."""

    def ask(question: str) -> list[Found]:
        hits = engine.retrieve(question, 200)
        scores = np.zeros(len(hits))
        for kind in ("cosine", "bm25"):
            order = np.argsort([-getattr(hit, kind) for hit in hits], kind="stable")
            scores[order] += 1 / (constant + 1 + np.arange(len(hits)))
        return [_found(hits[at]) for at in np.argsort(-scores, kind="stable")[:COUNT]]

    return ask


def _found(hit) -> Found:
    return hit.passage.document, hit.passage.text


def peers(folder: Path, scratch: Path) -> Iterator[tuple[str, Ask]]:
    """Yield each peer, by name, its index built; LlamaIndex also with the splitter it has by default."""
    contenders = {"LlamaIndex, default splitter": LlamaIndex(tokens=1024), **CONTENDERS}
    del contenders[MUNSHI]
    for number, (name, contender) in enumerate(contenders.items()):
        store = scratch / f"store-{number}"
        contender.build(folder, store)
        yield name, contender.open(folder, store)


def report(name: str, ask: Ask, documents: dict[str, str], quests: Sequence[Quest]) -> None:
    ranks: dict[str, list[int]] = {source: [] for source in SOURCES}
    read: dict[str, list[bool]] = {source: [] for source in SOURCES}
    first = []
    for quest in quests:
        found = ask(quest.question)
        first += [len(text) for _, text in found[:1]]
        hits = (rank for rank, one in enumerate(found, 1) if is_hit(one, quest, documents))
        ranks[quest.source].append(next(hits, 0))
        read[quest.source].append(any(is_hit(one, quest, documents) for one in beginning(found)))
    columns = ((*scores(np.array(ranks[source])), np.mean(read[source])) for source in SOURCES)
    line = "".join("      " + "".join(f"{value:7.3f}" for value in column) for column in columns)
    print(f"{name:34}{line}{np.mean(first):15.0f}", flush=True)


def beginning(found: Sequence[Found]) -> Iterator[Found]:
    """What is read of the passages by someone who stops after so many characters."""
    left = _READ
    for document, text in found:
        if left > 0:
            yield document, text[:left]
        left -= len(text)


def is_hit(found: Found, quest: Quest, documents: dict[str, str]) -> bool:
    document, text = found
    if document != quest.document or not quest.places:
        return document == quest.document
    start = documents[document].find(text)
    return start >= 0 and any(start <= a and b <= start + len(text) for a, b in quest.places)


def scores(ranks: np.ndarray) -> Sequence[float]:
    """hit@1, hit@5 and MRR@10 of ranks that count from 1; 0 is none."""
    reciprocals = np.where(ranks > 0, 1 / np.maximum(ranks, 1), 0)
    return (ranks == 1).mean(), ((ranks > 0) & (ranks <= 5)).mean(), reciprocals.mean()


if __name__ == "__main__":
    main()
