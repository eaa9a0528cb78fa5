"""Made-up cases in which the nearest name is the wrong one: who did what, told by way of somebody else.

"Otto waits for Anna's brother and gets him to own up to robbing Marta": it was not Otto who robbed Marta. A
sentence or two of that kind are put between the sentences of a real context, and the question asks for the
doer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from index.passages.sentences import every_sentence
from index.training.data import Question
from index.training.pronouns import FORMS, NAME

#: Base form, past (also the participle) and the form in -ing of what one does to somebody.
_DEEDS = (
    ("betray", "betrayed", "betraying"),
    ("rob", "robbed", "robbing"),
    ("cheat", "cheated", "cheating"),
    ("poison", "poisoned", "poisoning"),
    ("rescue", "rescued", "rescuing"),
    ("follow", "followed", "following"),
    ("warn", "warned", "warning"),
    ("attack", "attacked", "attacking"),
    ("kidnap", "kidnapped", "kidnapping"),
    ("invite", "invited", "inviting"),
    ("punish", "punished", "punishing"),
    ("bribe", "bribed", "bribing"),
    ("deceive", "deceived", "deceiving"),
    ("replace", "replaced", "replacing"),
    ("visit", "visited", "visiting"),
    ("praise", "praised", "praising"),
    ("push", "pushed", "pushing"),
    ("hire", "hired", "hiring"),
    ("threaten", "threatened", "threatening"),
    ("heal", "healed", "healing"),
    ("insult", "insulted", "insulting"),
    ("free", "freed", "freeing"),
    ("chase", "chased", "chasing"),
    ("wound", "wounded", "wounding"),
    ("blame", "blamed", "blaming"),
    ("help", "helped", "helping"),
    ("accuse", "accused", "accusing"),
    ("slander", "slandered", "slandering"),
)
#: Made-up sentences: `{a}` and `{b}` are persons, `{c}` is done to, `{d}` did it; the forms of the deed are
#: `{base}`, `{past}` and `{ing}`, and `{he}`, `{him}`, `{his}` stand for `{d}`, `{He}` for `{a}`.
_OPENINGS = (
    "",
    "",
    "{a} comes to look for {c}. ",
    "{a} does not believe what is said of {c}. ",
    "{a} had known {c} for years. ",
    "{a} asked everybody about {c}. ",
    "One day {a} met {b}. ",
    "{a} and {b} were friends of {c}. ",
)
_MEETINGS = (
    "follows {d} home and",
    "waits for {d} by the gate and",
    "went to see {d} and",
    "wrote to {d} at last and",
    "finds {d} asleep in a barn, dressed as a beggar, and",
    "had {d} brought to the house and",
    "pretended to be a friend of {d} and",
    "caught {d} on the way to {b} and",
)
_ADMISSIONS = (
    "makes {him} admit that {he} had {past} {c}",
    "gets {him} to own up to {ing} {c}",
    "brought {him} to tell of {his} part in {ing} {c}",
    "forces {him} to speak of {his} intention to {base} {c}",
    "made {him} say sorry for {ing} {c}",
    "talks {him} out of {his} idea to {base} {c}",
    "heard from {him} how {he} {past} {c}",
    "reproached {him} with {his} attempt to {base} {c}",
    "thanked {him} for having {past} {c}",
    "had {him} put into prison for {ing} {c}",
)
_PLAIN = (
    "{a} forced {d} to {base} {c}",
    "{a} asked {d} to {base} {c}, and so it was done",
    "{d} promised {a} to {base} {c}",
    "{d} was arrested by {a} for {ing} {c}",
    "{a} arrested {d} for {ing} {c}",
    "{a} heard from {b} that {d} had {past} {c}",
    "{a} told {b} that it was {d} who {past} {c}",
    "{a} forgave {d} for {ing} {c}",
    "{d} was found out by {a} after {ing} {c}",
    "{c} was {past} by {d}, as {a} told {b}",
    "Everybody thought that {a} had {past} {c}, but it was {d}",
    "It was not {a} who {past} {c} but {d}",
    "{d}, whom {a} had sent to {b}, {past} {c}",
    "{d}, the friend of {a}, {past} {c}",
)
_QUESTIONS = (
    "who {past} {c}?",
    "Who {past} {c}?",
    "Who {past} {c}?",
    "Who was it that {past} {c}?",
    "Who wanted to {base} {c}?",
    "By whom was {c} {past}?",
    "Who is said to have {past} {c}?",
)
_PERSONS = (  # a name as it is, and people who are named after it
    *("{name}",) * 5,
    *("{name}'s brother", "{name}'s sister", "{name}'s uncle", "{name}'s neighbour", "{name}'s old teacher"),
    *("Captain {name}", "Doctor {name}", "Judge {name}", "the widow {name}"),
    *("the servant of {name}", "{name}'s youngest cousin", "{name}'s wife"),
)
PERSONS = 4  #: that a case needs
_HIDDEN = 0.5  # share of openings after which {a} is only "he" or "she"


@dataclass(frozen=True, slots=True)
class Wordings:
    """Templates of made-up cases."""

    persons: Sequence[str]  #: of a `{name}`
    deeds: Sequence[tuple[str, str, str]]
    told: Callable[[np.random.Generator], str]
    questions: Sequence[str]


def _told(random: np.random.Generator) -> str:
    if random.random() < 0.5:
        return pick(_PLAIN, random)
    opening = pick(_OPENINGS, random)
    subject = "{He}" if opening.startswith("{a}") and random.random() < _HIDDEN else "{a}"
    return f"{opening}{subject} {pick(_MEETINGS, random)} {pick(_ADMISSIONS, random)}"


TRAINED = Wordings(_PERSONS, _DEEDS, _told, _QUESTIONS)


def persons(questions: Sequence[Question]) -> list[str]:
    """The names that answer a question of who did something."""
    asked = (text for one in questions if one.text.lower().startswith("who ") for text in one.answer_texts)
    return sorted({text for text in asked if NAME.fullmatch(text)})


def deed(
    question: Question, known: Sequence[str], random: np.random.Generator, wordings: Wordings = TRAINED
) -> Question:
    """A made-up question about some of the `known` persons, its sentences amid the context of `question`."""
    a, b, c, d = (known[place] for place in random.choice(len(known), size=PERSONS, replace=False))
    a, b, d = (pick(wordings.persons, random).format(name=name) for name in (a, b, d))
    base, past, ing = pick(wordings.deeds, random)
    he, him, his = pick((FORMS["he"], FORMS["she"]), random)
    words = {"a": a, "b": b, "c": c, "base": base, "past": past, "ing": ing, "he": he, "him": him, "his": his}
    before, after = (part.format(**words, He=he.capitalize()) for part in wordings.told(random).split("{d}"))
    place, _ = pick(every_sentence(question.context), random)
    first = place + len(before)
    text = f"{before}{d}{after}. "
    context = question.context[:place] + text[0].upper() + text[1:] + question.context[place:]
    return Question(
        question.source, pick(wordings.questions, random).format(**words), context, ((first, first + len(d)),)
    )


def pick(some: Sequence, random: np.random.Generator):
    """One of `some`, each as likely."""
    return some[int(random.integers(len(some)))]
