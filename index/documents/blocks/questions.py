"""Questions and answers in a text, and the sentences that introduce lists and tables, by their punctuation.

The punctuation of every script counts. Only these words are English: "Q:" and "A:", or "Q." and "A.", before
a question and its answer, and the words by which a long sentence refers to a table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from index.documents.blocks.abbreviations import sentence_continues

Lines = Sequence[tuple[int, int]]  #: start and end of each line, without its indentation and line end

_QUESTION_MARKS = frozenset("?？؟⁇⁈‽\u037e՞፧꘏꛷⸮")
_CLOSING = " \t\r\n\u2028\u2029\u00a0\"'”’»›」』）)]*_~:.!！"
_AFTER_COLON = " \"'”’»›」』）)]*_~"
_SENTENCE_CHARACTERS = 300  # of an introducing sentence, at most
_SENTENCE_END = re.compile(r"[.!?…؟۔।]+[\"'”’»)\]]*\s+|[。！？｡]+[」』”’）】》]*")
_NUMBER = r"[ \t]?(?:\d{0,4}[:)]|\d{1,4}\.)(?:\*\*|__)?"
# "Q." may also start a name; it marks a question only if the line has a question mark.
_QUESTION = re.compile(rf"(?:\*\*|__)?(?:(?:Q|Question){_NUMBER}|Q\.(?=[^\n]*[?？]))[ \t]+", re.IGNORECASE)
_NO_LIST = r"(?![^\r\n\u2028\u2029]*[\r\n\u2028\u2029]+[ \t]*B\.)"  # of choices: A. B. C.
# The answer may start on the next line.
_ANSWER = re.compile(rf"(?:\*\*|__)?(?:(?:A|Answer){_NUMBER}|A\.{_NO_LIST})(?:[ \t]+|$)")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(?P<words>.{1,400}?)(?<=\S)\1")
_FIRST_SIGNS = frozenset("*_QqA")
_LONGEST_CAPTION = 40  # characters of a sentence with an end mark that introduces a table
_LONGEST_PHRASE = 80  # of a sentence without an end mark
_VALUE = re.compile(r"[^:]{1,40}:\s+\W?\d")
_REFERS_TO_TABLE = re.compile(r"\b(?:following|follows?|below|these|table|overview)\b", re.IGNORECASE)


class Part(NamedTuple):
    """A part of a paragraph: a marked question, or other text."""

    lines: Lines
    is_question: bool


def ends_with_question_mark(words: str) -> bool:
    """Whether words end with a question mark, ignoring closing signs after it."""
    return words[-40:].rstrip(_CLOSING)[-1:] in _QUESTION_MARKS


def starts_question(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` starts with "Q:" or a similar mark."""
    return _QUESTION.match(text, start, end) is not None


