"""Writes out letters and digits that stand for words in chats: "r u open 2 me" is "are you open to me".

A digit may also be a number. It is taken for a word only where hardly any number stands: "4" before "the", or
after "need" if nothing that one counts follows. Other short forms are written out by `index.search.spelling`,
which knows the words of the documents.
"""

from __future__ import annotations

import re

from index.english.calendar_names import MONTHS
from index.english.function_words import (
    DETERMINERS,
    OBJECT_PRONOUNS,
    PREPOSITIONS,
    QUESTION_WORDS,
    SUBJECT_PRONOUNS,
)
from index.english.patterns import any_of
from index.english.verbs import BASES, BE, MODALS

_ALONE = r"(?<![\w'’/.@#-]){}(?![\w'’/.@-])"  # not a part of a code, a name or a contraction
_NAMED = any_of(*DETERMINERS, *SUBJECT_PRONOUNS, *OBJECT_PRONOUNS, "ur?", "da", "just", "some", "any")
_SUBJECT = any_of("u", "you", "we", "they", "i", "there", "the", "these", "those", "my", "your", "our")
_ASKED = any_of(*QUESTION_WORDS, *("wh?[au]t", "w[eh]+n", "we", "you", "u", "they", "that", "these", "those"))
_LABEL_LIST = """
    season part chapter level lvl group update version episode week day step tier phase act room page rule
    section question lab round grade stage status error code quiz rack table book session class exit
    top last first next all no than least most do does did and or
"""
# A number may follow these.
_LABELS = any_of(*_LABEL_LIST.split(), *MONTHS, *DETERMINERS, *PREPOSITIONS, *BE, *MODALS, *QUESTION_WORDS)
_TAKES_TO = any_of("allowed", "supposed", "able", "going", "goin", "where", "talk", "ship", "listen")
_TAKES_VERB = any_of(
    *("have", "has", "need", "want", "used", "it", "not", "how", "what", "wat", "u", "i", "you", "who", "me"),
    *("possible", "impossible", "easy", "hard", "free", "command", "cmd", "way", "time", "ready", "pay"),
)
_VERB = any_of("be", "park", "roll", *sorted(BASES))
_TAKES_FOR = any_of("need", "pay", "get", "costs?", "made", "ask", "go", "good", "do", "it", "put", "itself")
# What follows a number: a plural, a unit, or a function word, as in "level 4 of exhaustion".
_COUNTED = any_of(
    *("[a-z]*s", "people", "ppl", "of", "or", "and", "in", "on", "at", "is", "per", "to", "for", "than"),
    *("[kmgt]b", "k?g", "[kcm]?m", "[ap]m", "h", "mins?", "hp", "gp", "xp", "x"),
    *("hour", "day", "week", "month", "year", "euro", "gold", "silver", "coin", "crown"),
)
_NOT_COUNTED = rf"(?= (?!{_COUNTED}\b)[a-z])"
_SPELLINGS = [
    (re.compile(pattern, re.IGNORECASE), word)
    for pattern, word in (
        (_ALONE.format("u"), "you"),
        (_ALONE.format("ur"), "your"),
        (rf"(?<![\w'’])r(?= {_SUBJECT}\b)", "are"),
        (rf"(?P<before>\b{_ASKED} )r(?= )", "are"),
        (rf"(?P<before>\b(?!{_LABELS}\b)[a-z]+ )4(?= {_NAMED}\b)", "for"),
        (rf"(?P<before>\b{_ASKED}\b.*\b{_TAKES_FOR} )4{_NOT_COUNTED}(?! [a-z]+ [a-z]+s\b)", "for"),
        (rf"(?P<before>\b{any_of(_TAKES_TO, 'next')} )2(?= {_NAMED}\b)", "to"),
        (rf"(?P<before>\b{_TAKES_VERB} )2(?= {_VERB}\b(?! [a-z]+s\b))", "to"),
        (rf"(?P<before>\b{_TAKES_TO} )2{_NOT_COUNTED}", "to"),
    )
]


def written_out(question: str) -> str:
    """Return a question with "u", "ur", "r", "2" and "4" written out where they stand for words."""
    for pattern, word in _SPELLINGS:
        before = r"\g<before>" if "before" in pattern.groupindex else ""
        question = pattern.sub(before + word, question)
    return question
