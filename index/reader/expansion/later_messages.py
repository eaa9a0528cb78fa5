"""A later message of a chat that changes what an earlier one says: "the race is postponed to Saturday".

The network reads each passage alone, and the message with the plan is worded more like the question than the
one that changes it. So if the answer is in a message, and a later one of the same chat has its words of the
question and says that something has changed, the later one answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.reader.blocks.exchanges import Message, message_around, messages_between
from index.reader.evidence.ranges import range_text, sentence_around
from index.reader.expansion.retractions import CALLED_OFF
from index.reader.question.asked_question import AskedQuestion
from index.types import Evidence, Range, Reading, Span

_CALLED_OFF = CALLED_OFF.replace(" ", r"\s+")
_CHANGES = re.compile(
    rf"\b(?:{_CALLED_OFF}|moved\s+to|changed\s+to|no\s+longer"
    r"|from\s+(?:now\s+on|today|tonight)|instead\s+of|now,?\s+not"
    r"|new\s+(?:date|day|deadline|end|place|price|room|start|time)"
    r"|(?:works?|working|open|back|available|free)\s+again|(?:is|are)\s+back)\b"
    r"|\b(?:not|\w+n['’]t)\s(?:[\w’']+\s){1,3}any\s?more\b",
    re.IGNORECASE,
)
_STATES = "available broken closed defective down new offline online open shut work"  # what may have changed
_ASKS_FOR_EARLIER = re.compile(
    r"\b(?:original(?:ly)?|previous(?:ly)?|former(?:ly)?|first|before|earlier|used to|old)\b", re.IGNORECASE
)


def with_later_message(asked: AskedQuestion, reading: Reading) -> Reading:
    """Return the reading, or one that the latest message which changes its answer answers, as a block.

    The reading is unchanged if its answer is in no message, or if the question asks for what was before.
    """
    answer = reading.answer
    if answer is None or _ASKS_FOR_EARLIER.search(asked.text):
        return reading
    evidence = answer.evidence
    messages = messages_between(evidence, evidence.start, evidence.end)
    own = message_around(messages, (answer.start, answer.end))
    if own is None:
        return reading
    sentence = sentence_around(evidence, *(answer.highlight or (answer.start, answer.end)))
    document, title = evidence.passage.document, evidence.passage.title
    shared = _shared(asked, evidence, sentence or own.words) - asked.terms_of(f"{document} {title}")
    changing = [
        (message.start, Span(each, message.start, message.end, answer.confidence, changed))
        for each in reading.evidence
        if shared and each.passage.document == document
        for message, changed in _changes(each)
        if message.start > own.start and shared <= _shared(asked, each, changed)
    ]
    if not changing:
        return reading
    _, latest = max(changing, key=lambda each: each[0])
    return reading.with_answer("block", latest, *reading.spans)


def _changes(evidence: Evidence) -> Iterator[tuple[Message, Range]]:
    """Yield each message that says that something has changed, and its sentence that says so."""
    for message in messages_between(evidence, evidence.passage.start, evidence.passage.end):
        found = _CHANGES.search(evidence.context, *evidence.in_context(*message.words))
        if found and not message.asks:
            words = evidence.in_document(*found.span())
            yield message, sentence_around(evidence, *words) or message.words


def _shared(asked: AskedQuestion, evidence: Evidence, part: Range) -> frozenset[str]:
    """Return the content terms of the question that a part of the document has, without those of a state."""
    named = asked.content - asked.terms_of(_STATES)
    return named & asked.terms_of(range_text(evidence, *evidence.in_context(*part)))
