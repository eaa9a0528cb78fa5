"""A follow-up question made to be understood by itself: what was said before goes into its words.

Pure functions of text, by rules of English; a question that no rule fits is left as it is. The dialogues that
the rules are measured on are `tests/dialogues`, the measure is `tests/benchmarks/follow_ups.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.types import Turn

_I = re.IGNORECASE
_ASKING = r"(?:who|whom|whose|what|which|when|where|why|how(?: (?:many|much|long|old|often|far))?)"
_JOINED = re.compile(r"^(?:and|but|so)\s+(?=\S)", _I)
_BARE = re.compile(rf"^({_ASKING})(?: so| not| then)?$", _I)
_SPLIT = re.compile(rf"^((?:(?:to|from|for|with|by|under|in|of) )?{_ASKING})\s+(.*)$", _I)
_AGAIN = re.compile(
    r"\b(?:do|did|does|done|doing) (?:it|that|this|so)$|\b(?:it|that|this) happen(?:ed)?$", _I
)
_OTHER_END = re.compile(r"^(?:and|what about|how about)\s+(?:(of|in|at|for|to|with|by|from|on)\s+)?(.+)$", _I)
_COUNTED = re.compile(r"^how (many|much) (\w+) (?:do|did|does|was|were|is|are)\b", _I)
_COUNTS = re.compile(r"^how (many|much) ((?:do|did|does|was|were|is|are)\b.*)", _I)
_HIM = re.compile(r"\b(?:he|him|his|himself)\b", _I)
_HER = re.compile(r"\b(?:she|her|hers|herself)\b", _I)
_PERSON = re.compile(rf"{_HIM.pattern}|{_HER.pattern}", _I)
_THING = re.compile(r"\b(?:it|its|they|them|their|theirs|these|those|there)\b|\b(?:this|that)$", _I)
_ONE = re.compile(r"\b((?:an?|the|which|another)(?: \w+)?) ones?\b", _I)
_HER_OWN = re.compile(
    r"\bher(?= (?!(?:to|in|at|for|about|the|an?|on|with|from|of|by|after|before|as)\b)\w)", _I
)
_NAME = re.compile(r"\b[A-Z][\w-]*(?:['’](?!s\b)\w+)?(?: (?:of |the |de |van |von )?[A-Z][\w-]*)*(?:['’]s)?")
_NO_NAMES = {
    "The",
    "A",
    "An",
    "In",
    "On",
    "At",
    "It",
    "Its",
    "He",
    "She",
    "They",
    "Their",
    "His",
    "Her",
    "For",
}
_NO_NAMES |= {"Who", "What", "When", "Where", "Why", "How", "Which", "This", "That", "To", "From", "By", "I"}
_NOUN = re.compile(
    r"\b(?:the|an?) ((?:[\w'’-]+ )??[\w'’-]+?)"
    r"(?= (?:of|in|on|at|for|to|from|with|by|as|that|who|below|into|up|made|lose|lost)\b|$)"
)
_AUXILIARY = r"(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would)"
_SHORT_ANSWER = 6  # words: a longer one is a sentence, and names nothing


def standalone(question: str, history: Sequence[Turn]) -> str:
    """`question` as it would be asked by someone who said nothing before. Oldest turn of `history` first."""
    asked = question.strip().rstrip(" ?!.")
    if not history or not leans(question):
        return question
    last = history[-1]
    before = _Before(standalone(last.question, history[:-1]), last)
    return before.resolve(asked) or question


def leans(question: str) -> bool:
    """Whether a question can't be understood without what was said before it."""
    bare = question.strip().rstrip(" ?!.")
    asked = _JOINED.sub("", bare)
    patterns = (_BARE, _PERSON, _THING, _ONE, _COUNTS, _AGAIN)
    return any(one.search(asked) for one in patterns) or _other_end(bare) is not None


def _other_end(bare: str) -> re.Match[str] | None:
    """ "And of the other", "What about her sister": no question by itself."""
    found = _OTHER_END.match(bare)
    asked = _JOINED.sub("", bare)
    whole = bare[:3].lower() == "and" and (_SPLIT.match(asked) or _BARE.match(asked))
    return None if whole else found


