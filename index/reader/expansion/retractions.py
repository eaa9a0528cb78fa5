"""Words that answer, in a sentence or a row that retracts or limits them: "cancelled", "no longer".

For "The quiz of 14 May is postponed" the network returns "14 May". Then the whole sentence or row answers,
with the words marked in it.
"""

from __future__ import annotations

import re

from index.english.calendar_names import MONTHS, WEEKDAYS, YEAR
from index.english.number_names import ORDINAL_ENDING
from index.english.patterns import any_of
from index.reader.evidence.ranges import sentence_around
from index.reader.expansion.expanded import expanded
from index.types import Range, Reading, Span, overlap

_DAY = rf"(?:\d|the (?:next|following)|next|another|{any_of(*MONTHS, *WEEKDAYS)})"
CALLED_OFF = "cancell?ed|called off|postponed|rescheduled|adjourned"  #: a pattern of what happens to events
_CALLED_OFF = rf"{CALLED_OFF}|moved to (?={_DAY})|until further notice"
_DATE = rf"(?:the (?:end|middle|beginning) of )?(?:\d\d?{ORDINAL_ENDING}? )?(?:{any_of(*MONTHS)}|{YEAR})"
_EXCEPT = rf"except (?=on|for|in|at|when|if|during|by|the|those|where|{any_of(*WEEKDAYS, *MONTHS)})"
_LIMITED = (
    rf"no longer(?! than)|(?:not|\w+n['’]t)(?: [\w’']+){{1,3}} any ?more|since then|{_EXCEPT}|unless|but not"
    r"|instead of|steps? down as|step(?:s|ped|ping) down|tak(?:es|ing) over|took over|resign(?:s|ed|ing)?"
    rf"|(?:un)?till? {_DATE}"
)
# A question that asks about a retraction or a limit itself: the refund for a cancelled event, until when, who
# resigned.
_ASKS_FOR_IT = re.compile(
    r"\b(?:cancel|call\w* off|postpon|resched|adjourn|mov(?:e|ed|ing)\b|refund|longer|any ?more|except|unless"
    r"|instead|resign|step\w* down|tak\w* over|took over|until|till?\b)",
    re.IGNORECASE,
)
_LONGEST = 500  # characters in a sentence or row that answers as a whole
_PAST = re.compile(rf"\b{any_of('was', 'were', 'did', 'had')}\b", re.IGNORECASE)


def _pattern(*parts: str) -> re.Pattern[str]:
    """Return the pattern of any of these phrases, which may go on in the next line."""
    return re.compile(rf"\b(?:{'|'.join(parts)})\b".replace(" ", r"\s+"), re.IGNORECASE)


_IN_ROW = _pattern(_CALLED_OFF)  # words for a limit in one cell do not limit the others
_IN_SENTENCE = _pattern(_CALLED_OFF, _LIMITED)


def with_retraction(question: str, reading: Reading) -> Reading:
    """Return a reading in which the sentence or row of its words answers, if that retracts or limits them.

    The reading is unchanged if the question asks about the retraction itself, or about the past, for which
    the words may be right.
    """
    words = reading.words
    if words is None or _PAST.search(question) or _ASKS_FOR_IT.search(question):
        return reading
    whole = sentence_around(words.evidence, words.start, words.end)
    if whole is None or whole[1] - whole[0] > _LONGEST:
        return reading
    pattern = _IN_ROW if words.evidence.row_at(words.start) else _IN_SENTENCE
    if not _is_found_outside(pattern, words, whole):
        return reading
    return expanded(reading, words, whole, (words.start, words.end))


def is_called_off(span: Span) -> bool:
    """Whether the text of an answer says that something is called off or moved."""
    return _IN_ROW.search(span.text) is not None


def _is_found_outside(pattern: re.Pattern[str], words: Span, whole: Range) -> bool:
    """Whether a pattern is found in a range of the document without overlapping the words."""
    evidence = words.evidence
    own = evidence.in_context(words.start, words.end)
    found = pattern.finditer(evidence.context, *evidence.in_context(*whole))
    return any(not overlap(each.span(), own) for each in found)
