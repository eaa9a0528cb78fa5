"""Finds the only sentence of a message that asks something: the second of "I came today. How deep is it?"."""

from __future__ import annotations

import re

from index.messages.chat import content_words
from index.messages.clarity import FEWEST_CONTENT_WORDS, refers
from index.messages.sentences import asks, message_sentences

_IS_DEFINITION = re.compile(r"(?:who|what)(?:['’]?s| is| are| was| were)\b", re.IGNORECASE)
# A number, a code, a path, or a name within a sentence.
_SPECIFIC = re.compile(r"\d|\w[/_:@\\.]\w|[`#\"“*]|(?<!^)\b(?!I\b|I['’])[A-Z]")


def main_question(text: str) -> tuple[str, str]:
    """Return the sentence that asks something, and the other sentences; two empty strings if that is unclear.

    It is clear if only one sentence asks something, no word in it refers to another sentence ("it", "there"),
    and no other sentence contains a number, a code or a name, which may be a condition of the question.
    """
    sentences = message_sentences(text.strip())
    asking = [sentence for sentence in sentences if asks(sentence)]
    if len(sentences) < 2 or len(asking) != 1:
        return "", ""
    others = [sentence for sentence in sentences if sentence is not asking[0]]
    content = content_words(asking[0])
    if len(content) < FEWEST_CONTENT_WORDS and not (content and _IS_DEFINITION.match(asking[0])):
        return "", ""
    if refers(asking[0]) or any(map(_SPECIFIC.search, others)):
        return "", ""
    return asking[0], " ".join(others)
