"""Whether an answer is about the one of several things that a question names: memory buffers, not the disk's.

Documents name such things side by side: "`memory` or `disk`", in the first cells of a table, as the terms of
a list. The network takes one for another. So what tells of others of them, and not of the question's, is
shown and not given as its answer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from index.english.function_words import ARTICLES, FUNCTION_WORDS, any_of
from index.english.noun_phrases import verb_positions
from index.english.number_names import CARDINALS, ORDINALS
from index.english.verbs import BASES, is_past
from index.passages.reading_text import text_above
from index.reader.asked_for import Terms
from index.reader.constraints.only_shown import only_shown
from index.reader.evidence_text import sentence_at, stretch_text
from index.reader.named.cells import cells_of
from index.reader.question_kinds import asks_why, is_yes_or_no
from index.types import Evidence, Outcome, Reading, Span

_MOST_WORDS = 3  # of a name
_FEWEST = 3  # names that only commas part
_NAME = re.compile(r"(?<![\w.+#-])[^\W_](?:[\w.+#-]*\w)?")
_BETWEEN_NAMES = ("and", "or", *ARTICLES)
_MARKS = r"[`*_\"“”]{0,4}"
_BESIDE = re.compile(rf"{_MARKS}(?:,\s|(?P<last>,?\s(?:and|or|&)\s|\s?/\s?)){any_of(*ARTICLES)}?\s?{_MARKS}")
_TERM = re.compile(r"\W{0,6}([^\W_][^\s:]*(?: [^\s:]+){0,2}?)\W{0,3}(?::\s| [–—-] )")  # of an item
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_AMOUNT = re.compile(r"[\d\W_]*")
_TIMES = ("start", "beginning", "end", "hour", "day", "week", "month", "year")  # "at the start"
_NO_NAMES = FUNCTION_WORDS.union(CARDINALS, ORDINALS, _TIMES)
#: What is said of some may then be said of the others too: "Only members may".
OF_OTHERS = re.compile(
    r"\b(?:only|alone|all|any|every|except|others?|else|instead|rather|both|either|none|no [^\W\d_]+)\b",
    re.IGNORECASE,
)


def without_other_alternatives(question: str, reading: Reading, terms: Terms) -> Reading:
    """A reading that shows what answers, and does not give it, where that tells of other alternatives."""
    if reading.outcome is not Outcome.ANSWERED:
        return reading
    told = has_alternatives_of(question, reading.spans[0], reading.evidence, terms)
    return reading if told else only_shown(reading)


def has_alternatives_of(question: str, answer: Span, read: Iterable[Evidence], terms: Terms) -> bool:
    """Whether an answer tells of what the question names, or of nothing that stands beside that in what was
    read.

    A reason, and a sentence for all or for some alone that says yes or no, may well be given by the others.
    """
    text, above = _told(answer)
    if asks_why(question) or (is_yes_or_no(question) and OF_OTHERS.search(text)):
        return True
    asked_nouns, asked = frozenset(terms(" ".join(_nouns(question)))), frozenset(terms(question))
    told, told_above = frozenset(terms(text)), frozenset(terms(above))
    for names in _named_side_by_side(read, terms):
        meant = [name for name in names if name <= asked_nouns]
        others = [name for name in names if name <= told and not name <= asked]
        if meant and others and not any(name <= told | told_above for name in meant):
            return False
    return True


def _told(answer: Span) -> tuple[str, str]:
    """What is read of an answer with its sentence, and what stands above it."""
    evidence, passage = answer.evidence, answer.evidence.passage
    text = stretch_text(evidence, answer.start - evidence.start, answer.end - evidence.start)
    above = text_above(passage.document, passage.title, passage.trail)
    return f"{text}\n{sentence_at(evidence, answer.start)}", above


def _nouns(question: str) -> Iterator[str]:
    """The words of a question but its verbs."""
    words = _WORD.findall(question.lower())
    verbs = {place for place in verb_positions(words) if words[place] in BASES or is_past(words[place])}
    return (word for place, word in enumerate(words) if place not in verbs)


def _named_side_by_side(read: Iterable[Evidence], terms: Terms) -> Iterator[set[frozenset[str]]]:
    """The names that stand side by side in what was read, each by its terms."""
    for evidence in read:
        for names in (*_in_places(evidence), *_in_text(evidence.context)):
            found = {frozenset(terms(name)) for name in names if _is_name(name)} - {frozenset()}
            if len(found) > 1:
                yield found


def _is_name(text: str) -> bool:
    return (
        len(text) > 1
        and len(text.split()) <= _MOST_WORDS
        and _AMOUNT.fullmatch(text) is None
        and text.lower() not in _NO_NAMES
    )


def _in_places(evidence: Evidence) -> Iterable[Sequence[str]]:
    """What the rows of a table, or the items of a list, below the same headings begin with."""
    found: defaultdict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for block in evidence.blocks:
        if block.kind == "row":
            found[block.kind, block.trail] += [cell.text for cell in cells_of(evidence, block)[:1]]
        elif block.kind == "item":
            item = stretch_text(evidence, block.start - evidence.start, block.end - evidence.start)
            found[block.kind, block.trail] += [term[1] for term in [_TERM.match(item)] if term]
    return found.values()


def _in_text(text: str) -> Iterator[Sequence[str]]:
    """What stands side by side in a text: "`block`, `drop_oldest` or `drop_newest`". No path is such."""
    every = [name for name in _NAME.finditer(text) if name[0].lower() not in _BETWEEN_NAMES]
    names: list[str] = []
    for name, following in pairwise(every):
        names.append(name[0])
        beside = _BESIDE.fullmatch(text, name.end(), following.start())
        if beside and not beside["last"]:
            continue
        is_path = "/" in (text[name.start() - 1 : name.start()], text[following.end() : following.end() + 1])
        if beside and not is_path:
            yield [*names, following[0]]
        elif len(names) >= _FEWEST:
            yield names
        names = []
