"""A follow-up that names an attribute alone → the question for it: "how much is the hall" for "price"."""

from __future__ import annotations

import re

from index.english.function_words import DETERMINERS, POSSESSIVES
from index.english.number_names import ORDINALS
from index.english.patterns import any_of

_LONGEST = 2  # words: "release date"
_PLACES = ("location", "place")
# How people ask for some attributes; for the others, "what is the … of".
_ASKED = {
    **dict.fromkeys(("cost", "costs", "price", "fee"), "how much is {}"),
    **dict.fromkeys(_PLACES, "where is {}"),
    "deadline": "when is {} due",
    "deposit": "how much is the deposit for {}",
    "duration": "how long is {}",
    "room": "which room is {} in",
}
_OTHERS_LIST = """
    address age amount author colour color contact date default email height length limit link maintainer max
    maximum min minimum name number owner password phone port purpose reason size speed time timezone url
    version weight width
"""
_ATTRIBUTES = frozenset((*_ASKED, *_OTHERS_LIST.split()))
_OF_ATTRIBUTE = re.compile(rf"^the (?:[\w-]+ )?{any_of(*sorted(_ATTRIBUTES))} (?:of|for) ", re.IGNORECASE)


def attribute_of(thing: str, phrase: str, question: str) -> str:
    """Return the question for an attribute of a thing: "how much is the hall" for "price".

    Empty if the phrase is no attribute, or if the last question contains the attribute of something else:
    after "what is the default port", "max port" replaces it.
    """
    thing = _OF_ATTRIBUTE.sub("", thing)  # after "what is the email of the owner"
    words = phrase.lower().split()
    words = words[1:] if words[0] in DETERMINERS else words
    if not 0 < len(words) <= _LONGEST or words[-1] not in _ATTRIBUTES or words[0] in ORDINALS:
        return ""
    if len(words) > 1 and words[-1] in (*_PLACES, "room"):  # a parking place is no attribute
        return ""
    if words[-1] in question.lower().split():
        return ""
    attribute = " ".join(words)
    owner, _, owned = thing.rpartition(" ")
    if owned.lower() in _ATTRIBUTES and (owner.lower() in POSSESSIVES or owner.endswith(("'s", "’s"))):
        return f"what is {owner} {attribute}"  # after "what is his phone"
    asked = _ASKED.get(attribute)
    return asked.format(thing) if asked else f"what is the {attribute} of {thing}"
