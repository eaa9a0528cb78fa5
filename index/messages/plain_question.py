"""A question without interjections, courtesies and its question mark: "ok, for juniors?" → "for juniors"."""

from __future__ import annotations

import re

from index.english.calendar_names import MONTHS, WEEKDAYS
from index.english.function_words import CONTRACTED_WITH_IS, QUESTION_WORDS
from index.english.patterns import any_of
from index.messages.courtesies import without_courtesies

_INTERJECTION_LIST = """
    ok okay k kk oh ah aw yes yeah yep yup no nope nah well thanks thx cool great nice perfect awesome alright
    gotcha lol omg wow wtf damn ugh btw sorry sry wait oops typo
"""
INTERJECTIONS = frozenset(_INTERJECTION_LIST.split())
_PHRASES = (
    *("thank you", "too bad", "got it", "i see", "makes sense", "good to know", "fair enough"),
    *("(?:not that|wrong|(?:one )?last) one", "wrong question", "(?:an)?other (?:thing|question|topic)"),
    *(
        "(?:a )?(?:different|new) (?:thing|question|topic)",
        "one more (?:thing|question)",
        "next (?:question|topic)",
    ),
)
_INTERJECTION = any_of(*sorted(INTERJECTIONS), "h+m+", *_PHRASES)
_QUESTION_OPENING = any_of("and", "but", "so", "then", "i mean", "(?:i )?meant", "the", *QUESTION_WORDS)
_DAY_ALONE = rf"{any_of(*MONTHS, f'{any_of(*WEEKDAYS)}s?')}\W*$"
# Interjections end with punctuation, before words that open a question, or before a day or month alone: "no"
# in "no dogs allowed" and "no Sunday classes" is part of the question. The same holds for "no." as a short
# form of "number": "no. 5".
_END = rf"(?:\s*[,.!:;…]+\s*|\s+(?={_QUESTION_OPENING}\b|{_DAY_ALONE}))"
_INTERJECTIONS = re.compile(
    rf"^(?:(?!no\. ?\d){_INTERJECTION}(?:\s+{_INTERJECTION})*{_END})+(?=\w)", re.IGNORECASE
)
_CORRECTION = re.compile(r"^\*\s*(?=\w[^*]*$)")  # "*tuesday" corrects a word of the last message
_CONTRACTION = re.compile(rf"^({any_of(*CONTRACTED_WITH_IS)})['’]?s\b", re.IGNORECASE)
_CONTRACTED_WITH_DOES = re.compile(
    r"^what['’]?s (it|that|this) (cost|mean|do|take|weigh|say)(?=\W*$)", re.IGNORECASE
)


def plain_question(question: str) -> str:
    """Return a question without courtesies, leading interjections and closing punctuation.

    "What's" becomes "what is", and "what's it cost" "what does it cost".
    """
    bare = _INTERJECTIONS.sub("", _CORRECTION.sub("", without_courtesies(question))).rstrip(" ?!.")
    return _CONTRACTION.sub(r"\1 is", _CONTRACTED_WITH_DOES.sub(r"what does \1 \2", bare))
