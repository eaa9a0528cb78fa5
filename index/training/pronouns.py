"""Made-up pronoun cases: a pronoun beside the predicate, its name elsewhere.

Three kinds, each of one question and its context:

* the answer stands twice: the later mention is replaced, the earlier one is the answer;
* the answer to a "who" stands once: it is replaced, and a sentence that names it is put before;
* the question holds a name that also stands in the sentence of the answer: there it is replaced, so that
  the model has to follow the pronoun back to the name that the question asks about.

Rules of thumb on word shapes only; a clumsy sentence now and then does no harm to training.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from index.training.data import Question

NAME = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+){0,2}")
_PERSON = re.compile(  # a name, a name's or somebody's relative, or "the old king"
    r"(?:(?:[A-Z][a-z]+\.? ){0,3}[A-Z][a-z]+"
    r"|(?:[A-Z][a-z]+['’]s|the|a|an|The|A|An|[Hh]is|[Hh]er|[Tt]heir|[Mm]y) (?:[a-z-]+ ){0,2}[a-z]+)"
)
_ASKS_WHO = re.compile(r"\b(who|whom|whose)\b", re.IGNORECASE)
_VERB_AFTER = re.compile(r"^\s+(?:[a-z]+(?:ed|s)|was|were|had|did|would|could|will|can|went|said)\b")
FORMS = {"he": ("he", "him", "his"), "she": ("she", "her", "her"), "they": ("they", "them", "their")}
_NOT_NAME = re.compile(
    r"\b(The|This|That|These|Those|What|When|Where|Which|Who|Why|How|In|On|At|It|He|She|They|We|You|But|And|If|There|Then|My|Any|Anything|Not|No|Yes|So|Oh|To|For|From|All|Some|Now)\b"
)
_INTRODUCTIONS = (
    "{name} had been there from the beginning.",
    "Much has been said about {name}.",
    "It all began with {name}.",
    "{name} plays a part in this too.",
    "People still talk about {name}.",
    "This was the time of {name}.",
)
_INTRODUCTIONS_BESIDE_ANOTHER = (
    "{name} had heard of {other} before.",
    "{name} once lived not far from {other}.",
    "Unlike {other}, {name} did not wait.",
    "{other} had set eyes on {name} and learned what to expect.",
    "{other} once asked {name} for advice.",
    "Then {other} spoke to {name}.",
)
_BESIDE_ANOTHER = 0.7  # share of introductions that name somebody else too, where there is one


def pronoun_case(question: Question, random: np.random.Generator) -> Question | None:
    """`question` with one mention made a pronoun, or None where it offers no place for that."""
    return (
        _earlier_mention(question, random)
        or _introduced(question, random)
        or _question_name_by_pronoun(question, random)
    )


def _earlier_mention(question: Question, random: np.random.Generator) -> Question | None:
    if not _ASKS_WHO.search(question.text):
        return None
    for start, end in question.answers:
        name = question.context[start:end]
        if not _PERSON.fullmatch(name):
            continue
        earlier = _mentions(name, question.context[:start])
        if earlier:
            context, _ = _replace(question.context, start, end, random)
            spans = tuple((place, place + len(name)) for place in earlier)
            return replace(question, context=context, answers=spans)
    return None


def _introduced(question: Question, random: np.random.Generator) -> Question | None:
    """The answer as a pronoun, after a made-up sentence that names it."""
    if not re.match(r"\W*(who|whom|whose)\b", question.text, re.IGNORECASE):
        return None
    start, end = question.answers[0]
    name = question.context[start:end]
    if not _PERSON.fullmatch(name) or len(_mentions(name, question.context)) != 1:
        return None
    context, _ = _replace(question.context, start, end, random)
    first, _ = _sentence(question.context, start, end)
    first += len(context[first:]) - len(context[first:].lstrip())
    sentence = _introduction(name, question.context, random)
    capital = sentence[0].upper() + sentence[1:] + " "
    place = first + capital.lower().index(name.lower())
    changed = context[:first] + capital + context[first:]
    return replace(question, context=changed, answers=((place, place + len(name)),))


def _introduction(name: str, context: str, random: np.random.Generator) -> str:
    others = [other for other in NAME.findall(context) if _is_name(other) and other not in name]
    others = [other for other in others if name not in other]
    if others and random.random() < _BESIDE_ANOTHER:
        template = str(random.choice(_INTRODUCTIONS_BESIDE_ANOTHER))
        return template.format(name=name, other=str(random.choice(others)))
    return str(random.choice(_INTRODUCTIONS)).format(name=name)


def _question_name_by_pronoun(question: Question, random: np.random.Generator) -> Question | None:
    start, end = question.answers[0]
    first, last = _sentence(question.context, start, end)
    for name in NAME.findall(question.text[1:]):
        if not _is_name(name) or not _mentions(name, question.context[:first]):
            continue
        for place in _mentions(name, question.context[first:last]):
            begin, finish = first + place, first + place + len(name)
            if finish <= start or begin >= end:
                context, change = _replace(question.context, begin, finish, random)
                shift = change if begin < start else 0
                return replace(question, context=context, answers=((start + shift, end + shift),))
    return None


def _is_name(text: str) -> bool:
    return bool(NAME.fullmatch(text)) and not _NOT_NAME.search(text)


def _mentions(name: str, text: str) -> list[int]:
    return [match.start() for match in re.finditer(rf"\b{re.escape(name)}\b(?! [A-Z])", text)]


def _sentence(context: str, start: int, end: int) -> tuple[int, int]:
    """The stretch between sentence marks around `start` to `end`."""
    first = max(context.rfind(mark, 0, start) for mark in (". ", "! ", "? ", "\n"))
    lasts = [place for mark in (". ", "! ", "? ", "\n") if (place := context.find(mark, end)) >= 0]
    return first + 1, min(lasts, default=len(context))


def _replace(context: str, start: int, end: int, random: np.random.Generator) -> tuple[str, int]:
    """The context with a pronoun in place of a name, and by how many characters it grew."""
    many = context[start:end].endswith("s") and context[start:end].islower()
    subject, object_, possessive = FORMS["they" if many else "he" if random.random() < 0.5 else "she"]
    before, after = context[:start], context[end:]
    opens = not before.strip() or before.rstrip()[-1] in '.!?"“:\n'
    if re.match(r"['’]s\b", after):
        pronoun, after = possessive, after[2:]
    else:
        pronoun = subject if opens or _VERB_AFTER.match(after) else object_
    pronoun = pronoun.capitalize() if opens else pronoun
    changed = before + pronoun + after
    return changed, len(changed) - len(context)
