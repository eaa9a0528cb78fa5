"""The messages of a chat in an evidence: which belong together, and which of them answers another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from index.types import Evidence, Range


class Message(NamedTuple):
    """Characters `start` to `end` of a document: what somebody says, from their name on."""

    start: int
    text: int  #: where it begins after its author and time
    end: int
    author: str
    day: str  #: as its head has it, if at all
    asks: bool
    said: str = ""  #: its text as it stands
    #: The author and the first words of the message that it replies to, where its head tells.
    replied: str = ""

    @property
    def words(self) -> Range:
        """Its text alone."""
        return self.text, self.end

    def replies_to(self, other: Message) -> bool:
        """Whether its head says that it replies to another message."""
        from index.documents.plain_text.chats import replied_to  # which few texts need

        name, words = replied_to(self.replied)
        return name == other.author and bool(words) and " ".join(other.said.split()).startswith(words)


def messages_between(evidence: Evidence, start: int, end: int) -> list[Message]:
    """The messages that stand whole between two characters of the document, in order."""
    blocks = [
        each for each in evidence.blocks if each.kind == "message" and start <= each.start <= each.end <= end
    ]
    if not blocks:
        return []
    from index.documents.plain_text.asking import asks_somebody  # which few texts need
    from index.documents.plain_text.chats import message_head

    found: list[Message] = []
    for block in blocks:
        first, last = block.start - evidence.start, block.end - evidence.start
        head = message_head(evidence.context, first, last)
        if head is None or not (words := evidence.context[head.end : last].strip()):
            continue
        text = evidence.context.index(words, head.end) + evidence.start
        asks = asks_somebody(words)
        found.append(Message(block.start, text, block.end, head.author, head.day, asks, words, head.replied))
    return found


def _every_message(evidence: Evidence) -> list[Message]:
    return messages_between(evidence, evidence.start, evidence.start + len(evidence.context))


def exchange(messages: Sequence[Message], start: int, bounds: Range) -> Range:
    """The part of a stretch that is about the same as the message which holds character `start`.

    An exchange begins with somebody who has said nothing in the one before, where two of these hold: they
    ask, it is another day, and others have spoken to each other before.
    """
    begins = [bounds[0]]
    authors: set[str] = set()
    day = ""
    for message in messages:
        signs = (message.asks, message.day != day, len(authors) > 1)
        if authors and message.author not in authors and sum(signs) > 1:
            begins.append(message.start)
            authors = set()
        authors.add(message.author)
        day = message.day
    ends = [*begins[1:], bounds[1]]
    return next(
        ((first, last) for first, last in zip(begins, ends, strict=True) if first <= start < last), bounds
    )


def reply_to(messages: Sequence[Message], asking: Message) -> Message | None:
    """The message that says it replies to another; else the first later one of somebody else in the same
    exchange that asks nothing itself and replies to no other.

    Where all of them ask back, it is the first.
    """
    later = [each for each in messages if each.start > asking.start and each.author != asking.author]
    replies = [each for each in later if each.replied and each.replies_to(asking)]
    if not replies:
        _, end = exchange(messages, asking.start, (messages[0].start, messages[-1].end))
        replies = [each for each in later if each.start < end and not each.replied]
    return min(replies, key=lambda each: each.asks, default=None)


def only_asks(evidence: Evidence, part: Range) -> bool:
    """Whether a part of a message of a chat asks something itself, and so answers nothing."""
    messages = _every_message(evidence)
    own = next((each for each in messages if each.start <= part[0] and part[1] <= each.end), None)
    if own is None or not own.asks:
        return False
    from index.documents.plain_text.asking import asks_somebody

    first, last = max(part[0], own.text) - evidence.start, part[1] - evidence.start
    return asks_somebody(evidence.context[first:last].strip())


def is_asked(evidence: Evidence, start: int) -> bool:
    """Whether character `start` of the document stands in a message that asks and has a reply."""
    messages = _every_message(evidence)
    asking = next((each for each in messages if each.asks and each.start <= start < each.end), None)
    return asking is not None and reply_to(messages, asking) is not None
