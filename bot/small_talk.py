"""Messages that ask nothing by themselves: greetings and thanks, chat with other people, "any idea?".

They are recognised by the words and phrases of a language file, in the language that is passed.
"""

from __future__ import annotations

import functools
import re

import msgspec

from index.documents.blocks.questions import ends_with_question_mark

_SIGNS = re.compile(r"[^\w\s'’]+")  # signs between the parts of a message
_ADDRESS = re.compile(r"https?://\S+")


class Phrases(msgspec.Struct, frozen=True):
    """The words and phrases of a language that tell what kind of message people wrote."""

    small_talk: frozenset[str] = frozenset()  #: messages that ask nothing of the documents
    disagreeing: frozenset[str] = frozenset()  #: such messages that doubt an answer
    pointing: frozenset[str] = frozenset()  #: phrases that only say that another message is the question
    chatting: frozenset[str] = frozenset()  #: words of people who chat with each other
    thanking: frozenset[str] = frozenset()  #: phrases that thank
    beside_thanks: frozenset[str] = frozenset()  #: words of a message that only thanks, and asks nothing
    asking: frozenset[str] = frozenset()  #: words that make a message a question
    asking_first: frozenset[str] = frozenset()  #: words that make a message a question if they are its first

    @property
    def asking_nothing(self) -> frozenset[str]:
        """All messages that ask nothing of the documents, also those that doubt an answer."""
        return self.small_talk | self.disagreeing

    def __or__(self, other: Phrases) -> Phrases:
        """Return the phrases of two languages together."""
        names = Phrases.__struct_fields__
        return Phrases(*(getattr(self, name) | getattr(other, name) for name in names))


def is_small_talk(text: str, language: Phrases) -> bool:
    """Whether clean `text` asks nothing of the documents: a greeting, "ok cool", "that's wrong", an emoji."""
    bare = _bare(text)
    has_words = any(map(str.isalnum, bare))
    return _is_made_of(bare, language.asking_nothing) if has_words else bool(text)


def only_thanks(text: str, language: Phrases) -> bool:
    """Whether clean `text` is small talk that thanks and calls for nothing: "ok, thanks", not "help, thx"."""
    others, thanks = _any_of(language.thanking).subn("", f"{_bare(text)} ")
    return thanks > 0 and is_small_talk(text, language) and language.asking.isdisjoint(others.split())


def only_disagrees(text: str, language: Phrases) -> bool:
    """Whether clean `text` is small talk that doubts an answer: "no, that's wrong", not "no problem"."""
    bare = _bare(text)
    return is_small_talk(text, language) and bool(bare) and not _is_made_of(bare, language.small_talk)


def is_chatter(text: str, language: Phrases) -> bool:
    """Whether clean `text` is more likely said to other people: "lol, the ferry again", "thanks".

    A web address alone, and an empty text, are chatter too. A text is not chatter if it ends in a question
    mark, contains a word of `asking`, calls for help, or asks after thanks: "thanks, ferry times".
    """
    text = _ADDRESS.sub(" ", text).strip()
    bare = f"{_bare(text)} "
    words = _any_of(language.chatting).sub("", bare).split()
    if (
        ends_with_question_mark(text)
        or not language.asking.isdisjoint(words)
        or _asks_after_thanks(text, language)
    ):
        return False
    is_chat = len(words) < len(bare.split()) and (not words or words[0] not in language.asking_first)
    return not text or is_chat or is_small_talk(text, language)


def _asks_after_thanks(text: str, language: Phrases) -> bool:
    """Whether thanks, followed by a punctuation mark, are followed by words that ask something.

    A single word is not enough: it is a name or a farewell ("thanks, Asha", "thanks, solved"). Nor is "<3".
    """
    parts = list(filter(None, map(_bare, _SIGNS.split(text))))
    is_phrase = [_is_made_of(part, language.asking_nothing | language.chatting) for part in parts]
    first = is_phrase.index(False) if False in is_phrase else len(parts)
    words = [word for word in " ".join(parts[first:]).split() if any(map(str.isalpha, word))]
    thanks = any(_any_of(language.thanking).search(f"{part} ") for part in parts[:first])
    return thanks and len(words) > 1 and language.beside_thanks.isdisjoint(words)


def is_pointing(text: str, language: Phrases) -> bool:
    """Whether clean `text` says no more than that the message it replies to is the question."""
    bare = _bare(text)
    return not bare or _is_made_of(bare, language.pointing)


def _bare(text: str) -> str:
    """Return the words of a text in lower case, without punctuation and without "munshi"."""
    words = re.sub(r"[^\w\s^]", " ", text.casefold()).split()
    return " ".join(word for word in words if word != "munshi")


def _is_made_of(bare: str, phrases: frozenset[str]) -> bool:
    """Whether bare words are one or more of the phrases, and nothing else."""
    return _any_of(phrases).fullmatch(f"{bare} ") is not None


@functools.cache
def _any_of(phrases: frozenset[str]) -> re.Pattern[str]:
    """Return a pattern of one or more of the phrases, as whole words, each followed by a space."""
    return re.compile(rf"(?<!\S)(?>(?:{'|'.join(sorted(map(re.escape, phrases), key=len, reverse=True))}) )+")
