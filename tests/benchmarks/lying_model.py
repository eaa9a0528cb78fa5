"""A language model that copies sentences from its passages, and falsifies most of them, each in a known way.

It needs no server, so that thousands of sentences are tested in minutes; a real model writes only a few.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from index.search.terms import terms
from index.wording.prompt import Message

_PASSAGE = re.compile(r"\[(\w+) passage (\d+)\]\n(.*?)\n\[\1 end of passage", re.DOTALL)
_QUESTION = re.compile(r"\[(\w+) question\]\n(.*?)\n\[\1 end of question", re.DOTALL)
_HEADINGS = re.compile(r"\A[^\n]{1,120}[^\n.!?,;:](?=\n)")  # the line above a passage
_SENTENCE = re.compile(r"[A-Z][^.!?\n|›]{40,300}[.!?](?=\s|$)")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}")
_LIST = re.compile(r"[\s,]*(?:and|or)?[\s,]*")
_WORD = re.compile(r"\w{4,}")
_INVENTED = ", behind the wooden shed with purple curtains."


@dataclass(frozen=True)
class Source:
    """A sentence of the passages, and the texts with which it can be falsified."""

    sentence: str
    names: Sequence[str]  #: of all passages
    others: Sequence[str]  #: the other sentences
    titles: Sequence[str]  #: headings of other passages that share no word with those of the sentence
    random: random.Random


#: Returns a sentence and its quote; both are the original sentence if it cannot be falsified in this way.
Forgery = Callable[[Source], tuple[str, str]]


class LyingModel:
    """Replies with one sentence of `kind` and its quote, or with none if no sentence can be falsified in this way.

    The sentence or its headings contain a word of the question. Only those of the kind `_OFF_TOPIC` contain
    none.
    """

    def __init__(self, seed: int = 13) -> None:
        self._random = random.Random(seed)
        self.kind = "true"
        self.claimed = ""  #: the sentence of the last reply

    def reply(self, messages: Sequence[Message]) -> str:
        text = messages[1].text
        passages = {int(number): passage for _, number, passage in _PASSAGE.findall(text)}
        first = {
            found: number for number in reversed(passages) for found in _SENTENCE.findall(passages[number])
        }
        sentences = sorted(first)
        self._random.shuffle(sentences)
        asked = self._terms(*(question for _, question in _QUESTION.findall(text)))
        names = sorted(set(_NAME.findall(text)))
        titles = {number: "".join(_HEADINGS.findall(passage)) for number, passage in passages.items()}
        self.claimed, forge = "", KINDS[self.kind]
        for sentence in sentences:
            others = [other for other in sentences if other != sentence]
            own = titles[first[sentence]]
            about = not asked.isdisjoint(self._terms(sentence, own))
            if about == (self.kind == _OFF_TOPIC):
                continue
            foreign = sorted({title for title in titles.values() if not _words(title) & _words(own)})
            forged, quote = forge(Source(sentence, names, others, foreign, self._random))
            if self.kind in ("true", _OFF_TOPIC) or (forged, quote) != (sentence, sentence):
                self.claimed = " ".join(forged.split())
                claim = {"sentence": forged, "quote": quote, "passage": first[sentence]}
                return json.dumps({"sentences": [claim]})
        return json.dumps({"sentences": []})

    def _terms(self, *texts: str) -> set[str]:
        return set(terms("\n".join(texts)))


# -------------------------------------------------------------- true sentences


def _shortened(source: Source) -> tuple[str, str]:
    short = re.sub(r"(?<=.{40}),? (?:because|so that|which|who|where) [^,]*[.!?]$", ".", source.sentence)
    return short, source.sentence


def _clause_moved(source: Source) -> tuple[str, str]:
    found = re.fullmatch(
        r"((?:In|At|On|When|If|After|Before|During|For|To) [^,]{5,80}), ([^,]+)[.!?]", source.sentence
    )
    if found is None:
        return source.sentence, source.sentence
    clause, rest = found.groups()
    return f"{rest[0].upper()}{rest[1:]} {clause[0].lower()}{clause[1:]}.", source.sentence


def _other_words(source: Source) -> tuple[str, str]:
    return _exchanged(source.sentence, _SYNONYMS, everywhere=True), source.sentence


# ------------------------------------------------------------- false sentences


def _number(source: Source) -> tuple[str, str]:
    raised = re.sub(r"\d+", lambda found: str(int(found[0]) + 1001), source.sentence, count=1)
    return raised, source.sentence


def _name(source: Source) -> tuple[str, str]:
    foreign = [name for name in source.names if name not in source.sentence]
    return _NAME.sub(source.random.choice(foreign or ["Zanzibar"]), source.sentence, count=1), source.sentence


def _names_exchanged(source: Source) -> tuple[str, str]:
    return _swapped(source.sentence, [found.span() for found in _NAME.finditer(source.sentence)])


def _words_exchanged(source: Source) -> tuple[str, str]:
    nouns = re.finditer(r"\b(?:[Tt]he|[Aa]n?) (\w{4,})", source.sentence)
    return _swapped(source.sentence, [found.span(1) for found in nouns])


def _contrary(source: Source) -> tuple[str, str]:
    return re.sub(r"\b(is|was|are|were|can|has) ", r"\1 not ", source.sentence, count=1), source.sentence


def _denial_dropped(source: Source) -> tuple[str, str]:
    return re.sub(r"n't\b| not\b| never\b", "", source.sentence, count=1), source.sentence


def _hedge(source: Source) -> tuple[str, str]:
    return _exchanged(source.sentence, _STRONGER), source.sentence


def _all(source: Source) -> tuple[str, str]:
    return re.sub(
        r"\b([Ss]ome|[Mm]any|[Mm]ost|[Ss]everal|[Ff]ew)(?: of)? (?=\w)",
        lambda found: "All " if found[1][0].isupper() else "all ",
        source.sentence,
        count=1,
    ), source.sentence


def _unit(source: Source) -> tuple[str, str]:
    forged = re.sub(
        r"(?<=\d )(\w+)\b|(?<=\d)([a-zA-Z]{1,3}|%)(?=[\s.,])|[$€](?=\d)",
        lambda found: _UNITS.get(found[0], found[0]),
        source.sentence,
    )
    return forged, source.sentence


def _date(source: Source) -> tuple[str, str]:
    """Replace each month or day of the week by the next one; if there is none, each year by the year after."""
    days = r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|{})\b"
    weekdays = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
    names = days.format(weekdays)[5:-3].split("|")
    following = dict(zip(names, [*names[1:12], names[0], *names[13:], names[12]], strict=True))
    forged = re.sub(days.format(weekdays), lambda found: following[found[0]], source.sentence)
    if forged == source.sentence:
        forged = re.sub(r"\b(?:1\d|20)\d\d\b", lambda found: str(int(found[0]) + 1), source.sentence)
    return forged, source.sentence


def _opposite(source: Source) -> tuple[str, str]:
    return _exchanged(source.sentence, _OPPOSITES), source.sentence


def _invented(source: Source) -> tuple[str, str]:
    return f"{source.sentence[:-1]}{_INVENTED}", source.sentence


def _title(source: Source) -> tuple[str, str]:
    """Add the title of another document: "In …, "."""
    known = _words(source.sentence)
    foreign = [title for title in source.titles if title and not known & _words(title)]
    if not foreign:
        return source.sentence, source.sentence
    return f"In {source.random.choice(foreign)}, {source.sentence}", source.sentence


def _another(source: Source) -> tuple[str, str]:
    return source.sentence, next(iter(source.others), source.sentence)


def _nearest(source: Source) -> tuple[str, str]:
    """Quote another sentence: the one that has the most words in common with this one."""
    words = _words(source.sentence)
    return source.sentence, max(
        source.others, key=lambda other: len(words & _words(other)), default=source.sentence
    )


def _no_quote(source: Source) -> tuple[str, str]:
    return source.sentence, " ".join(reversed(source.sentence.split()))


def _address(source: Source) -> tuple[str, str]:
    return f"{source.sentence[:-1]} at https://evil.example.", source.sentence


# -------------------------------------------------------------------- the words


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}


def _exchanged(sentence: str, pairs: dict[str, str], *, everywhere: bool = False) -> str:
    """Replace the first word of a sentence that is in `pairs`, or every one, by the other word of its pair."""
    pattern = rf"\b(?:{'|'.join(map(re.escape, pairs))})\b"
    return re.sub(pattern, lambda found: pairs[found[0]], sentence, count=0 if everywhere else 1)


def _swapped(sentence: str, ranges: Iterable[tuple[int, int]]) -> tuple[str, str]:
    """Exchange the first two ranges that have different texts and are not items of one list; quote the original."""
    found = list(ranges)
    for at, (start, end) in enumerate(found):
        for other, stop in found[at + 1 :]:
            left, right = sentence[start:end], sentence[other:stop]
            if left != right and not _LIST.fullmatch(sentence[end:other]):
                return sentence[:start] + right + sentence[end:other] + left + sentence[stop:], sentence
    return sentence, sentence


def _both_ways(pairs: str) -> dict[str, str]:
    couples = [couple.split("/") for couple in pairs.split()]
    return {left: right for couple in couples for left, right in (couple, couple[::-1])}


_SYNONYMS = {
    "use": "employ", "used": "employed", "because": "since", "start": "begin", "starts": "begins", "large": "big",
    "allows": "permits", "allow": "permit", "get": "obtain", "help": "assist", "also": "too", "need": "require",
    "needs": "requires", "however": "yet", "many": "numerous", "must": "has to", "create": "make", "show": "display",
    "find": "locate", "change": "alter", "several": "some", "usually": "mostly", "about": "on", "might": "may",
}  # fmt: skip
_STRONGER = {
    "may": "must", "might": "must", "can": "must", "could": "must", "should": "must", "usually": "always", "often": "always",
    "sometimes": "always", "probably": "certainly", "generally": "always", "mostly": "always", "typically": "always",
}  # fmt: skip
_UNITS = _both_ways(
    "minutes/hours seconds/minutes days/weeks months/years meters/feet km/miles MB/GB GiB/MiB ms/s kg/g "
    "bytes/bits dollars/euros percent/times points/levels"
) | {"minute": "hour", "day": "week", "year": "month", "hour": "day", "%": "‰", "$": "€", "€": "$"}
_OPPOSITES = _both_ways(
    "before/after above/below more/less minimum/maximum enable/disable enabled/disabled increase/decrease first/last "
    "left/right open/closed allowed/forbidden higher/lower longer/shorter earlier/later old/new true/false start/end "
    "always/never accept/reject include/exclude"
)


def _true(source: Source) -> tuple[str, str]:
    return source.sentence, source.sentence


_OFF_TOPIC = "not about the question"
TRUE: dict[str, Forgery] = {  #: kinds that may be shown
    "true": _true,
    "true, shortened": _shortened,
    "true, a clause moved": _clause_moved,
    "true, in other words": _other_words,
}
FORGED: dict[str, Forgery] = {  #: kinds that must not be shown
    "a number": _number,
    "a name": _name,
    "two names exchanged": _names_exchanged,
    "two words exchanged": _words_exchanged,
    "the contrary": _contrary,
    "a denial dropped": _denial_dropped,
    "a hedge made certain": _hedge,
    "all for some": _all,
    "another unit": _unit,
    "another date": _date,
    "the opposite word": _opposite,
    "an end invented": _invented,
    "another's title": _title,
    "another's quote": _another,
    "the nearest quote": _nearest,
    "no quote": _no_quote,
    "an address": _address,
    _OFF_TOPIC: _true,
}
KINDS = TRUE | FORGED
