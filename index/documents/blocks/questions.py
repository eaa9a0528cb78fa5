"""Where a text asks and answers, and what introduces what: signs of any script, not a language's words.

English are only "Q:" and "A:", or "Q." and "A.", before a question and its answer, and the words by which a
long sentence points to a table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from index.passages.abbreviations import continues

Lines = Sequence[tuple[int, int]]  #: the first and last offset of each line, without indentation and line end

_QUESTION_MARKS = frozenset("?？؟⁇⁈‽\u037e՞፧꘏꛷⸮")
_CLOSING = " \t\r\n\u2028\u2029\u00a0\"'”’»›」』）)]*_~:.!！"
_AFTER_COLON = " \"'”’»›」』）)]*_~"
_LEAD_CHARACTERS = 300
_SENTENCE_END = re.compile(r"[.!?…؟۔।]+[\"'”’»)\]]*\s+|[。！？｡]+[」』”’）】》]*")
_NUMBER = r"[ \t]?(?:\d{0,4}[:)]|\d{1,4}\.)(?:\*\*|__)?"
# "Q." may also begin a name, and then asks nothing.
_QUESTION = re.compile(rf"(?:\*\*|__)?(?:(?:Q|Question){_NUMBER}|Q\.(?=[^\n]*[?？]))[ \t]+", re.IGNORECASE)
_NO_LIST = r"(?![^\r\n\u2028\u2029]*[\r\n\u2028\u2029]+[ \t]*B\.)"  # of what may be chosen: A. B. C.
# It may begin on the next line.
_ANSWER = re.compile(rf"(?:\*\*|__)?(?:(?:A|Answer){_NUMBER}|A\.{_NO_LIST})(?:[ \t]+|$)")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(?P<words>.{1,400}?)(?<=\S)\1")
_FIRST_SIGNS = frozenset("*_QqA")
_LONGEST_CAPTION = 40  # characters of a whole sentence that introduces a table
_LONGEST_PHRASE = 80  # of one that has no sign at its end
_POINTS_TO_TABLE = re.compile(r"\b(?:following|follows?|below|these|table|overview)\b", re.IGNORECASE)


class Part(NamedTuple):
    """A part of a paragraph. A question is marked as that."""

    lines: Lines
    is_question: bool


def asks(words: str) -> bool:
    """Whether words end with a question mark, whatever signs close after it."""
    return words[-40:].rstrip(_CLOSING)[-1:] in _QUESTION_MARKS


def starts_question(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` begins with "Q:"."""
    return _QUESTION.match(text, start, end) is not None


