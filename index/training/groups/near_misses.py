"""Near misses: questions that a text seems to answer but does not, made from those that it answers.

A part of the question is replaced by one that the text does not contain: a name by another name, a word by
another that has the same neighbours elsewhere, a verb or an adjective by its opposite, a relation by another
relation. Or the sentence that answers is negated. "Who closed the mill?" has no answer in a text that says
who opened it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from index.english.function_words import QUESTION_WORDS
from index.english.verbs import AUXILIARIES, BE, base_form, is_past
from index.models.encoder import Encoder
from index.passages.sentences import every_sentence
from index.training.sources.data import CharSpan, QAExample
from index.training.sources.pronouns import NAME, is_name
from index.training.sources.synthetic_events import choose

#: Kinds of near misses.
KINDS = ("name", "word", "opposite", "relation", "negation")
_OPPOSITES = """
    opened closed, open close, bought sold, buy sell, won lost, win lose, started ended, start end, began
    finished, begin finish, built destroyed, build destroy, founded dissolved, married divorced, marry
    divorce, hired fired, arrived departed, arrive depart, lent borrowed, lend borrow, born buried, loved
    hated, love hate, raised lowered, increased decreased, increase decrease, pushed pulled, push pull,
    accepted refused, accept refuse, sent received, send receive, attacked defended, attack defend, saved
    killed, save kill, added removed, add remove, enabled disabled, enable disable, created deleted,
    create delete, praised criticised, praise criticise, first last, oldest youngest, largest smallest,
    highest lowest, longest shortest, best worst, biggest smallest, earliest latest, richest poorest,
    above below, north south, east west, allowed forbidden, allow forbid, remembered forgot, remember
    forget, gave stole, give steal, agreed disagreed, agree disagree, rewarded punished, invited
    expelled, released arrested, release arrest, appointed dismissed, elected defeated, install
    uninstall, upload download, lock unlock, mute unmute, ban unban, connect disconnect, strongest
    weakest, fastest slowest