def starts_answer(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` starts with "A:" or a similar mark."""
    return _ANSWER.match(text, start, end) is not None


def last_sentence(words: str) -> str:
    """Return the last sentence of a text on a single line; if it is very long, its last words."""
    words = words[-2 * _SENTENCE_CHARACTERS :].strip()
    starts = [stop.end() for stop in _SENTENCE_END.finditer(words) if stop.end() < len(words)]
    sentence = " ".join(words[starts[-1] if starts else 0 :].split())
    if len(sentence) > _SENTENCE_CHARACTERS:
        sentence = sentence[-_SENTENCE_CHARACTERS:]
        sentence = sentence.partition(" ")[2] or sentence
    return sentence


def first_sentence(words: str) -> str:
    """Return the first sentence of a text on a single line; if it is very long, its first words."""
    words = words[: 2 * _SENTENCE_CHARACTERS].strip()
    stops = ((stop.start(), stop.end()) for stop in _SENTENCE_END.finditer(words))
    ends = (end for stop, end in stops if not _sentence_continues(words, stop, end))
    end = next(ends, len(words))
    sentence = " ".join(words[:end].split())
    if len(sentence) > _SENTENCE_CHARACTERS:
        sentence = sentence[:_SENTENCE_CHARACTERS]
        sentence = sentence.rpartition(" ")[0] or sentence
    return sentence


def _sentence_continues(words: str, stop: int, following: int) -> bool:
    """Whether the sentence continues after the mark at `stop`, which ends an abbreviation or a quote."""
    is_abbreviated = words[stop] == "." and sentence_continues(words, 0, stop, following)
    return is_abbreviated or words[following : following + 1].islower()


def ends_with_colon(sentence: str) -> bool:
    """Whether a sentence ends with a colon, ignoring closing quotation marks and brackets after it."""
    return sentence.rstrip(_AFTER_COLON).endswith((":", "\uff1a"))


def introduction(words: str) -> str:
    """Return the sentence of a paragraph that introduces a list or table after it, or an empty string.

    It is the last sentence, and ends with a colon or is the whole paragraph. Any other last sentence belongs
    to the sentences before it: "You earn ranks. Time counts while you play."
    """
    sentence = last_sentence(words)
    return sentence if ends_with_colon(sentence) or sentence == " ".join(words.split()) else ""


def caption(words: str) -> str:
    """Return the sentence of a paragraph that introduces a table after it, or an empty string.

    It ends with a colon, is short, or refers to the table. Any other sentence makes a statement of its own:
    "Ashfall is wiped every season, Bonewhite twice per season." So does a value: "Day guest: 5 €".
    """
    sentence = introduction(words)
    if _VALUE.match(sentence) and not _REFERS_TO_TABLE.search(sentence):
        return ""
    longest = _LONGEST_CAPTION if _SENTENCE_END.search(f"{sentence} ") else _LONGEST_PHRASE
    is_caption = ends_with_colon(sentence) or len(sentence) <= longest or _REFERS_TO_TABLE.search(sentence)
    return sentence if is_caption else ""


def split_questions(source: str, lines: Lines, *, in_answer: bool) -> list[Part]:
    """Divide the lines of a paragraph where a marked question or its answer starts.

    A question is marked if it follows "Q:", or if it is in bold type and is alone on its line or at the start
    of the paragraph. "A:" marks an answer only after such a question; `in_answer` says that the question is
    in an earlier paragraph.
    """
    if _FIRST_SIGNS.isdisjoint(source[start : start + 1] for start, _ in lines):
        return [Part(lines, False)]
    splitter = _Splitter(source, in_answer=in_answer)
    for number, (start, end) in enumerate(lines):
        splitter.add(start, end, whole=number > 0)
    splitter.end_part(answered=False)
    return splitter.parts


class _Splitter:
    """Collects the parts of a paragraph, line by line."""

    def __init__(self, source: str, *, in_answer: bool) -> None:
        self.parts: list[Part] = []
        self._source = source
        self._in_answer = in_answer
        self._lines: list[tuple[int, int]] = []  # of the current part
        self._is_question = False  # whether the current part starts as a question

    def add(self, start: int, end: int, *, whole: bool) -> None:
        """Add the next line; `_marked` explains `whole`."""
        question, answer = _marked(self._source, start, end, whole=whole)
        if question:
            self._start_part(question, is_question=True, answered=False)
            if question[1] < end:
                self._start_part((question[1] + 2, end), is_question=False, answered=True)
        elif answer and (self._in_answer or self._is_question):
            self._start_part((answer, end), is_question=False, answered=True)
        else:
            self._lines.append((start, end))
        if self._is_question and ends_with_question_mark(self._source[start:end]):
            self.end_part(answered=True)

    def _start_part(self, line: tuple[int, int], *, is_question: bool, answered: bool) -> None:
        self.end_part(answered=answered)
        self._lines, self._is_question = [line], is_question
        self._in_answer = self._in_answer or is_question

    def end_part(self, *, answered: bool) -> None:
        """End the current part. It stays a question if it is `answered`, or ends with a question mark."""
        if self._lines:
            is_question = self._is_question and (
                answered or ends_with_question_mark(self._source[slice(*self._lines[-1])])
            )
            self.parts.append(Part(self._lines, is_question))
        self._lines, self._is_question = [], False


def _marked(source: str, start: int, end: int, *, whole: bool) -> tuple[tuple[int, int] | None, int | None]:
    """Return the range of the marked question that starts a line, and the offset of a marked answer's text.

    At least one of the two is None. `whole`: a question in bold type must be the whole line; otherwise other
    words may follow it.
    """
    if source[start : start + 1] not in _FIRST_SIGNS:
        return None, None
    if bold := _BOLD.match(source, start, end):
        first, last = bold.span("words")
        marked = _QUESTION.match(source, first, last)
        if (marked or ends_with_question_mark(bold["words"])) and not (
            whole and source[bold.end() : end].strip()
        ):
            return (marked.end() if marked else first, last), None
    if marked := _QUESTION.match(source, start, end):
        return (marked.end(), end), None
    answer = _ANSWER.match(source, start, end)
    return None, answer.end() if answer else None
