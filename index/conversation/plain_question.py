"""A question without what is only said around it: "and for juniors" of "ok, and for juniors?"."""

from __future__ import annotations

import re

from index.english.courtesies import without_courtesies
from index.english.function_words import QUESTION_WORDS, any_of

_INTERJECTION = any_of(
    *("ok", "okay", "oh", "ah", "h+m+", "yes", "yeah", "no", "well", "thanks", "thank you", "thx", "cool"),
    *("great", "nice", "alright", "sorry"),
)
_BEGINNING = any_of("and", "but", "so", "i mean", "i meant", *QUESTION_WORDS)
# Without a sign after it, "no" may belong to the question: "no dogs allowed"; so it does in "no. 5".
_INTERJECTIONS = re.compile(
    rf"^(?:(?!no\. ?\d){_INTERJECTION}(?:\s*[,.!:;…]+\s*|\s+(?={_BEGINNING}\b)))+(?=\w)", re.IGNORECASE
)
_CONTRACTION = re.compile(r"^(what|where|who|how|when)['’]?s\b", re.IGNORECASE)


def plain_question(question: str) -> str:
    """A question without its question mark and what is said before it, and "what's" written out."""
    bare = _INTERJECTIONS.sub("", without_courtesies(question)).rstrip(" ?!.")
    return _CONTRACTION.sub(r"\1 is", bare)
