"""A follow-up question → the question in full, with the words that it takes from earlier turns.

It is rewritten by rules of English on plain text, without a model. A question that no rule fits is not
changed. `tests/benchmarks/follow_ups.py` measures the rules on the dialogues in `tests/dialogues`.
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
from index.conversation.attributes import attribute_of
from index.conversation.ellipsis import is_bare_phrase, is_prepositional_phrase, with_phrase
from index.conversation.references import HER, HIM, references
from index.english.function_words import (
    ARTICLES,
    DETERMINERS,
    FUNCTION_WORDS,
    INDEFINITE_PRONOUNS,
    OBJECT_PRONOUNS,
    PREPOSITIONS,
    QUESTION_WORDS,
    SUBJECT_PRONOUNS,
    any_of,
)
from index.english.noun_phrases import noun_phrase
from index.english.number_names import CARDINALS
from index.english.verbs import AUXILIARIES, BE, DO, HAVE, MODALS, inverted, is_participle, is_past
from index.messages.plain_question import plain_question
from index.types import MAX_QUESTION_CHARACTERS, Turn

_SHORT_ANSWER = 6  # words; a longer answer is taken for a sentence, which names no single person or thing

_IGNORE_CASE = re.IGNORECASE
_PREPOSITION = any_of(*PREPOSITIONS)
_ARTICLE = any_of(*ARTICLES)
_PRONOUNS = (*SUBJECT_PRONOUNS, *OBJECT_PRONOUNS)
_MOTION = r"(?:go|goes|went|come|came|get|got|travel|drive|walk|return|move|sail)"

_CONJUNCTION = re.compile(r"^(?:and|n|but|so|then)\s+(?=\S)", _IGNORE_CASE)
_QUESTION_WORD = any_of(*QUESTION_WORDS[:-1], "how(?: (?:many|much|long|old|often|far))?")
# Words after "and" that are a question of their own: "dont i need a key", "i want to pay", "for members where
# is it".
_QUESTION_ALONE = re.compile(
    r"^(?:am|please|tell|anyone|(?:is|do|does|did|ca|wo|was|are|should|could|would)n['’]?t)\b"
    r"|^(?:i|we|you|they|he|she)\b.* "
    r"|^(?!(?:if|when|because)\b).*\b(?:where|who|what|how|why|do|does|did|can)\b",
    _IGNORE_CASE,
)
_QUESTION = re.compile(rf"^((?:{_PREPOSITION} )?{_QUESTION_WORD})\s+(.*)$", _IGNORE_CASE)
_QUESTION_WORD_ALONE = re.compile(
    rf"^((?:{_PREPOSITION} )?{_QUESTION_WORD}"
    rf"|{_PREPOSITION} (?:how many|how much|which|what) \w+)"
    r"(?: so| not| then| th(?:ough|o)| exactly| again)?$"
    # "why did he"
    rf"|^(why|when|where|how) {any_of(*DO, *HAVE, *MODALS)}(?:n?['’]?t| not)? {any_of(*SUBJECT_PRONOUNS)}$"
    rf"|^(why) {any_of(*BE)}(?:n['’]?t| not)? {any_of(*SUBJECT_PRONOUNS)}$",
    _IGNORE_CASE,
)
_SAME_FOR = re.compile(
    rf"^(?:(?:is|are|does) (?:that|this|it|they|these) (?:the same|also|true|different)|(?:the )?same)"
    rf" ({_PREPOSITION} .+)$",
    _IGNORE_CASE,
)
_COST_OR_TIME = re.compile(
    r"^how (?:(?P<cost>much) (?:is|does|would|will)|long (?:does|would|will))"
    r" (?P<action>it|that|this)(?: (?:cost|take|be))?$",
    _IGNORE_CASE,
)
_ANYBODY = ("i", "we", "you", "one", *INDEFINITE_PRONOUNS, "people")
# Verbs of no action that has a cost or a duration itself. After "can i buy a beacon", "how much is that" asks
# for the price of the beacon, not of buying it.
_NOT_ACTIONS = (
    *("be", "need", "want", "know", "mean", "pay", "cost", "take"),
    *("have", "own", "keep", "make", "sell", "buy", "get", "give", "offer", "rent", "lend"),
)
_DO_IT = re.compile(
    r"\b(?:do|did|does|done|doing) (?:it|that|this|so)$|\b(?:it|that|this) happen(?:ed)?$", _IGNORE_CASE
)
_NEW_PHRASE = re.compile(
    # "and May", but not "and may i"
    r"^(?:what about|how about|(?P<may_ask>and|n|(?:i )?mean|(?:i )?meant))\s+"
    rf"(?!(?!may$){any_of(*AUXILIARIES)}\b)(?P<phrase>.+)$",
    _IGNORE_CASE,
)
_TOO = re.compile(r" (?:too|also|as well|instead|then|i meant?)$", _IGNORE_CASE)
_OR = re.compile(r"^(?:or|also|even|same for) (?=(?:the|an?|my|for|on|in|with|at)\b)", _IGNORE_CASE)
_COUNTED = re.compile(rf"^how (?:many|much) (\w+) {any_of(*BE, *DO)}\b", _IGNORE_CASE)
_COUNT_ALONE = re.compile(rf"^how (many|much) ({any_of(*BE, *DO)}\b.*)", _IGNORE_CASE)
# A number or letter alone in the place of a noun: "when is 6", "what does d mean".
_LABEL_ALONE = re.compile(
    rf"^{_QUESTION_WORD} {any_of(*BE, *DO)} (?P<label>\d{{1,3}}|[b-hj-z])(?: [a-z]+)?$", _IGNORE_CASE
)
_POSSESSIVE_FIRST = re.compile(r"(?:his|her|its|their) \w", _IGNORE_CASE)
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

_FOLLOW_UPS = (_QUESTION_WORD_ALONE, _COUNT_ALONE, _DO_IT, _COST_OR_TIME, _LABEL_ALONE)


def standalone(question: str, history: Sequence[Turn]) -> str:
    """Return a question as it would be asked without the turns before it, which start with the oldest.

    Only the first `MAX_QUESTION_CHARACTERS` characters of each question are read; the rest is not changed.
    """
    start = question[:MAX_QUESTION_CHARACTERS]
    if len(question) > len(start):
        start = start.rpartition(" ")[0] or start
    rest = question[len(start) :]
    if not history or not is_follow_up(start):
        return question
    resolved = _resolve(plain_question(start), _last_turn(last_question(history), history[-1]))
    if not resolved:
        return question
    return resolved.removesuffix("?") + rest if rest else resolved


def is_follow_up(question: str) -> bool:
    """Whether a question cannot be understood without the turns before it."""
    bare = plain_question(question)
    clause = _CONJUNCTION.sub("", bare)
    return (
        any(pattern.search(clause) for pattern in _FOLLOW_UPS)
        or any(references(clause))
        or new_phrase(bare) is not None
    )


def last_question(history: Sequence[Turn]) -> str:
    """Return the question of the last turn in full, cut to `MAX_QUESTION_CHARACTERS`."""
    return standalone(history[-1].question, history[:-1])[:MAX_QUESTION_CHARACTERS]


def _last_turn(question: str, turn: Turn) -> LastTurn:
    """Return the last turn, split into its parts; `question` is its question in full."""
    question = plain_question(" ".join(question.split()))
    answer = " ".join(turn.answer.split()).rstrip(" .")
    parts = _QUESTION.match(question)
    word, clause = (parts[1].lower(), parts[2]) if parts else ("", question)
    if _QUESTION_WORD_ALONE.match(question):
        clause = ""
    first, *rest = clause.split(" ")
    if first.lower() in AUXILIARIES:  # the capital of "Did Ada" would make "Did" a part of the name
        clause = " ".join([first.lower(), *rest])
    is_short = 0 < len(answer.split()) <= _SHORT_ANSWER
    return LastTurn(turn.question, question, word, clause, answer if is_short else "")


def _resolve(bare: str, last: LastTurn) -> str | None:
    """Return the follow-up in full; None if no rule fits. `bare` is the follow-up as a plain question."""
    if not last.clause:
        return None
    if phrase := new_phrase(bare):
        full = _with_new_phrase(phrase, last)
        return f"{full}?" if full else None
    clause = _CONJUNCTION.sub("", bare)
    if cost_or_time := _cost_or_time(clause, last):
        return cost_or_time
    if _QUESTION_WORD_ALONE.match(clause) or _DO_IT.search(clause):
        return _about_whole_clause(clause, last)
    full = clause
    if (count := _COUNT_ALONE.match(clause)) and (counted := _COUNTED.match(last.question)):
        full = f"How {count[1]} {counted[1]} {count[2]}"
    full = _with_references_resolved(_with_noun_of_label(full, last), last)
    return f"{full}?" if full != clause else None


def _with_noun_of_label(clause: str, last: LastTurn) -> str:
    """Return a clause with the noun of its label, from the last question: "when is season 6"."""
    label = _LABEL_ALONE.match(clause)
    if label is None:
        return clause
    shape = r"\d+" if label["label"].isdigit() else "[a-z]"
    noun = re.search(rf"\b([a-z]+) {shape}(?!\w)", last.question, _IGNORE_CASE)
    if noun is None or noun[1].lower() in FUNCTION_WORDS:
        return clause
    start = label.start("label")
    return f"{clause[:start]}{noun[1]} {clause[start:]}"


def _cost_or_time(clause: str, last: LastTurn) -> str:
    """Return a question about the cost or duration of the action in the last question.

    Empty if the follow-up does not ask for either, or if the last question contains no action.
    """
    match = _COST_OR_TIME.match(clause)
    action = _action(last, by_others=match["action"] != "it") if match else ""
    if match is None or not action:
        return ""
    return f"How {'much does it cost' if match['cost'] else 'long does it take'} to {action}?"


def _about_whole_clause(clause: str, last: LastTurn) -> str | None:
    """Return the question word of the follow-up with the statement of the last turn: "Why did Ada leave?".

    None if the follow-up names a topic of its own, or if it has no question word.
    """
    alone = _QUESTION_WORD_ALONE.match(clause)
    if not alone and noun_phrase(_DO_IT.sub("", clause)):
        return None  # "How often should i rotate keys and how do i do it"
    word = alone or _QUESTION.match(clause)
    return f"{(word[1] or word[2] or word[3]).capitalize()} {_inverted_clause(last)}?" if word else None


class _Antecedents(NamedTuple):
    """What the references of a follow-up refer to; each is empty if nothing fits."""

    person: str
    thing: str
    group: str  #: of "they"
    place: str


def _antecedents(clause: str, last: LastTurn) -> _Antecedents:
    """Find in the last turn what the references of a follow-up refer to."""
    person, thing = named_person(clause, last), named_thing(last)
    answered = last.answer if last.question_word.endswith(("who", "whom")) else ""
    group = answered or named_thing(last, plural=True)
    if any(reference.lastgroup in ("person", "possessive") for reference in references(clause)):
        thing = "" if thing == person else thing  # "where did she hide it"
        group = named_thing(last, plural=True) if group == person else group
    elif _WHO_IS.match(clause):
        thing = person or thing
    return _Antecedents(person, thing, group, named_place(last))


def _with_references_resolved(clause: str, last: LastTurn) -> str:
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


def _with_new_phrase(phrase: str, last: LastTurn) -> str:
    """Return the last question with the new phrase: "how much is a beacon".

    If the phrase starts with a possessive ("her number") and the last question does not contain it with its
    owner ("Ada's"), ask what the phrase is: "what is Ada's number". If the phrase fits nowhere in the last
    question ("if it rains"), return it with the topic of that question; of a short phrase, an empty text.
    """
    resolved = _with_references_resolved(phrase, last) if _POSSESSIVE_FIRST.match(phrase) else phrase
    owner, ending, _ = resolved.partition("'s")  # no ending: the possessive has no antecedent
    if resolved != phrase and ending and owner + ending not in last.question:
        return f"What is {resolved}"
    topic = noun_phrase(last.question)
    may_be_attribute = topic and resolved == phrase and is_bare_phrase(phrase)
    if may_be_attribute and (asked := attribute_of(topic, phrase, last.question)):
        return asked
    if replaced := with_phrase(last.question, resolved):
        return replaced
    if is_bare_phrase(phrase):
        return ""
    return f"{resolved}: {topic}" if topic else resolved


def _first_is_him(clause: str) -> bool:
    """Whether "he" or a form of it is in the clause, and before any form of "she"."""
    him, her = HIM.search(clause), HER.search(clause)
    return him is not None and (her is None or him.start() < her.start())


def new_phrase(bare: str) -> str | None:
    """Return the phrase for which the last question is to be asked again; None if the follow-up is none.

    "the other" is the phrase of "And the other" and of "What about the other". A prepositional phrase such as
    "on Sundays", and a short noun phrase, need no words before them.
    """
    bare = _TOO.sub("", _OR.sub("and ", bare))
    clause = _CONJUNCTION.sub("", bare)
    if is_prepositional_phrase(clause):
        return clause
    if same := _SAME_FOR.match(clause):
        return same[1]
    match = _NEW_PHRASE.match(bare)
    if match is None:
        return clause if is_bare_phrase(clause) else None
    questions = (_QUESTION, _QUESTION_WORD_ALONE, _QUESTION_ALONE)
    is_question = match["may_ask"] and any(pattern.match(match["phrase"]) for pattern in questions)
    return None if is_question else match["phrase"]


def _inverted_clause(last: LastTurn) -> str:
    """Return the statement of the last turn in the order of a question: "did Rajani's father frame Madan"."""
    noun, predicate = _noun_and_predicate(last)
    if last.question_word in ("who", "what", "which") and _asks_for_subject(last.question_word, predicate):
        return inverted(_subject(last), predicate)
    if predicate[0].lower() in AUXILIARIES:
        asks_for_object = last.question_word in ("who", "whom", "what", "which") and last.answer
        return " ".join([predicate[0].lower(), *predicate[1:], *([last.answer] if asks_for_object else [])])
    if noun:  # "How many people sank the boat"
        return inverted(" ".join([last.answer or "so many", *noun]), predicate)
    return f"{last.clause} {last.answer}".strip()


def _subject(last: LastTurn) -> str:
    """Return the subject that the last question asks for: its answer, or "someone" or "something".

    The answer to "what" or "which" is the subject only if it starts with an article or is a name.
    """
    if last.question_word == "who":
        return first_name(last.answer) or last.answer or "someone"
    return last.answer if ARTICLE_FIRST.match(last.answer) or NAME.fullmatch(last.answer) else "something"


def _noun_and_predicate(last: LastTurn) -> tuple[list[str], list[str]]:
    """Split the clause of the last question before its verb: "Which old ferry sank" → "old ferry", "sank"."""
    words = last.clause.split()
    verb = 0
    if re.search(r"(?:what|which|many|much)$", last.question_word):
        may_be_verb = (word.lower() in AUXILIARIES or is_past(word) for word in words)
        verb = next((position for position, is_verb in enumerate(may_be_verb) if is_verb), 0)
    return words[:verb], words[verb:]


def _action(last: LastTurn, *, by_others: bool) -> str:
    """Return the action in the last question: "claim land" in "how do i claim land"; empty if there is none.

    With `by_others` also an action of other people: "restring rackets" in "who restrings rackets".
    """
    words = last.clause.split()
    if last.question_word.startswith(("how ", "what")) or len(words) < 2:
        return ""
    if words[0].lower() in (*DO, *MODALS):
        action = words[2:] if words[1].lower() in _ANYBODY else []
    elif by_others and last.question_word == "who" and words[0].lower() not in AUXILIARIES:
        action = inverted("someone", words).split()[2:]
    else:
        action = []
    return " ".join(action) if action and action[0].lower() not in _NOT_ACTIONS else ""


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


def _replacement(reference: re.Match[str], antecedents: _Antecedents) -> str:
    """Return the words for a reference in the full question; its own words if it has no antecedent."""
    words, kind = reference[0], reference.lastgroup
    thing = antecedents.group if words.lower() in _GROUP else antecedents.thing
    if kind == "one" and thing:
        return f"{words.rsplit(' ', 1)[0]} {_BEFORE_NOUN.sub('', thing)}"
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
