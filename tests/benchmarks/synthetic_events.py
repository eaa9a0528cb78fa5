"""Synthetic questions in real contexts, from templates that the reader was not trained on.

The statement of an event names other people too, so that the name nearest to the verb is seldom the agent.
The training examples of `index.training.sources.synthetic_events` do the same with other templates. An
attribute question is about a person whom an excerpt names; the excerpt contains no word that could state the
attribute, so it is unanswerable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from index.passages.sentences import every_sentence
from index.training.groups.swapped_names import name_spans
from index.training.sources.data import QAExample
from index.training.sources.synthetic_events import EventTemplates, choose, event_question
from index.types import Range

_NAMES = ("Aldo", "Birgit", "Carlos", "Dagny", "Edith", "Falk", "Gesine", "Hamid", "Ilka", "Jorge")
_PERSONS = (
    "{name}",
    "{name}",
    "{name}'s aunt",
    "{name}'s old friend",
    "Sergeant {name}",
    "the daughter of {name}",
)
_VERBS = (
    ("imprison", "imprisoned", "imprisoning"),
    ("recommend", "recommended", "recommending"),
    ("injure", "injured", "injuring"),
    ("flatter", "flattered", "flattering"),
    ("expose", "exposed", "exposing"),
    ("abandon", "abandoned", "abandoning"),
)
#: The agent `{d}` did it to `{c}`; `{a}` and `{b}` are other people.
_STATEMENTS = (
    "{a} visited {d} in disguise and got a confession of the plot to {base} {c}",
    "After a long talk {a} had persuaded {d} to give up the scheme to {base} {c}",
    "{a} says to {b} that without {d} nobody would have {past} {c}",
    "{a} wept at the news that {d} had {past} {c}",
    "{a} has proof against {d} of {ing} {c}",
    "{d} is sorry and tells {a} everything about {ing} {c}",
    "It turns out that {c} had been {past} by {d} and not, as {b} believed, by {a}",
    "{a} cornered {d}, who at last spoke of {ing} {c}",
)
_LEAST_SENTENCES = 2  # of an excerpt, unless its context has fewer
_NAMES_TRIED = 4  # names of a context that are tried
_QUESTIONS = ("who {past} {c}?", "Who {past} {c}?", "Who had the plan to {base} {c}?")
_NUMBER = (
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty"
    r"|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|dozens?|half|once|twice|thrice|first|second"
    r"|third|last|single|several|many|few|all|both|every|each|no|none|never|always|often|hours?|days?|weeks?"
    r"|months?|years?|century|centuries|morning|noon|evening|night|today|yesterday|tomorrow|spring|summer"
    r"|autumn|winter|\w+day|miles?|feet|foot|inch\w*|tall|high|heavy|far|long|cheap|dear)\b"
)
#: Questions about an attribute of `{name}`, and a pattern: a text that answers them contains a match of it.
_ATTRIBUTES = (
    (("How old is {name}?", "What does {name} weigh?", "How many brothers does {name} have?"), _NUMBER),
    (
        ("Which school did {name} go to?", "What did {name} study?"),
        r"\b(?:school\w*|universit\w+|colleg\w+|stud\w+|learn\w*|taught|teach\w*|class\w*|academ\w+|train\w*"
        r"|educat\w+|degree|graduat\w+)\b",
    ),
    (
        ("What is the address of {name}?", "In which street does {name} live?"),
        r"\b(?:streets?|roads?|avenue|liv\w+|address\w*|dwel\w+|houses?|homes?|located|lane|square)\b",
    ),
    (
        ("What religion does {name} have?", "Which church does {name} belong to?"),
        r"\b(?:church\w*|gods?|religi\w+|christ\w*|catholic\w*|muslim\w*|islam\w*|jew\w*|hindu\w*|buddh\w+"
        r"|faith|pray\w*|pries\w+|pope|monk\w*|baptis\w+|holy|saints?|bishop\w*|temples?|bible)\b",
    ),
    (
        ("What kind of car does {name} drive?", "What was the name of {name}'s ship?"),
        r"\b(?:cars?|driv\w+|drove|ships?|boats?|sail\w*|vehicles?|trucks?|ford|vessels?|crew|captain)\b",
    ),
)


def event_questions(examples: Sequence[QAExample]) -> Iterator[QAExample]:
    """Yield an event question in the context of each example; the answer is the agent."""
    rng = np.random.default_rng(11)
    templates = EventTemplates(_PERSONS, _VERBS, lambda rng: choose(_STATEMENTS, rng), _QUESTIONS)
    return (event_question(example, _NAMES, rng, templates) for example in examples)


def attribute_questions(examples: Sequence[QAExample]) -> Iterator[tuple[str, str]]:
    """Yield (question, excerpt without its answer): one pair for each context that allows one."""
    rng = np.random.default_rng(12)
    for example in examples:
        context = example.context
        for start, end in rng.permutation(name_spans(context))[:_NAMES_TRIED]:
            questions, words = choose(_ATTRIBUTES, rng)
            if excerpt := _excerpt_without(re.compile(words, re.IGNORECASE), context, int(start)):
                yield choose(questions, rng).format(name=context[start:end]), context[slice(*excerpt)]
                break


def _excerpt_without(words: re.Pattern[str], context: str, offset: int) -> Range | None:
    """Return the longest run of sentences around `offset` without a match of `words`; None if it is too short."""
    sentences = every_sentence(context)
    own = next((number for number, (start, end) in enumerate(sentences) if start <= offset < end), None)
    without = [not words.search(context, start, end) for start, end in sentences]
    if own is None or not without[own]:
        return None
    first = last = own
    while first > 0 and without[first - 1]:
        first -= 1
    while last + 1 < len(sentences) and without[last + 1]:
        last += 1
    if last + 1 - first < min(_LEAST_SENTENCES, len(sentences)):
        return None
    return sentences[first][0], sentences[last][1]
