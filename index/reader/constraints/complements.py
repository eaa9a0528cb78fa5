"""Whether a block is about the complement of a question: "for pensioners", "of the trust", "on FreeBSD".

A complement is what the question ends with, after its last preposition. The network confuses the price for
members with that for pensioners. So if no word of the complement is in a block, in its section or above it,
the block is not the answer. It is only shown. The rule does not apply to words: those without the complement
are right more often than not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from index.english.calendar_names import MONTHS, WEEKDAYS
from index.english.function_words import DETERMINERS, FUNCTION_WORDS
from index.passages.reading_text import trail_and_path
from index.reader.evidence.ranges import range_text, section_text
from index.reader.question.asked_question import AskedQuestion
from index.search.terms import terms
from index.types import Outcome, Reading, Span

# With such a word, what is said of some people also answers for the others: "Only members may".
_OF_OTHERS = re.compile(
    r"\b(?:only|alone|all|any|every|except|others?|else|instead|rather|both|either|none|no [^\W\d_]+)\b",
    re.IGNORECASE,
)
_PREPOSITIONS = ("for", "of", "in", "on", "with")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_MOST_WORDS = 3  # in a complement
_SHORTEST = 3  # letters in a word that may also be the start or the end of another: "mac" and "macOS"
_NO_NAME = re.compile(r"\d|(?:ing|ly)$")
# Words that form one phrase with the preposition after them: "because of", "wait for".
_TOGETHER_LIST = "ahead ask asked asking asks because front instead look looking one out wait waiting"
_TOGETHER = frozenset(_TOGETHER_LIST.split())
_QUANTIFIER_LIST = "all another any both each every new one only other own same some"
_DETERMINERS = frozenset((*DETERMINERS, *_QUANTIFIER_LIST.split()))
_NOT_IN_NAMES = FUNCTION_WORDS.difference(DETERMINERS)  # function words that are no part of a name
# Documents seldom name the community that they belong to: "the rules of this server", "the fees of the club".
_OWN = ("this", "our", "your")
_COMMUNITY_LIST = """
    app association clan club community company discord forum game group guild organisation organization
    project server site society wiki
"""
_COMMUNITIES = frozenset(_COMMUNITY_LIST.split())
# Words that name no thing. Months and days have their own rules.
_NOT_NAMING_LIST = """
    everybody somebody anybody people else me him us them myself yourself himself herself itself themselves
    second minute hour day night morning afternoon evening weekend week fortnight month year
    time while moment once ever again already anymore now later long first last end beginning start
    advance average board case charge course demand detail duty example fact foot free fun general good hold
    life order person place practice private public purpose question real record request short sure top total
    touch town truth turn use way
"""
_NOT_NAMING = frozenset((*_NOT_NAMING_LIST.split(), *(name.lower() for name in (*MONTHS, *WEEKDAYS))))


def without_missing_complement(asked: AskedQuestion, reading: Reading) -> Reading:
    """Return the reading, or one that only shows its block if that lacks the complement of the question."""
    if reading.outcome is not Outcome.ANSWERED or reading.kind != "block":
        return reading
    if has_complement_of(asked, reading.spans[0]):
        return reading
    return replace(reading.without_confidence(), outcome=Outcome.PASSAGES)


def has_complement_of(asked: AskedQuestion, block: Span) -> bool:
    """Whether a word of the question's complement is in a block, in its section or above it.

    True for a question that asks why, since a reason seldom repeats the complement, and for a question for
    yes or no if the block is about all, or only about some: "Only members may".
    """
    ending = complement(asked.text)
    if not ending or asked.asks_why:
        return True
    evidence, passage = block.evidence, block.evidence.passage
    text = range_text(evidence, *evidence.in_context(block.start, block.end))
    if asked.is_yes_or_no and _OF_OTHERS.search(text):
        return True
    above = trail_and_path(passage)
    searched = f"{above}\n{section_text(evidence, block.start, other_rows=False)}\n{text}"
    return any(_is_in(word, searched) for word in ending)


def complement(question: str) -> Sequence[str]:
    """Return the words after the last preposition of a question, such as "river trust".

    The result is empty if they do not name a thing, if they only name the community itself, or if another
    function word comes after the preposition.
    """
    words = _WORD.findall(question.lower())
    last = max((number for number, word in enumerate(words) if word in _NOT_IN_NAMES), default=0)
    if not last or words[last] not in _PREPOSITIONS or words[last - 1] in _TOGETHER:
        return ()
    ending = [word for word in words[last + 1 :] if word not in _DETERMINERS]
    if not 0 < len(ending) <= _MOST_WORDS or any(map(_NO_NAME.search, ending)):
        return ()
    if words[last + 1] in _OWN or (len(ending) == 1 and ending[0] in _COMMUNITIES):
        return ()
    is_name = _NOT_NAMING.isdisjoint((ending[-1], ending[-1].removesuffix("s")))
    return ending if is_name else ()


def _is_in(word: str, text: str) -> bool:
    """Whether a text contains a word in any of its forms, or as the start or the end of another word."""
    word, text = _without_accents(word), _without_accents(text)
    asked = terms(word)
    if not asked or not frozenset(terms(text)).isdisjoint(asked):
        return True
    parts = "|".join(re.escape(part) for part in (word, *asked) if len(part) >= _SHORTEST)
    return bool(parts) and re.search(rf"\b(?:{parts})|(?:{parts})\b", text, re.IGNORECASE) is not None


def _without_accents(text: str) -> str:
    """Return a text without accents, as people may type it: "Backa" for "Bačka"."""
    if text.isascii():
        return text
    return "".join(part for part in unicodedata.normalize("NFD", text) if not unicodedata.combining(part))
