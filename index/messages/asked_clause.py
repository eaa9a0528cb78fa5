"""Finds the clause of a message that asks something, beside clauses in which people tell of themselves.

In "i broke an oar and was wondering what a new oar costs, my dad is mad" it is "what a new oar costs".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.english.function_words import (
    ARTICLES,
    CONTRACTED_WITH_IS,
    PREPOSITIONS,
    QUESTION_WORDS,
    SOMEBODY,
    SUBJECT_PRONOUNS,
)
from index.english.patterns import any_of
from index.english.verbs import AUXILIARIES, BASES
from index.messages.chat import content_words
from index.messages.clarity import is_clear
from index.messages.sentences import message_sentences

_BEFORE = any_of(*PREPOSITIONS, "through", "as to")
_OBJECT = any_of(*ARTICLES, "some", "any", "your", r"\w+['’]s")
_CONTRACTED = rf"{any_of(*CONTRACTED_WITH_IS)}['’]?s"
_QUESTION_WORD = rf"(?:{_BEFORE} )?{any_of(_CONTRACTED, *QUESTION_WORDS)}\b"
_AUXILIARY = any_of(*(rf"{word}(?:n?['’]?t)?" for word in AUXILIARIES), "am", "ca?n['’]?t", "wo?n['’]?t")
_SUBJECT = any_of(
    *("i", "we", "you", "they", "he", "she", "it", "there", "the", "an?", "my", "your", "our", "this"),
    *("that", "these", "those", "people", "guests", "members"),
    *("any(?:one|body|thing)?", "some(?:one|body|thing)?", "every(?:one|body)"),
)
# A question may follow these as their object: "i wonder who it is".
_ASKING = any_of(
    *(r"(?<!\bi )kn[eo]ws?", "known", "ask(?:s|ed|ing)?", "[ei]nquire", "wonder(?:s|ed|ing)?", "curious"),
    *("sure", "unsure", "confused", "idea", "clue", "remember", "recall", "explain", "learn", "check"),
    *("understand", "confirm", "see", "say", "find", "(?:figured?|found|worked?) out", "question is"),
    *("(?:tell|inform|remind|advise|show)(?: me| us)?", "(?:let|lemme)(?: me| us)? know", "lmk", "track of"),
    *("argu(?:e|ed|ing)", "debat(?:e|ed|ing)", "discuss(?:ed|ing)?", "forg[eo]t(?:ten)?", "guess(?:ed|ing)?"),
)
_VERB = any_of(*sorted(BASES))
# One that follows a comma or a conjunction begins like a direct question; "which is nice" and "when i came"
# are about the words before them.
DIRECT_QUESTION = any_of(
    rf"(?:{_BEFORE} )?{any_of('what', 'how', 'why', 'whose', 'how come', _CONTRACTED)}\b",
    rf"(?:{_BEFORE} )?(?:when|where|who|whom) (?={_AUXILIARY}\b)",
    rf"(?:{_BEFORE} )?which (?!{any_of(_AUXILIARY, _SUBJECT)}\b)(?:[\w-]+ ){{1,3}}(?={_AUXILIARY}\b)",
    rf"{_AUXILIARY} {_SUBJECT}\b",
    rf"{any_of('do', 'does', 'did', 'can', 'may')} (?:[\w'’-]+ ){{1,3}}(?!tell|help){_VERB}\b",
)
# What is requested follows these: "need the price of a kayak", "explain exhaustion".
_WANTING = any_of(
    "need", "want", "would like", "(?:am |are )?(?:looking|searching) for", "forgot", "can['’]?t remember"
)
_REQUESTING = any_of(
    rf"(?:(?:i|we) )?(?:just |still )?{_WANTING}(?: to (?:know|find(?: out)?))? (?={_OBJECT}\b)",
    rf"{any_of('tell', 'give', 'show', 'send', 'remind')} (?:me|us)(?: of| about)? (?={_OBJECT}\b)",
    rf"(?:define|explain|describe) (?:to (?:me|us) )?(?!{any_of(_QUESTION_WORD, 'if', 'whether')}\b)",
)
_CONJUNCTIONS = any_of("and", "but", "so", "now", "then", "or", "anyway", "also", "like")
_BOUNDARY = (
    rf"(?:[,;:(]\s*|\s[–—-]+\s|\.{{2,}}\s*|…\s*)(?:{_CONJUNCTIONS} )*|\s(?:and|but|so|or)(?: now| then)? "
)
_START = re.compile(
    any_of(
        rf"\b{_ASKING}(?: about| of| over)?,? (?P<embedded>{any_of(_QUESTION_WORD, 'if', 'whether')}\b)",
        rf"(?:{_BOUNDARY})(?P<direct>{DIRECT_QUESTION})",
        rf"(?:^|{_BOUNDARY})(?:{any_of('please', 'can you', 'could you')} )?{_REQUESTING}(?P<requested>\w)",
        rf"^(?P<first>{any_of(_QUESTION_WORD, 'if', 'whether', _AUXILIARY)}\b)",
    ),
    re.IGNORECASE,
)

_PRONOUN = any_of(*SUBJECT_PRONOUNS)
_I_AM = r"(?:i['’]?(?:m|ve|d|ll)|ive|im)"
_POSSESSIVE = any_of("my", "our", "his", "her", "their")
# After a pronoun, a verb that tells something: "and i was", not "my friend and i".
_TELLING = any_of(
    *("am", "was", "were", "is", "isn['’]?t", "been", "do", "does", "don['’]?t", "did", "didn['’]?t"),
    *("have", "has", "had", "haven['’]?t", "cannot", "can['’]?t", "could", "couldn['’]?t", "would"),
    *("will", "won['’]?t", "never", "just", "really", "only", "still", "also", "keep", "kept", "want"),
    *("need", "got", "get", "think", "thought", "guess", "hate", "love", "like", "feel", "felt", "went"),
    *("came", "said", "says", "saw"),
)
_TELLS_NEXT = any_of(
    *(_PRONOUN, _I_AM, _POSSESSIVE, "this", "that", "these", "those", "the", "an?", "one", "some", "every"),
    *("every(?:one|body)", "some(?:one|body)", "no(?:body|ne)", "there", "because", "cuz", "bc", "since"),
    *("as", "so", "but", "maybe", "just", "asking", "honestly", "been", "please", "thanks", "haha", "lol"),
    f"if {any_of('that', 'it', 'you', SOMEBODY)}",
    "or (?:is|not|so|no|something|what)",
)
_SOMEBODY = any_of("you", SOMEBODY)
_CONJUNCTION_NEXT = any_of("and", "but", "so", "cause", "that", "then", "or", "though", "even")
# Here the clause ends, and another begins that tells something.
_END = re.compile(
    any_of(
        rf"[,;(]\s*(?:{_CONJUNCTION_NEXT} )*{_TELLS_NEXT}\b",
        rf"[,;(]\s*(?:do|does|can|could) {_SOMEBODY} (?:know|remember|help|tell)\b",
        r"\s(?:because|cuz|coz|bc|['’]cause)\b",
        rf"\s(?:and|but|so|since|as|while|though|although)\s"
        rf"{any_of(f'{_PRONOUN} {_TELLING}', _I_AM, 'my', 'none of', 'nobody', 'now', 'then', 'here')}\b",
        rf"\s(?:and|but)\s{any_of(_POSSESSIVE, 'every(?:one|body)')}\b",
        r"\s[–—-]+\s|\.{2,}|…",
        r"\sor (?:not|so|something|what(?:ever)?)\W*$",
        r"\sor (?:is|if) (?:that|it|there['’]?s|there)\b.*$",
    ),
    re.IGNORECASE,
)
_SHORTEST = 4  # characters of a clause, before its end is looked for


@dataclass(frozen=True, slots=True)
class AskedClause:
    """The clause of a message that asks something, and the rest of the message."""

    question: str  #: verbatim; of "need the price of a kayak", "what is the price of a kayak"
    rest: str
    refers: bool  #: to the rest: it has a pronoun, or too few content words to be clear by itself


@dataclass(frozen=True, slots=True)
class _Found:
    """A clause that may ask: characters `start` to `end` of the sentence at position `sentence`."""

    sentence: int
    start: int
    end: int
    embedded: bool  #: as the object of a verb
    text: str

    @property
    def is_clear(self) -> bool:
        """Whether it says by itself what it is about."""
        return is_clear(self.text)


def asked_clause(message: str) -> AskedClause | None:
    """Return the clause of a message that asks something; None if none does, or several that are clear.

    Of several clauses that are not all clear by themselves, the last asks: people end with their question.
    """
    sentences = message_sentences(message.strip())
    found = list(_clauses(sentences))
    asking = [clause for clause in found if content_words(clause.text)] or found
    if not asking or sum(clause.is_clear for clause in asking) > 1:
        return None
    asked = asking[-1]
    sentence = sentences[asked.sentence]
    sentences[asked.sentence] = f"{sentence[: asked.start]} … {sentence[asked.end :]}"
    return AskedClause(asked.text, " ".join(sentences), not asked.is_clear)


def _clauses(sentences: list[str]) -> Iterator[_Found]:
    """Yield the clauses that may ask; none overlaps another."""
    for position, sentence in enumerate(sentences):
        last: _Found | None = None
        for start in _START.finditer(sentence):
            clause = _clause(position, sentence, start)
            if last is not None and clause.start < last.end:
                opening = sentence[last.start : clause.start]
                if last.embedded or not clause.embedded or content_words(opening):
                    continue  # it belongs to the last clause
            elif last is not None:
                yield last
            last = clause  # of "do you know who it is" only "who it is" asks
        if last is not None:
            yield last


def _clause(position: int, sentence: str, found: re.Match[str]) -> _Found:
    kind = found.lastgroup or ""
    start = found.start(kind)
    end = _END.search(sentence, start + _SHORTEST)
    stop = end.start() if end else len(sentence)
    text = sentence[start:stop].strip(" ,;:-")
    if kind == "requested":
        text = f"what is {text.rstrip('.!')}"
    return _Found(position, start, stop, kind == "embedded", text)
