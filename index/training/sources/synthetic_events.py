"""Synthetic questions about events whose statement names other people too, so that the nearest name is wrong.

"Otto waits for Anna's brother and gets him to own up to robbing Marta": it was not Otto who robbed Marta. One
or two such sentences are inserted between the sentences of a real context. The question asks for the agent:
who did it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from index.passages.sentences import every_sentence
from index.training.sources.data import QAExample
from index.training.sources.pronouns import NAME, PRONOUN_FORMS

T = TypeVar("T")

PERSON_COUNT = 4  #: different names that an event needs
#: Base form, past form (also the participle) and present participle of verbs with a person as their object.
_VERBS = (
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
# Sentence templates. The agent `{d}` did it to `{c}`; `{a}` and `{b}` are others. `{base}`, `{past}` and
# `{ing}` are the forms of the verb; the pronouns `{he}`, `{him}` and `{his}` refer to `{d}`, `{He}` to `{a}`.
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
_SINGLE_SENTENCES = (
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
_PERSONS = (  # the name itself, or a person described with the help of it
    *("{name}",) * 5,
    *("{name}'s brother", "{name}'s sister", "{name}'s uncle", "{name}'s neighbour", "{name}'s old teacher"),
    *("Captain {name}", "Doctor {name}", "Judge {name}", "the widow {name}"),
    *("the servant of {name}", "{name}'s youngest cousin", "{name}'s wife"),
)
_PRONOUN_SHARE = 0.5  # share of the openings starting with {a} that are followed by "he" or "she"


@dataclass(frozen=True, slots=True)
class EventTemplates:
    """The templates from which events and their questions are made."""

    persons: Sequence[str]  #: with `{name}`
    verbs: Sequence[tuple[str, str, str]]  #: base form, past form, present participle
    statement: Callable[[np.random.Generator], str]  #: draws a statement of an event, with `{a}` to `{d}`
    questions: Sequence[str]  #: with `{c}` and the forms of the verb


def _statement(rng: np.random.Generator) -> str:
    """Draw the template of a statement: one sentence, or an opening, a meeting and an admission."""
    if rng.random() < 0.5:
        return choose(_SINGLE_SENTENCES, rng)
    opening = choose(_OPENINGS, rng)
    subject = "{He}" if opening.startswith("{a}") and rng.random() < _PRONOUN_SHARE else "{a}"
    return f"{opening}{subject} {choose(_MEETINGS, rng)} {choose(_ADMISSIONS, rng)}"


TRAINING_TEMPLATES = EventTemplates(_PERSONS, _VERBS, _statement, _QUESTIONS)


def person_names(examples: Sequence[QAExample]) -> list[str]:
    """Return the names that answer a "who" question of the examples, sorted."""
    answers = (
        text
        for example in examples
        if example.question.lower().startswith("who ")
        for text in example.answer_texts
    )
    return sorted({text for text in answers if NAME.fullmatch(text)})


def event_question(
    example: QAExample,
    names: Sequence[str],
    rng: np.random.Generator,
    templates: EventTemplates = TRAINING_TEMPLATES,
) -> QAExample:
    """Return a question about an event that is inserted before a sentence of the example's context.

    Its persons are drawn from `names`, of which there must be at least PERSON_COUNT. Its answer is the agent.
    """
    a, b, c, d = (names[number] for number in rng.choice(len(names), size=PERSON_COUNT, replace=False))
    a, b, d = (choose(templates.persons, rng).format(name=name) for name in (a, b, d))
    base, past, ing = choose(templates.verbs, rng)
    he, him, his = choose((PRONOUN_FORMS["he"], PRONOUN_FORMS["she"]), rng)
    words = {"a": a, "b": b, "c": c, "base": base, "past": past, "ing": ing, "he": he, "him": him, "his": his}
    before, after = (
        part.format(**words, He=he.capitalize()) for part in templates.statement(rng).split("{d}")
    )
    offset, _ = choose(every_sentence(example.context), rng)
    statement = f"{before}{d}{after}. "
    context = example.context[:offset] + statement[0].upper() + statement[1:] + example.context[offset:]
    agent = (offset + len(before), offset + len(before) + len(d))
    return QAExample(example.source, choose(templates.questions, rng).format(**words), context, (agent,))


def choose(options: Sequence[T], rng: np.random.Generator) -> T:
    """Draw one of the options; all have the same probability."""
    return options[int(rng.integers(len(options)))]
