"""The function words of English by part of speech: words that name nothing alone, such as "the" and "of"."""

from __future__ import annotations

from index.english.patterns import any_of
from index.english.verbs import AUXILIARIES

ARTICLES = ("the", "a", "an")
DEMONSTRATIVES = ("this", "that", "these", "those")
POSSESSIVES = ("my", "your", "his", "her", "its", "our", "their")  #: possessive determiners
DETERMINERS = (*ARTICLES, *DEMONSTRATIVES, *POSSESSIVES)
SUBJECT_PRONOUNS = ("i", "you", "he", "she", "it", "we", "they")  #: pronouns that can be subjects
OBJECT_PRONOUNS = ("me", "him", "us", "them")  #: pronouns that are objects only
QUESTION_WORDS = ("who", "whom", "whose", "what", "which", "when", "where", "why", "how")
CONJUNCTIONS = ("and", "or", "but", "if", "than", "because", "while")
PREPOSITIONS = (
    *("about", "after", "as", "at", "before", "below", "by", "during", "for", "from", "in", "into", "of"),
    *("on", "since", "to", "under", "until", "up", "with", "within", "without"),
)
INDEFINITE_PRONOUNS = tuple(
    f"{word}{ending}" for word in ("some", "any", "every") for ending in ("one", "body")
)
SOMEBODY = any_of("some(?:one|body)", "any(?:one|body)")  #: a pattern of the pronouns for any person
CONTRACTED_WITH_IS = ("what", "who", "where", "when", "how")  #: question words before "'s"
RANGE_WORDS = ("to", "until", "till", "through")  #: words between the ends of a range
RANGE_MARK = any_of("[-–—]", *RANGE_WORDS)  #: a pattern of what is between the ends of a range
_OTHERS = (*INDEFINITE_PRONOUNS, "be", "been", "not", "there", "then", "so")
FUNCTION_WORDS = frozenset(
    (
        *(*DETERMINERS, *SUBJECT_PRONOUNS, *OBJECT_PRONOUNS, *QUESTION_WORDS, *CONJUNCTIONS, *PREPOSITIONS),
        *(*AUXILIARIES, *_OTHERS),
    )
)
