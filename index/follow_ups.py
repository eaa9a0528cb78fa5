"""A follow-up question → the question in full, with the words that it takes from earlier turns.

Rules of English on plain text, without a model. A question that no rule fits stays as it is. The dialogues of
`tests/dialogues` are what `tests/benchmarks/follow_ups.py` measures the rules by.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.ellipsis import is_prepositional_phrase, noun_phrase, with_phrase
from index.english_verbs import AUXILIARIES, BE, DO, HAVE, inverted, is_participle, is_past
from index.types import Turn

_SHORT_ANSWER = 6  # words; a longer answer is a sentence, and does not name anything

_IGNORE_CASE = re.IGNORECASE
_PREPOSITION = r"(?:of|in|on|at|for|to|from|with|by|as|below|into|up)"
_ARTICLE = r"(?:the|an?)"
_DETERMINERS = ("the", "a", "an", "his", "her", "its", "their", "this", "that", "these", "those", "my")
_PRONOUNS = ("i", "you", "he", "she", "it", "we", "they", "me", "him", "us", "them")
_MOTION = r"(?:go|goes|went|come|came|get|got|travel|drive|walk|return|move|sail)"
_NO_NAME_LIST = """
    The A An In On At It Its He She They Their His Her For Who What When Where Why How Which This That To From
    By I Is Are Was Were Do Does Did Has Have Had Can Could Will Would
