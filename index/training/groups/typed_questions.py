"""Change questions to the style of a chat: lower case, typos, no question mark, a greeting or a "thanks"."""

from __future__ import annotations

import re

import numpy as np

from index.training.sources.synthetic_events import choose

_OPENINGS = (
    *("hey ", "hi, ", "anyone know ", "does anyone know ", "quick question: ", "can someone tell me "),
    *("sorry but ", "so ", "i was wondering ", "question: ", "guys ", "hello! "),
)
_ENDINGS = ("??", " pls", " please", " thanks", " ty", "?!", "...", " thx")
_SHORT_FORMS = (
    *(("what is", "whats"), ("who is", "whos"), ("where is", "wheres"), ("how is", "hows")),
    *(("cannot", "cant"), ("do not", "dont"), ("does not", "doesnt"), ("please", "pls")),
    *(("because", "cuz"), ("you", "u"), ("are", "r"), ("people", "ppl"), ("without", "w/o")),
)
_WORD = re.compile(r"[a-zA-Z]{5,}")
_LOWER_CASE, _NO_MARK, _OPENING, _ENDING, _SHORT_FORM = 0.7, 0.6, 0.15, 0.15, 0.15
_TYPOS = (0.6, 0.3, 0.1)  # probabilities of none, one and two
_HOW_TO = re.compile(r"how to\s+", re.IGNORECASE)
_HOW = (
    "how do i ",
    "how do you ",
    "how can i ",
    "how would i ",
    "is there a way to ",
    "i want to ",
    "how to ",
)


def as_typed(question: str, rng: np.random.Generator) -> str:
    """Return the question as somebody might type it in a hurry; its meaning stays the same."""
    text = _HOW_TO.sub(lambda _: choose(_HOW, rng), question, count=1)
    if rng.random() < _LOWER_CASE:
        text = text.lower()
    if rng.random() < _NO_MARK:
        text = text.rstrip("? ")
    if rng.random() < _SHORT_FORM:
        form, short = choose(_SHORT_FORMS, rng)
        text = re.sub(rf"\b{form}\b", short, text, flags=re.IGNORECASE)
    for _ in range(int(rng.choice(len(_TYPOS), p=_TYPOS))):
        text = _with_typo(text, rng)
    if rng.random() < _OPENING:
        text = choose(_OPENINGS, rng) + text
    if rng.random() < _ENDING:
        text = text.rstrip("?") + choose(_ENDINGS, rng)
    return text


def _with_typo(text: str, rng: np.random.Generator) -> str:
    """Return the text with a typo in a word of at least five letters.

    Two letters are swapped, or one is missing or doubled. The first letter of the word is not changed.
    """
    words = list(_WORD.finditer(text))
    if not words:
        return text
    word = words[int(rng.integers(len(words)))]
    at = word.start() + 1 + int(rng.integers(len(word.group()) - 2))
    slips = (
        text[at + 1] + text[at] + text[at + 2 :],
        text[at + 1 :],
        text[at] + text[at:],
    )
    return text[:at] + choose(slips, rng)
