"""Made-up pronoun cases: a name beside the predicate becomes "he" or "her", an earlier mention stays.

Two kinds, both of one question and its context:

* the answer is a name that stands twice: the later mention is replaced, the earlier one is the answer;
* the question holds a name that also stands in the sentence of the answer: there it is replaced, so that
  the model has to follow the pronoun back to the name that the question asks about.

Rules of thumb on word shapes only; a clumsy sentence now and then does no harm to training.
"""

from __future__ import annotations

import re

import numpy as np

from index.reader.training.data import Question

_NAME = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+){0,2}")
_ASKS_WHO = re.compile(r"\b(who|whom|whose)\b", re.IGNORECASE)
_SUBJECT_BEFORE = re.compile(r"^\s+(?:[a-z]+(?:ed|s)|was|were|had|did|would|could|will|can|went|said)\b")
_FORMS = {"he": ("he", "him", "his"), "she": ("she", "her", "her")}
_NOT_NAME = re.compile(
    r"\b(The|This|That|These|Those|What|When|Where|Which|Who|Why|How|In|On|At|It|He|She|They|We|You|But|And|If)\b"
)


def pronoun_case(question: Question, random: np.random.Generator) -> Question | None:
    """`question` with one mention made a pronoun, or None where it offers no place for that."""
    return _answer_by_pronoun(question, random) or _question_name_by_pronoun(question, random)


def _answer_by_pronoun(question: Question, random: np.random.Generator) -> Question | None:
    if not _ASKS_WHO.search(question.text):
        return None
    for start, end in question.answers:
        name = question.context[start:end]
        if not _is_name(name):
            continue
        earlier = _mentions(name, question.context[:start])
        if earlier:
            context, _ = _replace(question.context, start, end, random)
            spans = tuple((place, place + len(name)) for place in earlier)
            return Question(question.source, question.text, context, spans, (), question.document)
    return None


def _question_name_by_pronoun(question: Question, random: np.random.Generator) -> Question | None:
    start, end = question.answers[0]
    first, last = _sentence(question.context, start, end)
    for name in _NAME.findall(question.text[1:]):
        if not _is_name(name) or not _mentions(name, question.context[:first]):
            continue
        for place in _mentions(name, question.context[first:last]):
            begin, finish = first + place, first + place + len(name)
            if finish <= start or begin >= end:
                context, change = _replace(question.context, begin, finish, random)
                shift = change if begin < start else 0
                return Question(
                    question.source,
                    question.text,
                    context,
                    ((start + shift, end + shift),),
                    (),
                    question.document,
                )
    return None


def _is_name(text: str) -> bool:
    return bool(_NAME.fullmatch(text)) and not _NOT_NAME.search(text)


def _mentions(name: str, text: str) -> list[int]:
    return [match.start() for match in re.finditer(rf"\b{re.escape(name)}\b(?! [A-Z])", text)]


def _sentence(context: str, start: int, end: int) -> tuple[int, int]:
    """The stretch between sentence marks around `start` to `end`."""
    first = max(context.rfind(mark, 0, start) for mark in (". ", "! ", "? ", "\n"))
    lasts = [place for mark in (". ", "! ", "? ", "\n") if (place := context.find(mark, end)) >= 0]
    return first + 1, min(lasts, default=len(context))


def _replace(context: str, start: int, end: int, random: np.random.Generator) -> tuple[str, int]:
    """The context with a pronoun in place of a name, and by how many characters it grew."""
    subject, object_, possessive = _FORMS["he" if random.random() < 0.5 else "she"]
    before, after = context[:start], context[end:]
    opens = not before.strip() or before.rstrip()[-1] in '.!?"“:\n'
    if re.match(r"['’]s\b", after):
        pronoun, after = possessive, after[2:]
    else:
        pronoun = subject if opens or _SUBJECT_BEFORE.match(after) else object_
    pronoun = pronoun.capitalize() if opens else pronoun
    changed = before + pronoun + after
    return changed, len(changed) - len(context)
