"""Change plain paragraphs into the shapes of documents: with a trail, as a list, as a table, with code.

The engine reads a passage after its trail, `title › heading › heading`, and a table row as `column: cell ·
column: cell`. So training asks the questions about plain paragraphs of such texts, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from index.passages.sentences import every_sentence
from index.training.groups.swapped_names import name_spans
from index.training.sources.data import CharSpan, QAExample
from index.training.sources.synthetic_events import choose
from index.types import TRAIL_SEPARATOR

#: A part of the new text: a span of the old text, or new characters.
_Piece = CharSpan | str

_TITLE = re.compile(r"[A-Z0-9][\w'’.,&()! -]{2,60}")
_HEADINGS = (
    *("Overview", "Background", "Notes", "Details", "FAQ", "General questions", "History", "Summary"),
    *("Guide", "Getting started", "Rules", "People", "News", "Part 2", "Chapter 3", "Characters", "Plot"),
    *("Frequently asked questions", "About", "Events", "How it works", "Settings", "Common problems"),
)
_BULLETS = ("", "", "- ")  # the engine reads the numbers of items, and not their bullets
_COLUMNS = (
    *(("No.", "Text"), ("Step", "What to do"), ("Name", "Details"), ("Item", "Description")),
    *(("Topic", "Notes"), ("Key", "Meaning"), ("When", "What happened"), ("Entry", "Remark")),
)
_CODE = (
    *("sudo systemctl restart server", "git clone example && cd example", "npm install --save-dev"),
    *("max_players = 20\nmotd = hello", "SELECT name FROM users WHERE id = 7;", "python main.py --verbose"),
    *('{\n  "enabled": true\n}', "docker compose up -d", "/give @p torch 16", "export PATH=$PATH:~/bin"),
)
_INTRODUCTIONS = ("What is known:", "In short:", "Notes:", "Remember:", "What happened:", "Some facts:")
#: The probabilities of the shapes: unchanged, list, table, with code.
_SHAPES = (0.4, 0.25, 0.2, 0.15)
_NUMBERED = 0.3  # share of the lists
_NAME_CELL = 0.7  # share of the rows whose first cell is a name in them, if any; else it is their number


def structured(example: QAExample, rng: np.random.Generator) -> QAExample:
    """Return the example with its context in a random shape, after a trail of headings.

    Only the trail is added if the context has one sentence, or if an answer is not whole in a sentence.
    """
    shape = int(rng.choice(len(_SHAPES), p=_SHAPES))
    pieces: list[_Piece] = [(0, len(example.context))]
    sentences = every_sentence(example.context)
    if shape and len(sentences) > 1 and _keeps_answers(example, sentences):
        pieces = (_as_list, _as_table, _with_code)[shape - 1](example.context, sentences, rng)
    return _rebuilt(example, [f"{trail_of(example, rng)}\n", *pieces])


def trail_of(example: QAExample, rng: np.random.Generator) -> str:
    """Return a trail for the context: the title of its document or a name in it, and up to two headings."""
    names = [example.context[start:end] for start, end in name_spans(example.context)]
    document = example.document
    title = document if _TITLE.fullmatch(document) and document != "None" else ""
    title = title or choose(names or _HEADINGS, rng)
    headings = [choose(_HEADINGS if rng.random() < 0.6 else names or _HEADINGS, rng) for _ in range(2)]
    return TRAIL_SEPARATOR.join([title, *headings[: int(rng.integers(3))]])


def _keeps_answers(example: QAExample, sentences: Sequence[CharSpan]) -> bool:
    """Whether each answer is whole in one sentence."""
    return all(
        any(first <= start and end <= last for first, last in sentences) for start, end in example.answers
    )


def _as_list(text: str, sentences: Sequence[CharSpan], rng: np.random.Generator) -> list[_Piece]:
    numbered, bullet = rng.random() < _NUMBERED, choose(_BULLETS, rng)
    pieces: list[_Piece] = [choose(_INTRODUCTIONS, rng)] if rng.random() < 0.5 else []
    for number, sentence in enumerate(sentences, 1):
        mark = f"{number}. " if numbered else bullet
        pieces += ["\n" + mark if pieces else mark, sentence]
    return pieces


def _as_table(text: str, sentences: Sequence[CharSpan], rng: np.random.Generator) -> list[_Piece]:
    first, second = choose(_COLUMNS, rng)
    pieces: list[_Piece] = []
    for number, (start, end) in enumerate(sentences, 1):
        names = name_spans(text[start:end]) if rng.random() < _NAME_CELL else []
        cell = text[start:end][slice(*names[0])] if names else str(number)
        pieces += [f"{first}: {cell} · {second}: ", (start, end), "\n"]
    return pieces[:-1]


def _with_code(text: str, sentences: Sequence[CharSpan], rng: np.random.Generator) -> list[_Piece]:
    after = int(rng.integers(len(sentences)))
    middle = sentences[after][1]
    rest: list[_Piece] = [(middle, len(text))] if middle < len(text) else []
    return [(0, middle), f"\n{choose(_CODE, rng)}\n", *rest]


def _rebuilt(example: QAExample, pieces: Sequence[_Piece]) -> QAExample:
    """Return the example with a context made of `pieces`; an answer moves with the piece that contains it."""
    context = ""
    answers: list[CharSpan] = []
    for piece in pieces:
        if isinstance(piece, str):
            context += piece
            continue
        first, last = piece
        shift = len(context) - first
        answers += [
            (start + shift, end + shift) for start, end in example.answers if first <= start and end <= last
        ]
        context += example.context[first:last]
    return replace(example, context=context, answers=tuple(answers))
