"""Words that answer, in a sentence or a row that takes them back or limits them: "cancelled", "no longer".

Of "The quiz of 14 May is postponed" the network gives "14 May". Then all of the sentence answers, or the row,
with the words marked in it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from index.calendar_names import MONTHS
from index.function_words import any_of
from index.passages.sentences import Range
from index.reader.evidence_text import evidence_sentences
from index.types import Outcome, Reading, Span

_CALLED_OFF = (
    r"cancel(?:l?ed|lation)|called off|postponed|rescheduled|adjourned|moved to|until further notice"
)
_DATE = (
    rf"(?:the (?:end|middle|beginning) of )?(?:\d\d?(?:st|nd|rd|th)? )?(?:{any_of(*MONTHS)}|(?:19|20)\d\d)"
)
_LIMITED = (
    r"no longer(?! than)|(?:not|\w+n['’]t)(?: [\w’']+){1,3} any ?more|since then|except|unless|but not"
    r"|instead of|step(?:s|ped|ping)? down|tak(?:es|ing) over|took over|resign(?:s|ed|ing)?"
    rf"|(?:un)?till? {_DATE}"
)
_IN_ROW = re.compile(rf"\b(?:{_CALLED_OFF})\b", re.IGNORECASE)  # other cells limit no cell
_IN_SENTENCE = re.compile(rf"\b(?:{_CALLED_OFF}|{_LIMITED})\b", re.IGNORECASE)
_PAST = re.compile(rf"\b{any_of('was', 'were', 'did', 'had')}\b", re.IGNORECASE)


def with_what_takes_back(question: str, reading: Reading) -> Reading:
    """A reading whose words are given with all of their sentence, or row, where that takes them back.

    Not where the question asks for that itself, or for the past, in which it may have been so.
    """
    if reading.outcome is not Outcome.ANSWERED or reading.kind != "words" or _PAST.search(question):
        return reading
    words, *others = reading.spans
    evidence = words.evidence
    rows = [(block.start, block.end) for block in evidence.blocks if block.kind == "row"]
    sentences = [
        (evidence.start + start, evidence.start + end) for start, end in evidence_sentences(evidence)
    ]
    for pattern, places in ((_IN_ROW, rows), (_IN_SENTENCE, sentences)):
        for start, end in places:
            if start <= words.start and words.end <= end:
                whole = replace(words, start=start, end=end, highlight=(words.start, words.end))
                taken_back = _takes_back(pattern, question, words, (start, end))
                return replace(reading, kind="block", spans=(whole, *others)) if taken_back else reading
    return reading


def _takes_back(pattern: re.Pattern[str], question: str, words: Span, place: Range) -> bool:
    """Whether something beside the words takes them back, between two characters of the document."""
    first = words.evidence.start
    asked = {found[0].casefold() for found in pattern.finditer(question)}
    return any(
        found[0].casefold() not in asked
        and not (found.start() + first < words.end and words.start < found.end() + first)
        for found in pattern.finditer(words.evidence.context, place[0] - first, place[1] - first)
    )
