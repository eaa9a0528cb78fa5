"""The messages of a chat in an evidence: which belong together, and which one answers another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from index.types import Evidence, Range


class Message(NamedTuple):
    """A message: characters `start` to `end` of a document, from the name of its author on."""

    start: int
    text: int  #: where its words start, after the author and the time
    end: int
    author: str
    day: str  #: as its head states it; empty if it does not
    asks: bool  #: whether its words ask something
    said: str = ""  #: its words
    #: The author and the first words of the message that it replies to, if its head names them.
    replied: str = ""

    @property
    def words(self) -> Range:
        """The range of its words, without the author and the time."""
        return self.text, self.end

    def replies_to(self, other: Message) -> bool:
        """Whether its head says that it replies to another message."""
        from index.documents.plain_text.chats import replied_to  # imported here: few documents are chats

        name, words = replied_to(self.replied)
        return name == other.author and bool(words) and " ".join(other.said.split()).startswith(words)


def messages_between(evidence: Evidence, start: int, end: int) -> list[Message]:
    """Return the messages that lie between two offsets of the document, in order."""
    blocks = [
        each for each in evidence.blocks if each.kind == "message" and start <= each.start <= each.end <= end
    ]
    if not blocks:
        return []
    from index.documents.plain_text.asking import asks_somebody  # imported here: few documents are chats
    from index.documents.plain_text.chats import message_head

    found: list[Message] = []
    for block in blocks:
        first, last = evidence.in_context(block.start, block.end)
        head = message_head(evidence.context, first, last)
        if head is None or not (words := evidence.context[head.end : last].strip()):
            continue
        text = evidence.context.index(words, head.end) + evidence.start
        asks = asks_somebody(words)
        found.append(Message(block.start, text, block.end, head.author, head.day, asks, words, head.replied))
    return found


def _every_message(evidence: Evidence) -> list[Message]:
    return messages_between(evidence, evidence.start, evidence.end)


def message_around(messages: Sequence[Message], part: Range) -> Message | None:
    """Return the message that contains a range of the document; None if none does."""
    return next((each for each in messages if each.start <= part[0] and part[1] <= each.end), None)


def exchange(messages: Sequence[Message], start: int, bounds: Range) -> Range:
    """Return the part of the range `bounds` with the same exchange as the message at character `start`.

    An exchange starts with a message whose author has said nothing in the exchange before, if two of three
    signs hold: the message asks, it is of another day, and the exchange before has several authors.
    """
    starts = [bounds[0]]
    authors: set[str] = set()
    day = ""
    for message in messages:
        signs = (message.asks, message.day != day, len(authors) > 1)
        if authors and message.author not in authors and sum(signs) > 1:
            starts.append(message.start)
            authors = set()
        authors.add(message.author)
        day = message.day
    ends = [*starts[1:], bounds[1]]
    return next(
        ((first, last) for first, last in zip(starts, ends, strict=True) if first <= start < last), bounds
    )


def reply_to(messages: Sequence[Message], asking: Message) -> Message | None:
    """Return the reply to a message that asks; None if there is none.

    It is a later message of another author whose head says that it replies to `asking`. Without such a
    message, it is one of the same exchange whose head names no message. Of several, it is the first that asks
    nothing; if all of them ask, the first.
    """
    later = [each for each in messages if each.start > asking.start and each.author != asking.author]
    replies = [each for each in later if each.replied and each.replies_to(asking)]
    if not replies:
        _, end = exchange(messages, asking.start, (messages[0].start, messages[-1].end))
        replies = [each for each in later if each.start < end and not each.replied]
    return min(replies, key=lambda each: each.asks, default=None)


def told_after_asking(messages: Sequence[Message], message: Message) -> int:
    """Return where a reply that first asks back starts to tell something; its end if it does not.

    "How long were you away? After 40 minutes others can loot it" replies to somebody who asked before, in the
    same exchange.
    """
    asked, mark, told = message.said.rpartition("?")
    if not mark or not any(map(str.isalpha, told)):
        return message.end
    start, _ = exchange(messages, message.start, (messages[0].start, messages[-1].end))
    before = [each for each in messages if start <= each.start < message.start]
    replies = any(each.asks and each.author != message.author for each in before)
    return message.text + len(asked) + len(mark) if replies else message.end


def only_asks(evidence: Evidence, part: Range) -> bool:
    """Whether a part of a chat message asks something, and so answers nothing."""
    messages = _every_message(evidence)
    own = message_around(messages, part)
    if own is None or not own.asks or part[1] > told_after_asking(messages, own):
        return False
    from index.documents.plain_text.asking import asks_somebody

    return asks_somebody(evidence.text_between(max(part[0], own.text), part[1]).strip())


def is_in_answered_question(evidence: Evidence, start: int) -> bool:
    """Whether character `start` of the document is in a message that asks and has a reply.

    False for what a reply tells after it has asked back.
    """
    messages = _every_message(evidence)
    asking = next((each for each in messages if each.asks and each.start <= start < each.end), None)
    if asking is None or start >= told_after_asking(messages, asking):
        return False
    return reply_to(messages, asking) is not None