"""
_RELATIONS = (
    "wife husband sister brother mother father son daughter uncle aunt cousin grandfather grandmother nephew",
    "friend enemy neighbour rival teacher pupil boss servant partner colleague lover",
    "author director producer editor publisher composer actor designer founder owner president mayor manager",
    "name age height weight address job nationality religion birthday salary nickname hobby",
    "price colour size length width depth speed temperature population capital currency language",
    "password email phone username avatar channel role rank website version",
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_STEM = 4  # characters of a word without its ending that are compared
_MOST_SIMILAR = 0.4  # cosine of two words above which the text may answer the new question as well
_LEAST_COUNT = 3  # occurrences of a word in all places where it can be replaced
_LEAST_LETTERS = 4  # of a word that is replaced
#: Sources whose questions compare: the opposite of such a question has another answer in the same text.
_COMPARING_SOURCES = ("ropes", "bbq", "winogrande", "multihop")
#: A past form after one of these is not the verb of a clause.
_NO_SUBJECT = frozenset(
    {"to", "of", "by", "and", "or", "the", "a", "an", "be", "been", "being", "for", "in", "with", "as", "at"}
    | {"from", "on", "than", "more", "most", "very", "so", "having"}
)
_PERFECT_PASSIVE = frozenset({"been", "being"})


@dataclass(frozen=True)
class QuestionWords:
    """The names and words of many questions, with which a near miss replaces those of a question."""

    names: Sequence[str]
    slots: Mapping[tuple[str, str], Sequence[str]]  #: (word before, word after) → the words between them
    vectors: Mapping[str, npt.NDArray[np.float32]] = field(default_factory=dict)  #: word → its unit vector

    @classmethod
    def of(cls, questions: Iterable[str], encoder: Encoder | None = None) -> QuestionWords:
        """Collect the words of `questions`. With an encoder, `are_similar` compares their meanings."""
        counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        names: Counter[str] = Counter()
        for question in questions:
            names.update(match.group() for match in _names(question))
            for before, word, after in _triples(question):
                if _may_be_replaced(word.group()):
                    counts[before, after][word.group().lower()] += 1
        slots = _frequent(counts)
        words = sorted({word for of_slot in slots.values() for word in of_slot})
        vectors = dict(zip(words, encoder.encode(words), strict=True)) if encoder and words else {}
        return cls(sorted(names), slots, vectors)

    def are_similar(self, first: str, second: str) -> bool:
        """Whether two words have similar meanings, or are forms of the same word.

        If there are vectors but a word has none, it counts as similar.
        """
        if _stem(first) == _stem(second):
            return True
        if first in self.vectors and second in self.vectors:
            return bool(self.vectors[first] @ self.vectors[second] > _MOST_SIMILAR)
        return bool(self.vectors)


def _frequent(counts: Mapping[tuple[str, str], Counter[str]]) -> dict[tuple[str, str], list[str]]:
    """Return the words of each slot that are frequent in all slots together, given their counts in each.

    A slot with fewer than two of them is omitted.
    """
    totals: Counter[str] = Counter()
    for of_slot in counts.values():
        totals.update(of_slot)
    frequent = {word for word, count in totals.items() if count >= _LEAST_COUNT}
    slots = {slot: sorted(frequent.intersection(words)) for slot, words in counts.items()}
    return {slot: words for slot, words in slots.items() if len(words) > 1}


def near_miss(
    example: QAExample, kind: str, words: QuestionWords, rng: np.random.Generator
) -> QAExample | None:
    """Return a near miss of a kind: the example with another question or context, which does not answer it.

    None if no near miss of that kind can be made from the example.
    """
    if not example.answers or example.source.startswith(_COMPARING_SOURCES):
        return None
    makers: dict[str, Callable[[], tuple[str, str] | None]] = {
        "name": lambda: _other_name(example, words, rng),
        "word": lambda: _other_word(example, words, rng),
        "opposite": lambda: _from_table(example, _OPPOSITE_OF, rng),
        "relation": lambda: _from_table(example, _RELATED_TO, rng),
        "negation": lambda: _negated(example),
    }
    made = makers[kind]()
    if made is None:
        return None
    return replace(example, question=made[0], context=made[1], answers=(), references=(), impossible=True)


def any_near_miss(
    example: QAExample, words: QuestionWords, rng: np.random.Generator, kinds: Sequence[str] = KINDS
) -> QAExample | None:
    """Return a near miss of one of `kinds`, drawn at random from those that can be made; None if none can."""
    for kind in rng.permutation(kinds).tolist():
        if made := near_miss(example, kind, words, rng):
            return made
    return None


def _other_name(example: QAExample, words: QuestionWords, rng: np.random.Generator) -> tuple[str, str] | None:
    """Replace a name of the question that is in the context by one that is not."""
    question, context = example.question, example.context
    replaceable = [match for match in _names(question) if match.group() in context]
    if not replaceable or not words.names:
        return None
    match = replaceable[int(rng.integers(len(replaceable)))]
    parts = len(match.group().split())
    for _ in range(8):
        name = choose(words.names, rng)
        if len(name.split()) == parts and not any(part in context for part in name.split()):
            return _put(question, match.span(), name), context
    return None


def _other_word(example: QAExample, words: QuestionWords, rng: np.random.Generator) -> tuple[str, str] | None:
    """Replace a word of the question that is in the context by one with the same neighbours that is not."""
    stems = _stems(example.context)
    candidates = [
        (word.span(), word.group().lower(), words.slots[before, after])
        for before, word, after in _triples(example.question)
        if (before, after) in words.slots
        and _may_be_replaced(word.group())
        and _stem(word.group().lower()) in stems
    ]
    if not candidates:
        return None
    span, word, others = candidates[int(rng.integers(len(candidates)))]
    others = [other for other in others if _stem(other) not in stems and not words.are_similar(word, other)]
    return (_put(example.question, span, choose(others, rng)), example.context) if others else None


def _from_table(
    example: QAExample, table: Mapping[str, Sequence[str]], rng: np.random.Generator
) -> tuple[str, str] | None:
    """Replace a word of the question by one from its row in a table that is not in the context."""
    stems = _stems(example.context)
    matches = [
        match
        for match in _WORD.finditer(example.question)
        if match.group().lower() in table and not example.question.startswith(" name", match.end())
    ]
    for match in matches:
        others = [other for other in table[match.group().lower()] if _stem(other) not in stems]
        if others:
            return _put(example.question, match.span(), choose(others, rng)), example.context
    return None


def _negated(example: QAExample) -> tuple[str, str] | None:
    """Negate the sentence that answers, if it contains a verb of the question and no other one answers."""
    context = example.context
    if any(context.count(text) > 1 for text in example.answer_texts):
        return None
    asked = {base_form(word) for word in _WORD.findall(example.question.lower())}
    for start, end in every_sentence(context):
        if not any(start <= first and last <= end for first, last in example.answers):
            continue
        if negated := _negated_sentence(context[start:end], asked - set(AUXILIARIES)):
            return example.question, context[:start] + negated + context[end:]
    return None


def _negated_sentence(sentence: str, asked: set[str]) -> str | None:
    """Negate the first past form in a sentence whose base form is in `asked`; None if there is none."""
    words = list(_WORD.finditer(sentence))
    for number, match in enumerate(words):
        verb = match.group().lower()
        if not is_past(verb) or base_form(verb) not in asked or number == 0:
            continue
        before = words[number - 1]
        if before.group().lower() in _PERFECT_PASSIVE and number > 1:
            before = words[number - 2]
        if before.group().lower() in AUXILIARIES:
            return f"{sentence[: before.end()]} not{sentence[before.end() :]}"
        if before.group().lower() in _NO_SUBJECT or before.group().lower().endswith(("n't", "n’t", "not")):
            continue
        return f"{sentence[: match.start()]}did not {base_form(verb)}{sentence[match.end() :]}"
    return None


def _names(question: str) -> list[re.Match[str]]:
    """Return the names in a question, except one at its start."""
    return [
        match
        for match in NAME.finditer(question)
        if match.start()
        and is_name(match.group())
        and not question[match.start() - 1].isalnum()
        and not question[match.end() : match.end() + 1].isalnum()
    ]


def _triples(question: str) -> Iterable[tuple[str, re.Match[str], str]]:
    """Yield each word of a question but the first, with the words before and after it in lower case.

    "" is the word after the last one.
    """
    words = list(_WORD.finditer(question))
    for number in range(1, len(words)):
        after = words[number + 1].group().lower() if number + 1 < len(words) else ""
        yield words[number - 1].group().lower(), words[number], after


def _may_be_replaced(word: str) -> bool:
    lower = word.lower()
    return (
        len(word) >= _LEAST_LETTERS
        and word == lower
        and lower not in AUXILIARIES
        and lower not in BE
        and lower not in QUESTION_WORDS
    )


def _stem(word: str) -> str:
    base = base_form(word)
    return base.removesuffix("ing")[:_STEM] if len(base) > _STEM else base


def _stems(text: str) -> set[str]:
    return {_stem(word.lower()) for word in _WORD.findall(text)}


def _put(text: str, span: CharSpan, new: str) -> str:
    return text[: span[0]] + new + text[span[1] :]


def _both_ways(pairs: Iterable[Sequence[str]]) -> dict[str, list[str]]:
    """Return each word of a group → the other words of the group."""
    table: dict[str, list[str]] = {}
    for group in pairs:
        for word in group:
            table.setdefault(word, []).extend(other for other in group if other != word)
    return table


_OPPOSITE_OF = _both_ways(pair.split() for pair in _OPPOSITES.split(","))
_RELATED_TO = _both_ways(group.split() for group in _RELATIONS)
