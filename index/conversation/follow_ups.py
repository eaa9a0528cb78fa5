"""A follow-up question → the question in full, with the words that it takes from earlier turns.

Rules of English on plain text, without a model. A question that no rule fits stays as it is. The dialogues of
`tests/dialogues` are what `tests/benchmarks/follow_ups.py` measures the rules by.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from index.conversation.antecedents import (
    ARTICLE_FIRST,
    NAME,
    LastTurn,
    first_name,
    named_person,
    named_place,
    named_thing,
)
from index.conversation.ellipsis import is_prepositional_phrase, with_phrase
from index.conversation.plain_question import plain_question
from index.conversation.references import HER, HIM, references
from index.english.function_words import (
    ARTICLES,
    DETERMINERS,
    OBJECTS,
    PREPOSITIONS,
    QUESTION_WORDS,
    SUBJECTS,
    any_of,
)
from index.english.noun_phrases import noun_phrase
from index.english.number_names import CARDINALS
from index.english.verbs import AUXILIARIES, BE, DO, HAVE, MODALS, inverted, is_participle, is_past
from index.types import MAX_QUESTION_CHARACTERS, Turn

_SHORT_ANSWER = 6  # words; a longer answer is a sentence, and does not name anything

_IGNORE_CASE = re.IGNORECASE
_PREPOSITION = any_of(*PREPOSITIONS)
_ARTICLE = any_of(*ARTICLES)
_PRONOUNS = (*SUBJECTS, *OBJECTS)
_MOTION = r"(?:go|goes|went|come|came|get|got|travel|drive|walk|return|move|sail)"

_CONJUNCTION = re.compile(r"^(?:and|but|so)\s+(?=\S)", _IGNORE_CASE)
_QUESTION_WORD = any_of(*QUESTION_WORDS[:-1], "how(?: (?:many|much|long|old|often|far))?")
# A question by itself, after "and": "dont i need a key", "i want to pay", "for members where is it".
_QUESTION_ALONE = re.compile(
    r"^(?:am|please|tell|anyone|(?:is|do|does|did|ca|wo|was|are|should|could|would)n['’]?t)\b"
    r"|^(?:i|we|you|they|he|she)\b.* "
    r"|^(?!(?:if|when|because)\b).*\b(?:where|who|what|how|why|do|does|did|can)\b",
    _IGNORE_CASE,
)
_QUESTION = re.compile(rf"^((?:{_PREPOSITION} )?{_QUESTION_WORD})\s+(.*)$", _IGNORE_CASE)
_QUESTION_WORD_ALONE = re.compile(
    rf"^((?:{_PREPOSITION} )?{_QUESTION_WORD}"
    rf"|{_PREPOSITION} (?:how many|how much|which|what) \w+)(?: so| not| then)?$"
    # "why did he"
    rf"|^(why|when|where|how) {any_of(*DO, *HAVE, *MODALS)}(?:n?['’]?t| not)? {any_of(*SUBJECTS)}$"
    rf"|^(why) {any_of(*BE)}(?:n['’]?t| not)? {any_of(*SUBJECTS)}$",
    _IGNORE_CASE,
)
_SAME_FOR = re.compile(
    rf"^(?:(?:is|are|does) (?:that|this|it|they|these) (?:the same|also|true|different)|(?:the )?same)"
    rf" ({_PREPOSITION} .+)$",
    _IGNORE_CASE,
)
_COST_OR_TIME = re.compile(
    r"^how (?:(?P<cost>much) (?:is|does|would|will)|long (?:does|would|will))"
    r" (?P<deed>it|that|this)(?: (?:cost|take|be))?$",
    _IGNORE_CASE,
)
_ANYBODY = ("i", "we", "you", "one", "someone", "anyone", "people")
# What is told by none of these, or is told of the thing that one has by them: "buy a beacon".
_NO_DEEDS = (
    *("be", "need", "want", "know", "mean", "pay", "cost", "take"),
    *("have", "own", "keep", "make", "sell", "buy", "get", "give", "offer", "rent", "lend"),
)
_DO_IT = re.compile(
    r"\b(?:do|did|does|done|doing) (?:it|that|this|so)$|\b(?:it|that|this) happen(?:ed)?$", _IGNORE_CASE
)
_OTHER_PHRASE = re.compile(
    # not "and may i", but "and May"
    r"^(?:what about|how about|(?P<may_ask>and|i mean|i meant))\s+"
    rf"(?!(?!may$){any_of(*AUXILIARIES)}\b)(?P<phrase>.+)$",
    _IGNORE_CASE,
)
_TOO = re.compile(r" (?:too|also|as well|instead)$", _IGNORE_CASE)
_OR = re.compile(r"^(?:or|also|even|same for) (?=(?:the|an?|my|for|on|in|with|at)\b)", _IGNORE_CASE)
_COUNTED = re.compile(rf"^how (?:many|much) (\w+) {any_of(*BE, *DO)}\b", _IGNORE_CASE)
_COUNT_ALONE = re.compile(rf"^how (many|much) ({any_of(*BE, *DO)}\b.*)", _IGNORE_CASE)
_OWNER_FIRST = re.compile(r"(?:his|her|its|their) \w", _IGNORE_CASE)
_WHO_IS = re.compile(r"who (?:is|was|are|were) (?:it|that|this|they|these|those)$", _IGNORE_CASE)
_GROUP = ("they", "them", "their", "theirs")
_BEFORE_NOUN = re.compile(rf"^{_ARTICLE} (?:{any_of(*CARDINALS[1:6])} )?", _IGNORE_CASE)
# A subject between auxiliary and predicate: "was (the clock) replaced", "did (the office) close the oven".
_INVERTED_CLAUSE = re.compile(
    rf"""
    ^(?P<auxiliary>{any_of(*AUXILIARIES)})
    \ (?P<subject>{_ARTICLE}\ .+?)
    \ (?P<predicate>(?!{_PREPOSITION}\b)[\w'’-]+)
    (?P<rest>\ (?:(?:{_PREPOSITION}|{any_of(*DETERMINERS, *_PRONOUNS)})\b|(?-i:[A-Z])).*)?$
    """,
    _IGNORE_CASE | re.VERBOSE,
)


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question as it would be asked without the turns before it, of which the oldest comes first.

    Of each question the first `MAX_QUESTION_CHARACTERS` are looked at; what follows them stays as it is.
    """
    begin = question[:MAX_QUESTION_CHARACTERS]
    if len(question) > len(begin):
        begin = begin.rpartition(" ")[0] or begin
    rest = question[len(begin) :]
    if not history or not is_follow_up(begin):
        return question
    resolved = _resolve(plain_question(begin), _last_turn(_last_question(history), history[-1]))
    if not resolved:
        return question
    return resolved.removesuffix("?") + rest if rest else resolved


def last_topic(history: Sequence[Turn]) -> str:
    """The thing that was last asked about; empty where there is none."""
    return noun_phrase(plain_question(_last_question(history)))


def is_follow_up(question: str) -> bool:
    """Whether a question cannot be understood without what was said before it."""
    bare = plain_question(question)
    clause = _CONJUNCTION.sub("", bare)
    return (
        any(pattern.search(clause) for pattern in (_QUESTION_WORD_ALONE, _COUNT_ALONE, _DO_IT, _COST_OR_TIME))
        or any(references(clause))
        or _other_phrase(bare) is not None
    )


def _last_question(history: Sequence[Turn]) -> str:
    """The question of the last turn in full, as far as it is read."""
    return standalone(history[-1].question, history[:-1])[:MAX_QUESTION_CHARACTERS]


def _last_turn(question: str, turn: Turn) -> LastTurn:
    """The last turn, taken apart; `question` is its question in full."""
    question = plain_question(" ".join(question.split()))
    answer = " ".join(turn.answer.split()).rstrip(" .")
    parts = _QUESTION.match(question)
    word, clause = (parts[1].lower(), parts[2]) if parts else ("", question)
    if _QUESTION_WORD_ALONE.match(question):
        clause = ""
    first, *rest = clause.split(" ")
    if first.lower() in AUXILIARIES:  # "Did Ada", of which "Did" is no part of the name
        clause = " ".join([first.lower(), *rest])
    is_short = 0 < len(answer.split()) <= _SHORT_ANSWER
    return LastTurn(turn.question, question, word, clause, answer if is_short else "")


def _resolve(bare: str, last: LastTurn) -> str | None:
    """The follow-up in full, or None where no rule fits."""
    if not last.clause:
        return None
    if other := _other_phrase(bare):
        return f"{_with_other_phrase(other, last)}?"
    clause = _CONJUNCTION.sub("", bare)
    if asked := _cost_or_time(clause, last):
        return asked
    if _QUESTION_WORD_ALONE.match(clause) or _DO_IT.search(clause):
        return _about_all(clause, last)
    if (count := _COUNT_ALONE.match(clause)) and (counted := _COUNTED.match(last.question)):
        clause = f"How {count[1]} {counted[1]} {count[2]}"
    resolved = _with_references_resolved(clause, last)
    return f"{resolved}?" if resolved != bare else None


def _cost_or_time(clause: str, last: LastTurn) -> str:
    """How much or how long what the last question is about takes; empty where that is not asked."""
    asked = _COST_OR_TIME.match(clause)
    deed = _deed(last, by_others=asked["deed"] != "it") if asked else ""
    if asked is None or not deed:
        return ""
    return f"How {'much does it cost' if asked['cost'] else 'long does it take'} to {deed}?"


def _about_all(clause: str, last: LastTurn) -> str | None:
    """A question word with all that the last turn said; None for what is about something else as well."""
    alone = _QUESTION_WORD_ALONE.match(clause)
    if not alone and noun_phrase(_DO_IT.sub("", clause)):
        return None  # "How often should i rotate keys and how do i do it"
    word = alone or _QUESTION.match(clause)
    return f"{(word[1] or word[2] or word[3]).capitalize()} {_inverted_clause(last)}?" if word else None


class _Meant(NamedTuple):
    """What the references of a follow-up mean; empty where nothing fits."""

    person: str
    thing: str
    group: str  #: what "they" means
    place: str


def _meant(clause: str, last: LastTurn) -> _Meant:
    """What the references of a follow-up mean after the last turn."""
    person, thing = named_person(clause, last), named_thing(last)
    answered = last.answer if last.word.endswith(("who", "whom")) else ""
    group = answered or named_thing(last, plural=True)
    if any(reference.lastgroup in ("person", "owner") for reference in references(clause)):
        thing = "" if thing == person else thing  # "where did she hide it"
        group = named_thing(last, plural=True) if group == person else group
    elif _WHO_IS.match(clause):
        thing = person or thing
    return _Meant(person, thing, group, named_place(last))


def _with_references_resolved(clause: str, last: LastTurn) -> str:
    """The follow-up with names for what it refers to; what stays open stands as it is."""
    meant = _meant(clause, last)
    other_person = HER if _first_is_him(clause) else HIM  # whom nothing names
    resolved, end = "", 0
    for reference in references(clause):
        stays = other_person.fullmatch(reference[0])
        words = reference[0] if stays else _replacement(reference, meant)
        resolved += clause[end : reference.start()] + words
        end = reference.end()
    return resolved + clause[end:]


def _with_other_phrase(other: str, last: LastTurn) -> str:
    """The last question with another phrase: "how much is a beacon"; after "who is Ada", for "her number",
    "what is Ada's number".
    """
    owned = _with_references_resolved(other, last) if _OWNER_FIRST.match(other) else other
    if owned != other and owned[: owned.index("'s") + 2] not in last.question:
        return f"What is {owned}"
    return with_phrase(last.question, owned) or _beside_topic(owned, last)


def _beside_topic(other: str, last: LastTurn) -> str:
    """What cannot stand in the last question, "if it rains", with the thing that this was about."""
    topic = noun_phrase(last.question)
    return f"{other}: {topic}" if topic else other


def _first_is_him(clause: str) -> bool:
    """Whether a man is spoken of before any woman."""
    him, her = HIM.search(clause), HER.search(clause)
    return him is not None and (her is None or him.start() < her.start())


def _other_phrase(bare: str) -> str | None:
    """What the last question is asked about too: "the other" in "And the other" and "What about the other".

    A phrase such as "on Sundays" may stand alone.
    """
    bare = _TOO.sub("", _OR.sub("and ", bare))
    clause = _CONJUNCTION.sub("", bare)
    if is_prepositional_phrase(clause):
        return clause
    if same := _SAME_FOR.match(clause):
        return same[1]
    match = _OTHER_PHRASE.match(bare)
    if match is None:
        return None
    questions = (_QUESTION, _QUESTION_WORD_ALONE, _QUESTION_ALONE)
    is_question = match["may_ask"] and any(pattern.match(match["phrase"]) for pattern in questions)
    return None if is_question else match["phrase"]


def _inverted_clause(last: LastTurn) -> str:
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


def _subject(last: LastTurn) -> str:
    """Who or what did what the last question asks: its answer, where that is a name or a thing."""
    if last.word == "who":
        return first_name(last.answer) or last.answer or "someone"
    return last.answer if ARTICLE_FIRST.match(last.answer) or NAME.fullmatch(last.answer) else "something"


def _noun_and_predicate(last: LastTurn) -> tuple[list[str], list[str]]:
    """The words before the verb and those from it on: "old ferry" and "sank" in "Which old ferry sank"."""
    words = last.clause.split()
    verb = 0
    if re.search(r"(?:what|which|many|much)$", last.word):
        may_be_verb = (word.lower() in AUXILIARIES or is_past(word) for word in words)
        verb = next((position for position, is_verb in enumerate(may_be_verb) if is_verb), 0)
    return words[:verb], words[verb:]


def _deed(last: LastTurn, *, by_others: bool) -> str:
    """What one does by the last question: "claim land" in "how do i claim land"; empty where that is nothing.

    With `by_others` also what is done for one: "restring rackets" in "who restrings rackets".
    """
    words = last.clause.split()
    if last.word.startswith(("how ", "what")) or len(words) < 2:
        return ""
    if words[0].lower() in (*DO, *MODALS):
        deed = words[2:] if words[1].lower() in _ANYBODY else []
    elif by_others and last.word == "who" and words[0].lower() not in AUXILIARIES:
        deed = inverted("someone", words).split()[2:]
    else:
        deed = []
    return " ".join(deed) if deed and deed[0].lower() not in _NO_DEEDS else ""


def _asks_for_subject(word: str, predicate: Sequence[str]) -> bool:
    """Whether "who", "what" or "which" asks for the subject: "Who framed him", not "Who did he frame"."""
    auxiliary, rest = predicate[0].lower(), predicate[1:]
    second = rest[0].lower() if rest else ""
    has_subject = second in _PRONOUNS or NAME.match(" ".join(rest)) is not None
    if auxiliary not in AUXILIARIES:
        return True
    if auxiliary in BE:  # "What was found", not "What is the time"
        return not has_subject if word == "who" else is_participle(second)
    if has_subject or second not in DETERMINERS:
        return not has_subject and (auxiliary not in DO or second == "not")
    if auxiliary in HAVE:  # "Who has the key", not "Who has the school hired"
        return not any(is_participle(part) for part in rest[1:])
    return auxiliary in DO and not _INVERTED_CLAUSE.match(" ".join(predicate))  # "Who did the washing"


def _replacement(reference: re.Match[str], meant: _Meant) -> str:
    """The words that stand for a reference in the full question; its own where it stays open."""
    words, kind = reference[0], reference.lastgroup
    thing = meant.group if words.lower() in _GROUP else meant.thing
    if kind == "one" and thing:
        return f"{words.rsplit(' ', 1)[0]} {_BEFORE_NOUN.sub('', thing)}"
    if kind == "place" and meant.place:
        return _with_fitting_preposition(reference, meant.place)
    name = {"owner": meant.person, "person": meant.person, "thing": thing}.get(kind or "", "")
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
