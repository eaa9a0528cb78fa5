"""Made-up questions amid real contexts that ask for care, in wordings and of kinds that were not trained on.

A deed is told by way of others: the name that stands nearest is seldom the doer's, as in the cases that
`index.training.synthetic_events` makes for training, in other words. A side of somebody is asked for, of a stretch of
text that names them and has no word that might tell of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from index.passages.sentences import Range, every_sentence
from index.training.data import Question
from index.training.swapped_names import names
from index.training.synthetic_events import Wordings, deed, pick

_PERSONS = ("Aldo", "Birgit", "Carlos", "Dagny", "Edith", "Falk", "Gesine", "Hamid", "Ilka", "Jorge")
_TITLES = (
    "{name}",
    "{name}",
    "{name}'s aunt",
    "{name}'s old friend",
    "Sergeant {name}",
    "the daughter of {name}",
)
_DEEDS = (
    ("imprison", "imprisoned", "imprisoning"),
    ("recommend", "recommended", "recommending"),
    ("injure", "injured", "injuring"),
    ("flatter", "flattered", "flattering"),
    ("expose", "exposed", "exposing"),
    ("abandon", "abandoned", "abandoning"),
)
#: `{d}` did to `{c}` what `{a}` learned of.
_TOLD = (
    "{a} visited {d} in disguise and got a confession of the plot to {base} {c}",
    "After a long talk {a} had persuaded {d} to give up the scheme to {base} {c}",
    "{a} says to {b} that without {d} nobody would have {past} {c}",
    "{a} wept at the news that {d} had {past} {c}",
    "{a} has proof against {d} of {ing} {c}",
    "{d} is sorry and tells {a} everything about {ing} {c}",
    "It turns out that {c} had been {past} by {d} and not, as {b} believed, by {a}",
    "{a} cornered {d}, who at last spoke of {ing} {c}",
)
_LEAST_SENTENCES = 2  # of a stretch
_TRIED = 4  # names of a context
_ASKED = ("who {past} {c}?", "Who {past} {c}?", "Who had the plan to {base} {c}?")
_NUMBER = (
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty"
    r"|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|dozens?|half|once|twice|thrice|first|second"
    r"|third|last|single|several|many|few|all|both|every|each|no|none|never|always|often|hours?|days?|weeks?"
    r"|months?|years?|century|centuries|morning|noon|evening|night|today|yesterday|tomorrow|spring|summer"
    r"|autumn|winter|\w+day|miles?|feet|foot|inch\w*|tall|high|heavy|far|long|cheap|dear)\b"
)
#: Questions about `{name}`, and the words of which one would hardly be missing where the answer is told.
_SIDES = (
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


def deeds(questions: Sequence[Question]) -> Iterator[Question]:
    """One case amid the context of each question; the answer is the doer."""
    random = np.random.default_rng(11)
    wordings = Wordings(_TITLES, _DEEDS, lambda random: pick(_TOLD, random), _ASKED)
    return (deed(question, _PERSONS, random, wordings) for question in questions)


def sides(questions: Sequence[Question]) -> Iterator[tuple[str, str]]:
    """Question and context, which is silent about what is asked: one of each context that allows one."""
    random = np.random.default_rng(12)
    for question in questions:
        context = question.context
        for start, end in random.permutation(names(context))[:_TRIED]:
            wordings, words = pick(_SIDES, random)
            if stretch := _silent(context, int(start), re.compile(words, re.IGNORECASE)):
                yield pick(wordings, random).format(name=context[start:end]), context[slice(*stretch)]
                break


def _silent(context: str, place: int, words: re.Pattern[str]) -> Range | None:
    """The longest run of sentences around character `place` that has none of the words; None if too short."""
    sentences = every_sentence(context)
    own = next((number for number, (first, last) in enumerate(sentences) if first <= place < last), None)
    silent = [not words.search(context, first, last) for first, last in sentences]
    if own is None or not silent[own]:
        return None
    first = last = own
    while first > 0 and silent[first - 1]:
        first -= 1
    while last + 1 < len(sentences) and silent[last + 1]:
        last += 1
    if last + 1 - first < min(_LEAST_SENTENCES, len(sentences)):
        return None
    return sentences[first][0], sentences[last][1]
