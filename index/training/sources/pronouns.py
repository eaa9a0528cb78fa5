"""Synthetic coreference examples: one mention of a name is replaced by a pronoun.

There are three kinds, each made from one example:

* the answer is mentioned twice: the later mention is replaced, the earlier one is the answer;
* the answer to a "who" question is mentioned once: it is replaced, and a sentence that names it is inserted
  before;
* the question contains a name that is also mentioned in the sentence of the answer: there it is replaced, so
  that the network has to resolve the pronoun to the name in the question.

The rules use only the shapes of words. A clumsy sentence now and then does no harm to training.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from index.training.sources.data import CharSpan, QAExample

NAME = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+){0,2}")
#: Subject, object and possessive form.
PRONOUN_FORMS = {"he": ("he", "him", "his"), "she": ("she", "her", "her"), "they": ("they", "them", "their")}
_PERSON = re.compile(  # a name; "Anna's brother", "his brother" or "the old king"
    r"(?:(?:[A-Z][a-z]+\.? ){0,3}[A-Z][a-z]+"
    r"|(?:[A-Z][a-z]+['’]s|the|a|an|The|A|An|[Hh]is|[Hh]er|[Tt]heir|[Mm]y) (?:[a-z-]+ ){0,2}[a-z]+)"
)
_WHO = re.compile(r"\b(who|whom|whose)\b", re.IGNORECASE)
_STARTS_WITH_WHO = re.compile(r"\W*(who|whom|whose)\b", re.IGNORECASE)
_VERB_FOLLOWS = re.compile(r"^\s+(?:[a-z]+(?:ed|s)|was|were|had|did|would|could|will|can|went|said)\b")
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
_INTRODUCTIONS_WITH_OTHER = (
    "{name} had heard of {other} before.",
    "{name} once lived not far from {other}.",
    "Unlike {other}, {name} did not wait.",
    "{other} had set eyes on {name} and learned what to expect.",
    "{other} once asked {name} for advice.",
    "Then {other} spoke to {name}.",
)
_OTHER_NAMED = 0.7  # share of introductions that mention another name too, if the context has one


def replace_mention(example: QAExample, rng: np.random.Generator) -> QAExample | None:
    """Return the example with one mention replaced by a pronoun; None if no kind of replacement fits."""
    return (
        _replace_later_mention(example, rng)
        or _introduce_answer(example, rng)
        or _replace_name_of_question(example, rng)
    )


def _replace_later_mention(example: QAExample, rng: np.random.Generator) -> QAExample | None:
    """Replace the answer by a pronoun; its earlier mentions become the answers."""
    if not _WHO.search(example.question):
        return None
    for start, end in example.answers:
        name = example.context[start:end]
        if not _PERSON.fullmatch(name):
            continue
        if earlier := _mentions(name, example.context[:start]):
            context, _ = _put_pronoun(example.context, start, end, rng)
            answers = tuple((offset, offset + len(name)) for offset in earlier)
            return replace(example, context=context, answers=answers)
    return None


def _introduce_answer(example: QAExample, rng: np.random.Generator) -> QAExample | None:
    """Replace the answer by a pronoun, and name it in a new sentence before, where it becomes the answer."""
    if not _STARTS_WITH_WHO.match(example.question):
        return None
    start, end = example.answers[0]
    name = example.context[start:end]
    if not _PERSON.fullmatch(name) or len(_mentions(name, example.context)) != 1:
        return None
    context, _ = _put_pronoun(example.context, start, end, rng)
    sentence_start, _ = _sentence(example.context, start, end)
    sentence_start += len(context[sentence_start:]) - len(context[sentence_start:].lstrip())
    introduction = _introduction(name, example.context, rng)
    introduction = introduction[0].upper() + introduction[1:] + " "
    answer_start = sentence_start + introduction.lower().index(name.lower())
    context = context[:sentence_start] + introduction + context[sentence_start:]
    return replace(example, context=context, answers=((answer_start, answer_start + len(name)),))


def _introduction(name: str, context: str, rng: np.random.Generator) -> str:
    """Return a sentence that mentions a name, and at times also another name of the context."""
    others = [
        other for other in NAME.findall(context) if is_name(other) and other not in name and name not in other
    ]
    if others and rng.random() < _OTHER_NAMED:
        template = str(rng.choice(_INTRODUCTIONS_WITH_OTHER))
        return template.format(name=name, other=str(rng.choice(others)))
    return str(rng.choice(_INTRODUCTIONS)).format(name=name)


def _replace_name_of_question(example: QAExample, rng: np.random.Generator) -> QAExample | None:
    """Replace a name of the question by a pronoun in the answer's sentence, if an earlier one mentions it."""
    start, end = example.answers[0]
    sentence_start, sentence_end = _sentence(example.context, start, end)
    for name in NAME.findall(example.question[1:]):
        if not is_name(name) or not _mentions(name, example.context[:sentence_start]):
            continue
        for offset in _mentions(name, example.context[sentence_start:sentence_end]):
            first, last = sentence_start + offset, sentence_start + offset + len(name)
            if last <= start or first >= end:
                context, growth = _put_pronoun(example.context, first, last, rng)
                shift = growth if first < start else 0
                return replace(example, context=context, answers=((start + shift, end + shift),))
    return None


def is_name(text: str) -> bool:
    """Whether a text is up to three capitalised words, none of which is a function word."""
    return bool(NAME.fullmatch(text)) and not _NOT_NAME.search(text)


def _mentions(name: str, text: str) -> list[int]:
    """Return the offsets of a name in a text, except where it is the start of a longer name."""
    return [match.start() for match in re.finditer(rf"\b{re.escape(name)}\b(?! [A-Z])", text)]


def _sentence(context: str, start: int, end: int) -> CharSpan:
    """Return the span between the sentence marks before `start` and after `end`."""
    marks = (". ", "! ", "? ", "\n")
    first = max(context.rfind(mark, 0, start) for mark in marks)
    ends = [offset for mark in marks if (offset := context.find(mark, end)) >= 0]
    return first + 1, min(ends, default=len(context))


def _put_pronoun(context: str, start: int, end: int, rng: np.random.Generator) -> tuple[str, int]:
    """Replace characters `start` to `end` by a pronoun; return the context and its growth in characters."""
    plural = context[start:end].endswith("s") and context[start:end].islower()
    subject, object_, possessive = PRONOUN_FORMS["they" if plural else "he" if rng.random() < 0.5 else "she"]
    before, after = context[:start], context[end:]
    opens_sentence = not before.strip() or before.rstrip()[-1] in '.!?"“:\n'
    if re.match(r"['’]s\b", after):
        pronoun, after = possessive, after[2:]
    else:
        pronoun = subject if opens_sentence or _VERB_FOLLOWS.match(after) else object_
    pronoun = pronoun.capitalize() if opens_sentence else pronoun
    changed = before + pronoun + after
    return changed, len(changed) - len(context)