"""
_NO_NAMES = frozenset(_NO_NAME_LIST.split())
_NAME = re.compile(r"\b[A-Z][\w-]*(?:['’](?!s\b)\w+)?(?: (?:of |the |de |van |von )?[A-Z][\w-]*)*(?:['’]s)?")
_TIME = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|[A-Z]\w+day)\b"
)

_CONJUNCTION = re.compile(r"^(?:and|but|so)\s+(?=\S)", _IGNORE_CASE)
_QUESTION_WORD = r"(?:who|whom|whose|what|which|when|where|why|how(?: (?:many|much|long|old|often|far))?)"
_BEFORE_QUESTION_WORD = r"(?:after|at|before|by|for|from|in|of|on|since|to|under|until|with|within)"
_QUESTION = re.compile(rf"^((?:{_BEFORE_QUESTION_WORD} )?{_QUESTION_WORD})\s+(.*)$", _IGNORE_CASE)
_QUESTION_WORD_ALONE = re.compile(
    rf"^((?:{_BEFORE_QUESTION_WORD} )?{_QUESTION_WORD}"
    rf"|{_BEFORE_QUESTION_WORD} (?:how many|how much|which|what) \w+)(?: so| not| then)?$",
    _IGNORE_CASE,
)
_SAME_FOR = re.compile(
    r"^(?:is|are|does) (?:that|this|it|they|these) (?:the same|also|true|different) (for .+)$", _IGNORE_CASE
)
_DO_IT = re.compile(
    r"\b(?:do|did|does|done|doing) (?:it|that|this|so)$|\b(?:it|that|this) happen(?:ed)?$", _IGNORE_CASE
)
_OTHER_PHRASE = re.compile(
    rf"^(?:and|what about|how about)\s+(?!(?:{'|'.join(AUXILIARIES)})\b)(.+)$", _IGNORE_CASE
)
_COUNTED = re.compile(rf"^how (?:many|much) (\w+) (?:{'|'.join((*BE, *DO))})\b", _IGNORE_CASE)
_COUNT_ALONE = re.compile(rf"^how (many|much) ((?:{'|'.join((*BE, *DO))})\b.*)", _IGNORE_CASE)
_HIM = re.compile(r"\b(?:he|him|his|himself)\b", _IGNORE_CASE)
_HER = re.compile(r"\b(?:she|her|hers|herself)\b", _IGNORE_CASE)
_GROUP = ("they", "them", "their", "theirs")
# "Her" before a noun, which is any word but those listed, is an owner.
_REFERENCE = re.compile(
    rf"""
      (?P<one>\b(?:an?|the|which|another)(?:\ \w+)?\ ones?\b)
    | (?P<owner>\bher(?=\ (?!(?:to|in|at|for|about|the|an?|on|with|from|of|by|after|before|as)\b)\w))
    | (?P<person>{_HIM.pattern}|{_HER.pattern})
    | (?P<place>\bthere\b)
    | (?P<thing>\b(?:it|its|they|them|their|theirs)\b|\b(?:this|that|these|those)$)
    """,
    _IGNORE_CASE | re.VERBOSE,
)
_EMPTY_IT = re.compile(  # "is it ok to", "how is it that", "does it matter if", "what does it cost to become"
    r"""
    \b(?:is|was|does|did|would|will)\ it\b(?=
        \ that\b | (?:\ [\w-]+){0,2}\ to\ (?!(?:the|an?|my|your|him|her|it|them)\b)\w
      | \ (?:ok|okay|allowed|fine|bad|possible|true|better|matter|called)\ (?:if|when|that)\b
    )
    """,
    _IGNORE_CASE | re.VERBOSE,
)
_PHRASE_BEFORE = re.compile(r"\b(?:the|an?|my|our|this|these|those) [\w-]+", _IGNORE_CASE)
_CLAUSE_BEFORE = re.compile(r"[,;]|\b(?:and|but|so|if|when|because|while)\b", _IGNORE_CASE)
_BEFORE_NOUN = re.compile(rf"^{_ARTICLE} (?:(?:two|three|four|five|six) )?", _IGNORE_CASE)
_ARTICLE_FIRST = re.compile(rf"{_ARTICLE} ", _IGNORE_CASE)
_TIME_FIRST = re.compile(r"(?:day|date|time|hour|week|month|year)s?\b", _IGNORE_CASE)
_QUANTITY = re.compile(
    r"\d|^(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b", _IGNORE_CASE
)
# A subject between auxiliary and predicate: "was (the clock) replaced", "did (the office) close the oven".
_INVERTED_CLAUSE = re.compile(
    rf"""
    ^(?P<auxiliary>{"|".join(AUXILIARIES)})
    \ (?P<subject>{_ARTICLE}\ .+?)
    \ (?P<predicate>(?!{_PREPOSITION}\b)[\w'’-]+)
    (?P<rest>\ (?:(?:{_PREPOSITION}|{"|".join((*_DETERMINERS, *_PRONOUNS))})\b|(?-i:[A-Z])).*)?$
    """,
    _IGNORE_CASE | re.VERBOSE,
)
_PLACE = re.compile(
    rf"\b(in|at|of) (?:({_ARTICLE} (?:[\w'’-]+ )??[\w'’-]+?)(?= {_PREPOSITION}\b|$)"
    rf"|((?-i:(?!{_TIME}){_NAME.pattern})))",
    _IGNORE_CASE,
)


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question as it would be asked without the turns before it, of which the oldest comes first."""
    if not history or not is_follow_up(question):
        return question
    turn = history[-1]
    last = _LastTurn.of(standalone(turn.question, history[:-1]), turn)
    return _resolve(_bare(question), last) or question


def is_follow_up(question: str) -> bool:
    """Whether a question cannot be understood without what was said before it."""
    bare = _bare(question)
    clause = _CONJUNCTION.sub("", bare)
    return (
        any(pattern.search(clause) for pattern in (_QUESTION_WORD_ALONE, _COUNT_ALONE, _DO_IT))
        or any(_refers(reference) for reference in _REFERENCE.finditer(clause))
        or _other_phrase(bare) is not None
    )


@dataclass(frozen=True, slots=True)
class _LastTurn:
    """The last turn: its question in full, taken apart, and its answer."""

    asked: str  #: the question in the words in which it was asked
    question: str  #: the question in full, without its question mark
    word: str  #: its question word in lower case, with a preposition before it; empty for a yes-no question
    clause: str  #: what follows the question word
    answer: str  #: the answer where it is short enough to name something, else empty

    @classmethod
    def of(cls, question: str, turn: Turn) -> _LastTurn:
        question = " ".join(question.split()).rstrip(" ?!.")
        answer = " ".join(turn.answer.split()).rstrip(" .")
        parts = _QUESTION.match(question)
        word, clause = (parts[1].lower(), parts[2]) if parts else ("", question)
        if _QUESTION_WORD_ALONE.match(question):
            clause = ""
        is_short = 0 < len(answer.split()) <= _SHORT_ANSWER
        return cls(turn.question, question, word, clause, answer if is_short else "")


def _resolve(bare: str, last: _LastTurn) -> str | None:
    """The follow-up in full, or None where no rule fits."""
    if not last.clause:
        return None
    if other := _other_phrase(bare):
        return f"{with_phrase(last.question, other) or _beside_topic(other, last)}?"
    clause = _CONJUNCTION.sub("", bare)
    alone = _QUESTION_WORD_ALONE.match(clause)
    if alone or _DO_IT.search(clause):
        word = alone or _QUESTION.match(clause)
        return f"{word[1].capitalize()} {_inverted_clause(last)}?" if word else None
    if (count := _COUNT_ALONE.match(clause)) and (counted := _COUNTED.match(last.question)):
        clause = f"How {count[1]} {counted[1]} {count[2]}"
    person, thing, things, place = (
        _person(clause, last),
        _thing(last),
        _thing(last, plural=True),
        _place(last),
    )
    other_person = _HER if _first_is_him(clause) else _HIM  # whom nothing names

    def replacement(reference: re.Match[str]) -> str:
        if other_person.fullmatch(reference[0]) or not _refers(reference):
            return reference[0]
        if reference[0].lower() not in _GROUP:
            return _replacement(reference, person, thing, place)
        answered = last.answer if last.word.endswith(("who", "whom")) else ""
        return _replacement(reference, person, answered or things, place)

    resolved = _REFERENCE.sub(replacement, clause)
    return f"{resolved}?" if resolved != bare else None


def _beside_topic(other: str, last: _LastTurn) -> str:
    """What cannot stand in the last question, "if it rains", with the thing that this was about."""
    topic = noun_phrase(last.question)
    return f"{other}: {topic}" if topic else other


def _first_is_him(clause: str) -> bool:
    """Whether a man is spoken of before any woman."""
    him, her = _HIM.search(clause), _HER.search(clause)
    return him is not None and (her is None or him.start() < her.start())


def _bare(question: str) -> str:
    return question.strip().rstrip(" ?!.")


def _other_phrase(bare: str) -> str | None:
    """What the last question is asked about too: "the other" in "And the other" and "What about the other".

    A phrase such as "on Sundays" may stand alone.
    """
    clause = _CONJUNCTION.sub("", bare)
    if is_prepositional_phrase(clause):
        return clause
    if same := _SAME_FOR.match(clause):
        return same[1]
    is_question = _QUESTION.match(clause) or _QUESTION_WORD_ALONE.match(clause)
    match = None if bare[:3].lower() == "and" and is_question else _OTHER_PHRASE.match(bare)
    return match[1] if match else None


def _inverted_clause(last: _LastTurn) -> str:
    """What the last turn said, as it follows a question word: "did Rajani's father frame Madan"."""
    noun, predicate = _noun_and_predicate(last)
    if last.word in ("who", "what", "which") and _asks_for_subject(last.word, predicate):
        return inverted(_subject(last), predicate)
    if predicate[0].lower() in AUXILIARIES:
        asks_for_object = last.word in ("who", "whom", "what", "which") and last.answer
        return " ".join([predicate[0].lower(), *predicate[1:], *([last.answer] if asks_for_object else [])])
    if noun:  # "How many people sank the boat"
        return inverted(" ".join([last.answer or "so many", *noun]), predicate)
    return f"{last.clause} {last.answer}".strip()


def _subject(last: _LastTurn) -> str:
    """Who or what did what the last question asks: its answer, where that is a name or a thing."""
    if last.word == "who":
        return _first_name(last.answer) or last.answer or "someone"
    return last.answer if _ARTICLE_FIRST.match(last.answer) or _NAME.fullmatch(last.answer) else "something"


def _noun_and_predicate(last: _LastTurn) -> tuple[list[str], list[str]]:
    """The words before the verb and those from it on: "old ferry" and "sank" in "Which old ferry sank"."""
    words = last.clause.split()
    verb = 0
    if re.search(r"(?:what|which|many|much)$", last.word):
        may_be_verb = (word.lower() in AUXILIARIES or is_past(word) for word in words)
        verb = next((position for position, is_verb in enumerate(may_be_verb) if is_verb), 0)
    return words[:verb], words[verb:]


def _asks_for_subject(word: str, predicate: Sequence[str]) -> bool:
    """Whether "who", "what" or "which" asks for the subject: "Who framed him", not "Who did he frame"."""
    auxiliary, rest = predicate[0].lower(), predicate[1:]
    second = rest[0].lower() if rest else ""
    has_subject = second in _PRONOUNS or _NAME.match(" ".join(rest)) is not None
    if auxiliary not in AUXILIARIES:
        return True
    if auxiliary in BE:  # "What was found", not "What is the time"
        return not has_subject if word == "who" else is_participle(second)
    if has_subject or second not in _DETERMINERS:
        return not has_subject and (auxiliary not in DO or second == "not")
    if auxiliary in HAVE:  # "Who has the key", not "Who has the school hired"
        return not any(is_participle(part) for part in rest[1:])
    return auxiliary in DO and not _INVERTED_CLAUSE.match(" ".join(predicate))  # "Who did the washing"


def _refers(reference: re.Match[str]) -> bool:
    """Whether a reference means something that was said before the question.

    Not so "there" in "Is there a garden", "it" in "Is it safe to swim", and what the question itself names
    before: "it" in "I made a mug and want to fire it".
    """
    question, start = reference.string, reference.start()
    if reference.lastgroup == "place":
        return _is_place(question[:start].lower().split(), question[reference.end() :].lower().split())
    if any(empty.end() == reference.end() for empty in _EMPTY_IT.finditer(question)):
        return False
    before = question[:start]
    return not (_PHRASE_BEFORE.search(before) and _CLAUSE_BEFORE.search(before))


def _is_place(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether "there", between these words of a question, is a place."""
    if before and before[-1] in (*BE, "be", "been"):
        return not after and before[0] != "how"  # "Who was there", but not "How many rooms are there"
    return not after or after[0] not in AUXILIARIES


def _replacement(reference: re.Match[str], person: str, thing: str, place: str) -> str:
    """The words that stand for a reference in the full question; its own where it stays open."""
    words, kind = reference[0], reference.lastgroup
    if kind == "one" and thing:
        return f"{words.rsplit(' ', 1)[0]} {_BEFORE_NOUN.sub('', thing)}"
    if kind == "place" and place:
        return _with_fitting_preposition(reference, place)
    name = {"owner": person, "person": person, "thing": thing}.get(kind or "", "")
    if not name:
        return words
    is_owner = kind == "owner" or words.lower() in ("his", "hers", "its", "their", "theirs")
    return f"{name}'s" if is_owner else name


def _with_fitting_preposition(there: re.Match[str], place: str) -> str:
    """A place such as "in Alcora", with the preposition that the word before "there" asks for."""
    before = (there.string[: there.start()].lower().split() or [""])[-1]
    name = place.split(" ", 1)[1]
    if re.fullmatch(rf"{_PREPOSITION}|near|around|through", before):
        return name
    return f"to {name}" if re.fullmatch(_MOTION, before) else place


def _person(clause: str, last: _LastTurn) -> str:
    """Whom "he" or "she" means: the one who was just named, or who was spoken of already."""
    names = _names(last.clause)
    spoken_of = any(pronoun.search(clause) and pronoun.search(last.asked) for pronoun in (_HIM, _HER))
    if names and spoken_of:
        return names[0]
    if last.word.removeprefix("from ").removeprefix("to ") in ("who", "whom"):
        return _answered_person(last) or (names[0] if names else "")
    if names:
        return names[0]
    asks_for_name = last.word in ("what", "which", "whose")
    return noun_phrase(last.question) if spoken_of else _first_name(last.answer) if asks_for_name else ""


def _answered_person(last: _LastTurn) -> str:
    """Who answers the last question, or whom it asks about where no answer is a person: "Who is Gus"."""
    if last.answer and not _QUANTITY.search(last.answer):
        is_role = _ARTICLE_FIRST.match(last.answer) is not None
        return last.answer if is_role else _first_name(last.answer) or last.answer
    return noun_phrase(last.question) if last.clause.lower().startswith(BE) else ""


def _thing(last: _LastTurn, *, plural: bool = False) -> str:
    """What "it" or "they" mean: what was just named, or the thing that the last question was about."""
    if _is_thing(last):
        return re.sub(r"^(?:its|his|her|their) ", "the ", last.answer, flags=_IGNORE_CASE)
    if last.word == "who" and last.clause.lower().startswith(BE):  # "Who is the chair"
        return ""
    names = _names(last.clause)
    return noun_phrase(last.question, plural=plural) or (names[-1] if names else "")


def _is_thing(last: _LastTurn) -> bool:
    """Whether the last answer names a thing, as "22 euros" and "on Mondays" do not."""
    asks_for_thing = last.word in ("what", "which") and not _TIME_FIRST.match(last.clause)
    is_thing = asks_for_thing or (last.word != "who" and _ARTICLE_FIRST.match(last.answer) is not None)
    return bool(last.answer) and is_thing and not _QUANTITY.search(last.answer) and "," not in last.answer


def _place(last: _LastTurn) -> str:
    """Where "there" is, with a preposition: the answer to "where", or a place in the last question."""
    if last.word == "where" and last.answer:
        return last.answer if re.match(r"(?:in|at|on) ", last.answer) else f"in {last.answer}"
    if place := _PLACE.search(last.clause):
        preposition, noun, name = place.groups()
        return f"{'at' if preposition.lower() == 'of' else preposition} {noun or name}"
    if (noun := noun_phrase(last.question)).startswith("the "):
        return f"at {noun}"
    names = _names(last.clause)
    return f"in {names[-1]}" if names else ""


def _names(text: str) -> list[str]:
    """The names in a text, those of owners ("Rajani's") last and without their ending."""
    names = [name for name in _NAME.findall(text) if name not in _NO_NAMES and len(name) > 1]
    owners = [name for name in names if name.endswith(("'s", "’s"))]
    return [name for name in names if name not in owners] + [name[:-2] for name in owners]


def _first_name(text: str) -> str:
    """The first name in a text that is no owner's; empty where there is none."""
    return next((name for name in _NAME.findall(text) if name in _names(text)), "")
