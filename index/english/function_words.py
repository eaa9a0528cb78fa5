"""Function words of English by their kind: those that name nothing by themselves, such as "the" and "of"."""

from __future__ import annotations

from index.english.verbs import AUXILIARIES

ARTICLES = ("the", "a", "an")
DEMONSTRATIVES = ("this", "that", "these", "those")
OWNERS = ("my", "your", "his", "her", "its", "our", "their")
DETERMINERS = (*ARTICLES, *DEMONSTRATIVES, *OWNERS)
SUBJECTS = ("i", "you", "he", "she", "it", "we", "they")
OBJECTS = ("me", "him", "us", "them")  #: pronouns that are no subjects
QUESTION_WORDS = ("who", "whom", "whose", "what", "which", "when", "where", "why", "how")
CONJUNCTIONS = ("and", "or", "but", "if", "than", "because", "while")
PREPOSITIONS = (
    *("about", "after", "as", "at", "before", "below", "by", "during", "for", "from", "in", "into", "of"),
    *("on", "since", "to", "under", "until", "up", "with", "within", "without"),
)
_OTHERS = ("someone", "anyone", "everyone", "be", "been", "not", "there", "then", "so")
FUNCTION_WORDS = frozenset(
    (
        *(*DETERMINERS, *SUBJECTS, *OBJECTS, *QUESTION_WORDS, *CONJUNCTIONS, *PREPOSITIONS),
        *(*AUXILIARIES, *_OTHERS),
    )
)


def any_of(*words: str) -> str:
    """A regular expression for one of the words."""
    return f"(?:{'|'.join(words)})"