def starts_answer(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` begins with "A:"."""
    return _ANSWER.match(text, start, end) is not None


def last_sentence(words: str) -> str:
    """The last sentence of a text, on a single line; the last words of it where it is very long."""
    words = words[-2 * _LEAD_CHARACTERS :].strip()
    starts = [stop.end() for stop in _SENTENCE_END.finditer(words) if stop.end() < len(words)]
    sentence = " ".join(words[starts[-1] if starts else 0 :].split())
    if len(sentence) > _LEAD_CHARACTERS:
        sentence = sentence[-_LEAD_CHARACTERS:].partition(" ")[2] or sentence[-_LEAD_CHARACTERS:]
    return sentence


def first_sentence(words: str) -> str:
    """The first sentence of a text, on a single line; the first words of it where it is very long."""
    words = words[: 2 * _LEAD_CHARACTERS].strip()
    stops = ((stop.start(), stop.end()) for stop in _SENTENCE_END.finditer(words))
    ends = (end for stop, end in stops if not _goes_on(words, stop, end))
    end = next(ends, len(words))
    sentence = " ".join(words[:end].split())
    if len(sentence) > _LEAD_CHARACTERS:
        sentence = sentence[:_LEAD_CHARACTERS].rpartition(" ")[0] or sentence[:_LEAD_CHARACTERS]
    return sentence


def _goes_on(words: str, stop: int, following: int) -> bool:
    """Whether the first sentence goes on after the sign at `stop`, which ends an abbreviation or a quote."""
    is_abbreviated = words[stop] == "." and continues(words, 0, stop, following)
    return is_abbreviated or words[following : following + 1].islower()


def ends_with_colon(sentence: str) -> bool:
    """Whether a sentence ends with a colon, whatever quotation marks or brackets close after it."""
    return sentence.rstrip(_AFTER_COLON).endswith((":", "\uff1a"))


def introduction(words: str) -> str:
    """The sentence of a paragraph that introduces a list or a table after it, or an empty string.

    It ends with a colon or is all of the paragraph. Other last sentences go on with what stands before them:
    "You earn ranks. Time counts while you play."
    """
    sentence = last_sentence(words)
    return sentence if ends_with_colon(sentence) or sentence == " ".join(words.split()) else ""


def caption(words: str) -> str:
    """The sentence of a paragraph that introduces a table after it, or an empty string.

    Without a colon it is short, or points to the table. A long sentence tells something of its own, as in
    "Ashfall is wiped every season, Bonewhite twice per season."
    """
    sentence = introduction(words)
    longest = _LONGEST_CAPTION if _SENTENCE_END.search(f"{sentence} ") else _LONGEST_PHRASE
    is_caption = ends_with_colon(sentence) or len(sentence) <= longest or _POINTS_TO_TABLE.search(sentence)
    return sentence if is_caption else ""


def divide(source: str, lines: Lines, *, in_answer: bool) -> list[Part]:
    """Divide the lines of a paragraph where a marked question or its answer begins.

    Marked are what stands after "Q:", and a question in bold type on a line of its own or that the paragraph
    begins with. "A:" marks an answer after such a question; `in_answer` says that the paragraph follows it.
    """
    if _FIRST_SIGNS.isdisjoint(source[start : start + 1] for start, _ in lines):
        return [Part(lines, False)]
    divided = _Divided(source, in_answer=in_answer)
    for number, (start, end) in enumerate(lines):
        divided.take(start, end, whole=number > 0)
    divided.end(answered=False)
    return divided.parts


class _Divided:
    """The parts of a paragraph, while its lines go by."""

    def __init__(self, source: str, *, in_answer: bool) -> None:
        self.parts: list[Part] = []
        self._source = source
        self._in_answer = in_answer
        self._lines: list[tuple[int, int]] = []  # of the part that goes on
        self._is_question = False  # whether that is one, if it turns out to ask

    def take(self, start: int, end: int, *, whole: bool) -> None:
        """Take the next line; `whole` is that of `_marked`."""
        question, answer = _marked(self._source, start, end, whole=whole)
        if question:
            self._begin(question, is_question=True, answered=False)
            if question[1] < end:
                self._begin((question[1] + 2, end), is_question=False, answered=True)
        elif answer and (self._in_answer or self._is_question):
            self._begin((answer, end), is_question=False, answered=True)
        else:
            self._lines.append((start, end))
        if self._is_question and asks(self._source[start:end]):
            self.end(answered=True)

    def _begin(self, line: tuple[int, int], *, is_question: bool, answered: bool) -> None:
        self.end(answered=answered)
        self._lines, self._is_question = [line], is_question
        self._in_answer = self._in_answer or is_question

    def end(self, *, answered: bool) -> None:
        """End the part that goes on; a question is one where it is `answered`, or asks by its last sign."""
        if self._lines:
            is_question = self._is_question and (answered or asks(self._source[slice(*self._lines[-1])]))
            self.parts.append(Part(self._lines, is_question))
        self._lines, self._is_question = [], False


def _marked(source: str, start: int, end: int, *, whole: bool) -> tuple[tuple[int, int] | None, int | None]:
    """The characters of the question that a line begins with, or where the answer in it starts.

    A question in bold type has to be the `whole` line, or may begin it.
    """
    if source[start : start + 1] not in _FIRST_SIGNS:
        return None, None
    if bold := _BOLD.match(source, start, end):
        first, last = bold.span("words")
        marked = _QUESTION.match(source, first, last)
        if (marked or asks(bold["words"])) and not (whole and source[bold.end() : end].strip()):
            return (marked.end() if marked else first, last), None
    if marked := _QUESTION.match(source, start, end):
        return (marked.end(), end), None
    answer = _ANSWER.match(source, start, end)
    return None, answer.end() if answer else None