class _Before:
    """What the last turn gives to understand the next question by: its question in full, and its answer."""

    def __init__(self, question: str, turn: Turn) -> None:
        self._asked = turn.question
        self._question = " ".join(question.split()).rstrip(" ?!.")
        self._answer = " ".join(turn.answer.split()).rstrip(" .")
        split = _SPLIT.match(self._question)
        self._word, self._rest = (split[1].lower(), split[2]) if split else ("", self._question)

    def resolve(self, asked: str) -> str | None:
        """The question in full, where a rule fits."""
        bare = _JOINED.sub("", asked)
        if found := _other_end(asked):
            return f"{self._with_other_end(found)}?"
        if _BARE.match(bare) or _AGAIN.search(bare):
            word = (_BARE.match(bare) or _SPLIT.match(bare) or [None, ""])[1]
            return f"{word.capitalize()} {self._statement}?" if word else None
        if (count := _COUNTS.match(bare)) and (counted := _COUNTED.match(self._question)):
            bare = f"How {count[1]} {counted[2]} {count[2]}"
        resolved = self._with_things(self._with_person(bare))
        return f"{resolved}?" if resolved != asked else None

    @property
    def _short(self) -> str:
        """The answer, where it names something instead of telling."""
        return self._answer if 0 < len(self._answer.split()) <= _SHORT_ANSWER else ""

    @property
    def _statement(self) -> str:
        """What was just said, to stand behind another question word: "Why" + "did she sell the boat"."""
        again = re.search(rf"(?:^|^\w+ )({_AUXILIARY} .*)", self._rest, _I)
        if again and self._word not in ("who", "whose"):
            asks_object = self._word in ("what", "whom", "which") and self._short
            return f"{again[1]} {self._short}" if asks_object else again[1]
        if self._word in ("who", "what", "which") and self._short:
            return f"did {_plain_name(self._short) or self._short} {self._rest}"  # the answer did it
        return f"{self._rest} {self._short}".strip()

    def _with_other_end(self, found: re.Match[str]) -> str:
        preposition, other = found[1], found[2]
        place = self._question.lower().rfind(f" {preposition.lower()} ") if preposition else -1
        if place > 0:
            return f"{self._question[:place]} {preposition} {other}"
        return f"{other}: {self._question}"

    def _with_person(self, bare: str) -> str:
        person = self._person(bare)
        if not person:
            return bare
        owned = _HER_OWN.sub(f"{person}'s", bare)
        return _PERSON.sub(lambda found: _in_case(found[0], person), owned)

    def _person(self, bare: str) -> str:
        """Whom "he" or "she" means: the one who was just named, or the one that was spoken of already."""
        names = _names(self._rest)
        spoken_of = any(one.search(bare) and one.search(self._asked) for one in (_HIM, _HER))
        if names and spoken_of:
            return names[0]
        if self._short and self._word.removeprefix("from ").removeprefix("to ") in ("who", "whom"):
            return _plain_name(self._short) or self._short
        return names[0] if names else _plain_name(self._short)

    def _with_things(self, bare: str) -> str:
        thing = self._thing()
        if not thing:
            return bare
        plain = re.sub(r"^(?:the|an?) ", "", thing, flags=_I)
        named = _ONE.sub(lambda found: f"{found[1]} {plain}", bare)
        return _THING.sub(lambda found: _in_case(found[0], thing), named)

    def _thing(self) -> str:
        """What "it" or "they" mean: what was just named, or the thing that the last question was about."""
        if self._short and (self._word in ("what", "which") or re.match(r"(?:an?) ", self._short)):
            return self._short
        if noun := _NOUN.search(self._rest):
            return f"the {noun[1]}"
        names = _names(self._rest)
        return names[-1] if names else self._short


def _names(text: str) -> list[str]:
    """The names in a text, those of owners ("Rajani's") last and without their ending."""
    found = [name for name in _NAME.findall(text) if name not in _NO_NAMES]
    owners = [name for name in found if name.endswith(("'s", "’s"))]
    return [name for name in found if name not in owners] + [name[:-2] for name in owners]


def _plain_name(text: str) -> str:
    """The first name in a text that is no owner's; empty where there is none."""
    return next((name for name in _NAME.findall(text) if name in _names(text)), "")


def _in_case(pronoun: str, name: str) -> str:
    """`name` in the case of the pronoun that it replaces."""
    possessive = pronoun.lower() in ("his", "hers", "its", "their", "theirs")
    return f"{name}'s" if possessive else name
