"""A follow-up question → the question in full, with the words that it takes from earlier turns.

It is rewritten by rules of English on plain text, without a model. A question that no rule fits is not
changed. `tests/benchmarks/follow_ups.py` measures the rules on the dialogues in `tests/dialogues`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.conversation.antecedents import LastTurn, first_name
from index.conversation.attributes import attribute_of
from index.conversation.ellipsis import is_bare_phrase, is_prepositional_phrase, with_phrase
from index.conversation.last_statement import action_of, inverted_clause
from index.conversation.references import references
from index.conversation.resolved_references import with_references_resolved
from index.english.function_words import (
    FUNCTION_WORDS,
    PREPOSITIONS,
    QUESTION_WORDS,
    SUBJECT_PRONOUNS,
)
from index.english.noun_phrases import noun_phrase
from index.english.patterns import any_of
from index.english.verbs import AUXILIARIES, BASES, BE, DO, HAVE, MODALS, negated
from index.messages.plain_question import INTERJECTIONS, plain_question
from index.types import MAX_QUESTION_CHARACTERS, Turn

_SHORT_ANSWER = 6  # words; a longer answer is taken for a sentence, which names no single person or thing

_IGNORE_CASE = re.IGNORECASE
_PREPOSITION = any_of(*PREPOSITIONS)

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
_WHY_ALONE = re.compile(
    r"^(?:why|how come|really)(?: so| not| then| th(?:ough|o)| exactly| is (?:that|it|this))?$", _IGNORE_CASE
)
_SAME_FOR = re.compile(
    rf"^(?:(?:is|are|does) (?:that|this|it|they|these) (?:the same|also|true|different)|(?:the )?same)"
    rf" ({_PREPOSITION} .+)$",
    _IGNORE_CASE,
)
_COST_OR_TIME = re.compile(
    r"^(?:how (?:(?P<cost>much) (?:is|does|would|will)|long (?:does|would|will))"
    r"|(?P<price>what) (?:does|would|will)(?= \w+ cost))"
    r" (?P<action>it|that|this)(?: (?:cost|take|be))?$",
    _IGNORE_CASE,
)
_DO_IT = re.compile(
    r"\b(?:do|did|does|done|doing) (?:it|that|this|so)$|\b(?:it|that|this) happen(?:ed)?$", _IGNORE_CASE
)
_NEW_PHRASE = re.compile(
    # "and May", but not "and may i"
    r"^(?:what about|how about|(?P<may_ask>and|n|i mean|(?:i )?meant))\s+"
    rf"(?!(?!may$){any_of(*AUXILIARIES)}\b)(?P<phrase>.+)$",
    _IGNORE_CASE,
)
_WHAT_ABOUT = re.compile(r"(?:what|how) about\b", _IGNORE_CASE)
_TOO = re.compile(r" (?:too|also|as well|instead|then|i meant?)$", _IGNORE_CASE)
_OR = re.compile(r"^(?:or|also|even|same for) (?=(?:the|an?|my|for|on|in|with|at)\b)", _IGNORE_CASE)
_COUNTED = re.compile(rf"^how (?:many|much) (\w+) {any_of(*BE, *DO)}\b", _IGNORE_CASE)
_COUNT_ALONE = re.compile(rf"^how (many|much) ({any_of(*BE, *DO)}\b.*)", _IGNORE_CASE)
# A number or letter alone in the place of a noun: "when is 6", "what does d mean".
_LABEL_ALONE = re.compile(
    rf"^{_QUESTION_WORD} {any_of(*BE, *DO)} (?P<label>\d{{1,3}}|[b-hj-z])(?: (?:mean|say|start|end|cost))?$",
    _IGNORE_CASE,
)
_POSSESSIVE_FIRST = re.compile(r"(?:his|her|its|their) \w", _IGNORE_CASE)

# What people tell of themselves after their question: "i'm a student", "we are under 18".
_SPEAKER = re.compile(
    r"^(?:i['’]?m|i am|we['’]?re|we are) (?P<whom>(?:an?|under|over|\d+) ?[\w-]*(?: [\w-]+)?)$", _IGNORE_CASE
)
_ANY = re.compile(r"^any [a-z-]+(?: [a-z-]+)?$", _IGNORE_CASE)
_ACTION_ASKED = re.compile(
    rf"^(?:{_QUESTION_WORD} )?{any_of(*DO, *MODALS)} {any_of(*SUBJECT_PRONOUNS)}(?= {any_of(*BASES)}\b)",
    _IGNORE_CASE,
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
    bare = plain_question(start)
    # A phrase after "why?" asks the question before that again: "and dogs?"
    while new_phrase(bare) and len(history) > 1 and _asks_why_alone(history[-1].question):
        history = history[:-1]
    resolved = _resolve(bare, _last_turn(last_question(history), history[-1]))
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


def _asks_why_alone(question: str) -> bool:
    """Whether a question only asks for the reason of the last answer: "but why not?"."""
    return _WHY_ALONE.match(_CONJUNCTION.sub("", plain_question(question))) is not None


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
    full = with_references_resolved(_with_noun_of_label(full, last), last)
    return f"{full}?" if full != clause else None


def _with_noun_of_label(clause: str, last: LastTurn) -> str:
    """Return a clause with the noun of its label, from the last question: "when is season 6"."""
    label = _LABEL_ALONE.match(clause)
    if label is None:
        return clause
    shape = r"\d+" if label["label"].isdigit() else "[b-hj-z]"
    before = re.findall(rf"\b([a-z]+) {shape}(?!\w)", last.question, _IGNORE_CASE)
    noun = next((word for word in before if word.lower() not in FUNCTION_WORDS), "")
    start = label.start("label")
    return f"{clause[:start]}{noun} {clause[start:]}" if noun else clause


def _cost_or_time(clause: str, last: LastTurn) -> str:
    """Return a question about the cost or duration of the action in the last question.

    Empty if the follow-up does not ask for either, or if the last question contains no action.
    """
    match = _COST_OR_TIME.match(clause)
    action = action_of(last, by_others=match["action"] != "it") if match else ""
    if match is None or not action:
        return ""
    asks_price = match["cost"] or match["price"]
    return f"How {'much does it cost' if asks_price else 'long does it take'} to {action}?"


def _about_whole_clause(clause: str, last: LastTurn) -> str | None:
    """Return the question word of the follow-up with the statement of the last turn: "Why did Ada leave?".

    None if the follow-up names a topic of its own, or if it has no question word.
    """
    alone = _QUESTION_WORD_ALONE.match(clause)
    if not alone and noun_phrase(_DO_IT.sub("", clause)):
        return None  # "How often should i rotate keys and how do i do it"
    word = alone or _QUESTION.match(clause)
    if word is None:
        return None
    statement = inverted_clause(last)
    if clause.lower().startswith("why not"):
        statement = negated(statement)
    return f"{(word[1] or word[2] or word[3]).capitalize()} {statement}?"


def _with_new_phrase(phrase: str, last: LastTurn) -> str:
    """Return the last question with the new phrase: "how much is a beacon".

    If the phrase starts with a possessive ("her number") and the last question does not contain it with its
    owner ("Ada's"), ask what the phrase is: "what is Ada's number". If the phrase fits nowhere in the last
    question ("if it rains"), return it with the topic of that question; of a short phrase, an empty text.
    """
    if speaker := _SPEAKER.match(phrase):
        return f"{last.question} for {speaker['whom']}"
    resolved = with_references_resolved(phrase, last) if _POSSESSIVE_FIRST.match(phrase) else phrase
    owner, ending, _ = resolved.partition("'s")  # no ending: the possessive has no antecedent
    if resolved != phrase and ending and owner + ending not in last.question:
        return f"What is {resolved}"
    topic = noun_phrase(last.question)
    may_be_attribute = topic and resolved == phrase and is_bare_phrase(phrase)
    if may_be_attribute and (asked := attribute_of(topic, phrase, last.question)):
        return asked
    if may_be_attribute and _is_of_person(phrase, last):
        return f"what is {topic}'s {phrase}"
    if _ANY.match(phrase):
        return f"are there {phrase} of {topic}" if topic else ""
    if action := _with_new_action(phrase, last):
        return action
    if replaced := with_phrase(last.question, resolved):
        return replaced
    if is_bare_phrase(phrase):
        return ""
    return f"{resolved}: {topic}" if topic else resolved


def _is_of_person(phrase: str, last: LastTurn) -> bool:
    """Whether a noun alone is an attribute of the person that the last question asks who it is: "symbol"."""
    is_about_name = (
        last.question_word == "who" and last.clause.lower().startswith(BE) and bool(first_name(last.clause))
    )
    return is_about_name and phrase.islower() and " " not in phrase


def _with_new_action(phrase: str, last: LastTurn) -> str:
    """Return the last question with another action: "how do i go back" after "how do i upgrade".

    Empty if the phrase is no action of several words, or if the last question does not ask about one.
    """
    verb, _, rest = phrase.lower().partition(" ")
    asked = _ACTION_ASKED.match(last.question)
    return f"{asked[0]} {phrase}" if asked and rest and verb in BASES else ""


def new_phrase(bare: str) -> str | None:
    """Return the phrase for which the last question is to be asked again; None if the follow-up is none.

    "the other" is the phrase of "And the other" and of "What about the other". A prepositional phrase such as
    "on Sundays", and a short noun phrase, need no words before them.
    """
    bare = _TOO.sub("", _OR.sub("and ", bare))
    clause = _CONJUNCTION.sub("", bare)
    if _SPEAKER.match(clause) or _ANY.match(clause):
        return clause
    if _WHAT_ABOUT.match(clause):
        bare = clause
    if is_prepositional_phrase(clause):
        return clause
    if same := _SAME_FOR.match(clause):
        return same[1]
    match = _NEW_PHRASE.match(bare)
    if match is None:
        return clause if is_bare_phrase(clause) and clause.lower() not in INTERJECTIONS else None
    questions = (_QUESTION, _QUESTION_WORD_ALONE, _QUESTION_ALONE)
    is_question = match["may_ask"] and any(pattern.match(match["phrase"]) for pattern in questions)
    return None if is_question else match["phrase"]
