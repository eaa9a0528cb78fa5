"""A question → its kinds, its terms, and which columns and values of a table can answer it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from index.english.calendar_names import MONTH_NAME, MONTHS, WEEKDAYS, YEAR
from index.english.number_names import (
    CARDINALS,
    CURRENCY_SIGNS,
    CURRENCY_WORDS,
    ORDINAL_ENDING,
)
from index.english.patterns import any_of
from index.english.verbs import AUXILIARIES, agent_nouns
from index.reader.question import question_kinds
from index.reader.question.question_kinds import QuestionKind
from index.search.terms import terms
from index.values.dates import Date, dates

_NAMING_NOTHING = (  # words of questions that name nothing in the documents
    "get give need take have hold know tell say happen call name much many long please per each "
    "whats whens wheres whos hows now currently"
)
PARENTHESES = re.compile(r"\([^)]*\)")
_PER_UNIT = re.compile(r"(?<!\s)\s+(?:per|each|every)\s+[^\W\d]+$", re.I)
_YES_OR_NO_ANSWER = re.compile(r"(?:yes|no)\b", re.I)
_WORD, LETTER = re.compile(r"\w"), re.compile(r"[^\W\d_]")
_AMOUNT = re.compile(rf"\d|\b{any_of(*CARDINALS, 'no limit', 'unlimited')}\b", re.I)
_NUMBER = re.compile(rf"{_AMOUNT.pattern}|\b{any_of('free', 'none', 'no')}\b", re.I)
_WHO_DOES = re.compile(rf"\bwho (?:{any_of(*AUXILIARIES)} )?([^\W\d_]+)", re.I)
_YEAR = re.compile(YEAR)
_FROM = re.compile(r"\bfrom\W*$", re.I)
_NAMED_DAY = any_of(MONTH_NAME, *WEEKDAYS)
_TIME_WORD = (
    r"(?:second|minute|min|hour|day|night|week|month|year|season|[ap]m|[ah]|utc|gmt|cet"
    r"|to|until|till|and|or|of|in|on|at|from|before|after)"
)
_COUNT_OF_OTHERS = rf"(?!.*\b{_NAMED_DAY}\b)\D*\d[\d.,]*\s(?!{_TIME_WORD}s?\b)[^\W\d_]"
_WHOLE_NUMBER = rf"(?<![^\W_])\d+(?:{ORDINAL_ENDING}|h|am|pm)?(?![^\W_])"
# A price, a percentage or a count of other things is not a date: "46 questions".
_DATE = re.compile(
    rf"(?s)^(?!.*[{CURRENCY_SIGNS}%])(?!{_COUNT_OF_OTHERS})"
    rf".*(?:{_WHOLE_NUMBER}|\b{any_of(*MONTHS, *WEEKDAYS)})",
    re.I,
)
_COUNT = re.compile(rf"(?s)^(?!.*[{CURRENCY_SIGNS}]).*\d")  # "1,60 €" is none
#: Words in the names of columns with prices.
PRICE_COLUMNS = f"price cost fee rate charge {CURRENCY_WORDS}"


@dataclass(frozen=True, slots=True)
class _Answers:
    """The answers to one kind of question: the columns of tables that contain them, and their values."""

    columns: str  #: words in the names of any column with such answers
    value: re.Pattern[str]  #: what each answer contains
    special: str = ""  #: words in the names of columns with some of the answers: an author is not a host
    in_any_column: bool = True  #: whether any column that the question names may contain answers
    ending: str = ""  #: a pattern: how the names of further columns with answers end

    @property
    def all_columns(self) -> str:
        """`columns` and `special`."""
        return f"{self.columns} {self.special}"


_ANSWERS = {
    QuestionKind.PRICE: _Answers(PRICE_COLUMNS, _NUMBER),
    QuestionKind.PURCHASE: _Answers("buy", _NUMBER),
    QuestionKind.WORTH: _Answers("worth value weight point score mark credit", _NUMBER),
    QuestionKind.DATE: _Answers("date day when", _DATE, "deadline"),
    QuestionKind.TIME: _Answers("time hour", _DATE, "start open"),
    QuestionKind.PERSON: _Answers(
        "who name",
        LETTER,
        "host owner leader responsible instructor speaker author captain coach contact chair",
        in_any_column=False,
        ending="(?:er|or|ist|eer)s?",  # "Trainer"
    ),
    QuestionKind.PLACE: _Answers(
        "where location room venue place address building town city shelf rack shed hall floor office "
        "headquarters coordinates",
        LETTER,
        in_any_column=False,
    ),
    QuestionKind.DURATION: _Answers("duration length", _AMOUNT),
    QuestionKind.COUNT: _Answers("number quantity count amount", _COUNT),
}


class AskedQuestion:
    """A question: what it asks for, its terms, and whether it names a text or a cell may answer it.

    It is made once for each question that is read.
    """

    def __init__(self, text: str) -> None:
        self.text = text  #: as it was asked
        self.without_request = question_kinds.without_request(text)  #: without "can you tell me" at its start
        self.all_terms = frozenset(terms(self.without_request))
        #: the content terms, which name something; the answer's row or the text above it must contain them
        self.content = self.all_terms.difference(terms(_NAMING_NOTHING))
        kinds = question_kinds.kinds_of(self.without_request)
        self.answers = [_ANSWERS[kind] for kind in kinds]  #: of each kind that is asked for
        self._verb = "".join(_WHO_DOES.findall(self.without_request)[:1])
        # Without a second request too: "can you tell me do you know the fee" is answered by a fee.
        self._needs_yes_or_no = question_kinds.is_yes_or_no(self.without_request)

    @cached_property
    def is_yes_or_no(self) -> bool:
        """Whether it starts like one that is answered by yes or no."""
        return question_kinds.is_yes_or_no(self.text)

    @cached_property
    def asks_why(self) -> bool:
        """Whether it asks for a reason."""
        return question_kinds.asks_why(self.text)

    @cached_property
    def is_negated(self) -> bool:
        """Whether it contains a negation."""
        return question_kinds.is_negated(self.text)

    @cached_property
    def asks_plainly(self) -> bool:
        """Whether it asks neither for a reason nor for a way to do something, and has no negation."""
        return question_kinds.asks_plainly(self.text)

    @cached_property
    def wants_explanation(self) -> bool:
        """Whether it asks for a reason, for a way to do something, or for yes or no."""
        return self.is_yes_or_no or self.asks_why or question_kinds.asks_how_to(self.text)

    @cached_property
    def days(self) -> tuple[Date, ...]:
        """The days of the calendar that it names."""
        return tuple(each.value for each in dates(self.text) if each.value.day)

    def terms_of(self, text: str) -> frozenset[str]:
        """Return the terms of a text as a set."""
        return frozenset(terms(text))

    def names(self, text: str) -> bool:
        """Whether the question contains all terms of a text, except those in parentheses: "Speed (mm/s)"."""
        named = terms(PARENTHESES.sub("", text).strip() or text)
        return bool(named) and self.all_terms.issuperset(named)

    def names_without_unit(self, text: str) -> bool:
        """Whether the question contains all terms of a text before "per day" or another such unit at its end.

        False for a text without a unit. Parentheses are ignored: "Meal allowance per day (EUR)".
        """
        name = PARENTHESES.sub("", text).strip()
        return _PER_UNIT.search(name) is not None and self.names(_PER_UNIT.sub("", name))

    def asks_for_doer(self, text: str) -> bool:
        """Whether a text is the name for those who do what the question asks: "Winner" for "who won"."""
        return bool(self.doer_verb(text))

    def doer_verb(self, text: str) -> frozenset[str]:
        """Return the terms of the question's verb if a text is the name for those who do it; else none."""
        name = PARENTHESES.sub("", text).strip().casefold().removesuffix("s")
        return self.terms_of(self._verb) if self._verb and name in agent_nouns(self._verb) else frozenset()

    def names_year(self, text: str) -> bool:
        """Whether a text is a year that the question names with a preposition: "in 2025"."""
        year = _YEAR.fullmatch(text.strip())
        return (
            year is not None
            and re.search(rf"\b(?:in|of|for|during) {year[0]}\b", self.without_request, re.I) is not None
        )

    def contains_in_order(self, text: str) -> bool:
        """Whether the question contains the terms of a text one after the other."""
        named, asked = terms(text), terms(self.without_request)
        starts = range(len(asked) - len(named) + 1) if named else ()
        return any(asked[start : start + len(named)] == named for start in starts)

    def may_be_answered_in(self, column: str) -> bool:
        """Whether a column that the question names may contain its answer.

        Questions with "who" or "where" need a column of people or places, or have to ask for the column
        itself: "who is the coach of the Lions" asks for a coach, "who gives the induction" for no induction.
        """
        if all(each.in_any_column or self._has_answers_of(each, column) for each in self.answers):
            return True
        name = re.escape(PARENTHESES.sub("", column).strip())
        asks_for_it = (
            rf"\b{name} (?:of|for|in|at)\b|(?:['’]s|s['’]) {name}\b|\b(?:is|are|was|were) (?:the )?{name}\b"
        )
        question = self.without_request
        return not _FROM.search(question) and re.search(asks_for_it, question, re.I) is not None

    def _has_answers_of(self, answers: _Answers, column: str) -> bool:
        """Whether the name of a column is one for columns with these answers."""
        if self.terms_of(column) & self.terms_of(answers.all_columns):
            return True
        return bool(answers.ending) and re.search(f"{answers.ending}$", column, re.I) is not None

    def may_be_answered_by(self, text: str) -> bool:
        """Whether the text of a cell has what the question asks for: a number, a date, a name, yes or no."""
        if self._needs_yes_or_no:
            return bool(_YES_OR_NO_ANSWER.match(text))
        return bool(_WORD.search(text)) and all(each.value.search(text) for each in self.answers)
