"""A question without interjections, courtesies and its question mark: "ok, for juniors?" → "for juniors"."""

from __future__ import annotations

import re

from index.english.function_words import QUESTION_WORDS, any_of
from index.messages.courtesies import without_courtesies

_INTERJECTION = any_of(
    *("ok", "okay", "oh", "ah", "h+m+", "yes", "yeah", "no", "well", "thanks", "thank you", "thx", "cool"),
    *("great", "nice", "alright", "sorry"),
)
_QUESTION_OPENING = any_of("and", "but", "so", "i mean", "i meant", *QUESTION_WORDS)
# An interjection ends with punctuation or before words that open a question: "no" in "no dogs allowed" is
# part of the question. The same holds for "no." as a short form of "number": "no. 5".
_INTERJECTIONS = re.compile(
    rf"^(?:(?!no\. ?\d){_INTERJECTION}(?:\s*[,.!:;…]+\s*|\s+(?={_QUESTION_OPENING}\b)))+(?=\w)", re.IGNORECASE
)
_CONTRACTION = re.compile(r"^(what|where|who|how|when)['’]?s\b", re.IGNORECASE)


def plain_question(question: str) -> str:
    """Return a question without courtesies, leading interjections and closing punctuation.

    "What's" becomes "what is".
    """
    bare = _INTERJECTIONS.sub("", without_courtesies(question)).rstrip(" ?!.")
    return _CONTRACTION.sub(r"\1 is", bare)
