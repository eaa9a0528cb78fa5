"""A follow-up with references to the last turn → with the words that they refer to."""

from __future__ import annotations

import re
from typing import NamedTuple

from index.conversation.antecedents import LastTurn, named_person, named_place, named_thing
from index.conversation.references import HER, HIM, references
from index.english.function_words import ARTICLES, PREPOSITIONS
from index.english.number_names import CARDINALS
from index.english.patterns import any_of

_PREPOSITION = any_of(*PREPOSITIONS)
_ARTICLE = any_of(*ARTICLES)
_MOTION = r"(?:go|goes|went|come|came|get|got|travel|drive|walk|return|move|sail)"
_WHO_IS = re.compile(r"who (?:is|was|are|were) (?:it|that|this|they|these|those)$", re.IGNORECASE)
_GROUP = ("they", "them", "their", "theirs")
# "The weight of the project": not the weight is meant by "what do i need to pass it".
_MEASURE = re.compile(
    r"^the (?:\w+ )?(?:age|amount|cost|fee|height|length|name|number|price|size|speed|weight) of (?=\w)",
    re.IGNORECASE,
)
# "The deposit for the canoe": nobody keeps or books the deposit.
_MONEY_FOR = re.compile(
    r"^the (?:\w+ )?(?:charge|cost|deposit|fee|fine|price|rent) for (?=\w)", re.IGNORECASE
)
_USES_IT = re.compile(
    r"\b(?:book|borrow|bring|buy|get|hire|keep|rent|reserve|return|take|use)(?:s|ing)? (?:it|them)\b",
    re.IGNORECASE,
)
_LABEL_LAST = re.compile(r"(?<=\w) \d+$")
_BEFORE_NOUN = re.compile(rf"^{_ARTICLE} (?:{any_of(*CARDINALS[1:6])} )?", re.IGNORECASE)


class _Antecedents(NamedTuple):
    """What the references of a follow-up refer to; each is empty if nothing fits."""

    person: str
    thing: str
    group: str  #: of "they"
    place: str


def with_references_resolved(clause: str, last: LastTurn) -> str:
    """Return the follow-up with its references replaced by their antecedents, where they have one."""
    antecedents = _antecedents(clause, last)
    # The one person found is that of the first pronoun; the pronouns of the other gender stay.
    other_person = HER if _first_is_him(clause) else HIM
    resolved, end = "", 0
    for reference in references(clause):
        stays = other_person.fullmatch(reference[0])
        words = reference[0] if stays else _replacement(reference, antecedents)
        resolved += clause[end : reference.start()] + words
        end = reference.end()
    return resolved + clause[end:]


def _antecedents(clause: str, last: LastTurn) -> _Antecedents:
    """Find in the last turn what the references of a follow-up refer to."""
    person, thing = named_person(clause, last), _MEASURE.sub("", named_thing(last))
    if _USES_IT.search(clause):
        thing = _MONEY_FOR.sub("", thing)
    answered = last.answer if last.question_word.endswith(("who", "whom")) else ""
    group = answered or named_thing(last, plural=True)
    if any(reference.lastgroup in ("person", "possessive") for reference in references(clause)):
        thing = "" if thing == person else thing  # "where did she hide it"
        group = named_thing(last, plural=True) if group == person else group
    elif _WHO_IS.match(clause):
        thing = person or thing
    return _Antecedents(person, thing, group, named_place(last))


def _first_is_him(clause: str) -> bool:
    """Whether "he" or a form of it is in the clause, and before any form of "she"."""
    him, her = HIM.search(clause), HER.search(clause)
    return him is not None and (her is None or him.start() < her.start())


def _replacement(reference: re.Match[str], antecedents: _Antecedents) -> str:
    """Return the words for a reference in the full question; its own words if it has no antecedent."""
    words, kind = reference[0], reference.lastgroup
    thing = antecedents.group if words.lower() in _GROUP else antecedents.thing
    if kind == "one" and thing:
        noun = _BEFORE_NOUN.sub("", thing)
        if " " not in words:  # "where do i get one"
            return f"a {noun}"
        return f"{words.rsplit(' ', 1)[0]} {_LABEL_LAST.sub('', noun) if words.startswith('which') else noun}"
    if kind == "place" and antecedents.place:
        return _with_fitting_preposition(reference, antecedents.place)
    by_kind = {"possessive": antecedents.person, "person": antecedents.person, "thing": thing}
    name = by_kind.get(kind or "", "")
    if not name:
        return words
    is_possessive = kind == "possessive" or words.lower() in ("his", "hers", "its", "their", "theirs")
    return f"{name}'s" if is_possessive else name


def _with_fitting_preposition(there: re.Match[str], place: str) -> str:
    """Return a place such as "in Alcora" with the preposition that fits the word before "there".

    That is none after a preposition, "to" after a verb of motion, else the preposition of `place`.
    """
    before = (there.string[: there.start()].lower().split() or [""])[-1]
    name = place.split(" ", 1)[1]
    if re.fullmatch(rf"{_PREPOSITION}|near|around|through", before):
        return name
    return f"to {name}" if re.fullmatch(_MOTION, before) else place
