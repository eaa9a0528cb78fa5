"""Words that answer, in a sentence or a row that takes them back or limits them: "cancelled", "no longer".

Of "The quiz of 14 May is postponed" the network gives "14 May". Then all of the sentence answers, or the row,
with the words marked in it.
"""

from __future__ import annotations

import re

from index.english.calendar_names import MONTHS, WEEKDAYS, YEAR
from index.english.function_words import any_of
from index.english.number_names import ORDINAL_ENDING
from index.reader.evidence_text import sentence_around
from index.reader.whole.given_whole import given_whole
from index.types import Range, Reading, Span, overlap

_DAY = rf"(?:\d|the (?:next|following)|next|another|{any_of(*MONTHS, *WEEKDAYS)})"
_CALLED_OFF = (
    rf"cancell?ed|called off|postponed|rescheduled|adjourned|moved to (?={_DAY})|until further notice"
)
_DATE = rf"(?:the (?:end|middle|beginning) of )?(?:\d\d?{ORDINAL_ENDING}? )?(?:{any_of(*MONTHS)}|{YEAR})"
_EXCEPT = rf"except (?=on|for|in|at|when|if|during|by|the|those|where|{any_of(*WEEKDAYS, *MONTHS)})"
_LIMITED = (
    rf"no longer(?! than)|(?:not|\w+n['’]t)(?: [\w’']+){{1,3}} any ?more|since then|{_EXCEPT}|unless|but not"
    r"|instead of|steps? down as|step(?:s|ped|ping) down|tak(?:es|ing) over|took over|resign(?:s|ed|ing)?"
    rf"|(?:un)?till? {_DATE}"
)
# What such words ask about themselves: a refund of what is cancelled, until when, who resigned.
_ASKED = re.compile(
    r"\b(?:cancel|call\w* off|postpon|resched|adjourn|mov(?:e|ed|ing)\b|refund|longer|any ?more|except|unless"
    r"|instead|resign|step\w* down|tak\w* over|took over|until|till?\b)",
    re.IGNORECASE,
)
_LONGEST = 500  # characters of a sentence or row that is given whole
_PAST = re.compile(rf"\b{any_of('was', 'were', 'did', 'had')}\b", re.IGNORECASE)


def _pattern(*parts: str) -> re.Pattern[str]:
    """Any of these words, in whatever lines they stand."""
    return re.compile(rf"\b(?:{'|'.join(parts)})\b".replace(" ", r"\s+"), re.IGNORECASE)


_IN_ROW = _pattern(_CALLED_OFF)  # other cells limit no cell
_IN_SENTENCE = _pattern(_CALLED_OFF, _LIMITED)


def with_what_takes_back(question: str, reading: Reading) -> Reading:
    """A reading whose words are given with all of their sentence, or row, where that takes them back.

    Not where the question asks for that itself, or for the past, in which it may have been so.
    """
    words = reading.words
    if words is None or _PAST.search(question) or _ASKED.search(question):
        return reading
    place = sentence_around(words.evidence, words.start, words.end)
    if place is None or place[1] - place[0] > _LONGEST:
        return reading
    pattern = _IN_ROW if words.evidence.row_at(words.start) else _IN_SENTENCE
    if not _takes_back(pattern, words, place):
        return reading
    return given_whole(reading, words, place, (words.start, words.end))


def is_called_off(span: Span) -> bool:
    """Whether a sentence or a row that answers says of something that it is off, or moved."""
    return _IN_ROW.search(span.text) is not None


def _takes_back(pattern: re.Pattern[str], words: Span, place: Range) -> bool:
    """Whether something beside the words takes them back, between two characters of the document."""
    first = words.evidence.start
    own = words.start - first, words.end - first
    found = pattern.finditer(words.evidence.context, place[0] - first, place[1] - first)
    return any(not overlap(each.span(), own) for each in found)
