"""Finds the only sentence of a message that asks something: the second of "I came today. How deep is it?".

Also removes chat: sentences of common words in which people talk about themselves.
"""

from __future__ import annotations

import re

from index.english.function_words import (
    DEMONSTRATIVES,
    FUNCTION_WORDS,
    OBJECT_PRONOUNS,
    POSSESSIVES,
    QUESTION_WORDS,
    SUBJECT_PRONOUNS,
    any_of,
)
from index.english.message_sentences import message_sentences
from index.english.verbs import AUXILIARIES

_ASKS = re.compile(
    rf"{any_of(*QUESTION_WORDS, *AUXILIARIES)}(?:n?['’]?t|['’]?s)?\b|.*\?\W*$", re.IGNORECASE | re.DOTALL
)
_WORD = re.compile(r"[\w'’]+")
_FIRST_AND_SECOND_PERSON = ("i", "me", "my", "we", "us", "our", "you", "your")
_OTHERS = ("there", "one", "ones", "then", "so", "same", "such", "both", "either", "other", "else")
# Words that refer to what another sentence says.
_REFERENCES = frozenset(
    (*DEMONSTRATIVES, *SUBJECT_PRONOUNS, *OBJECT_PRONOUNS, *POSSESSIVES, *_OTHERS)
).difference(_FIRST_AND_SECOND_PERSON)
_FEWEST_CONTENT_WORDS = 2  # of a text that says what it is about
_IS_DEFINITION = re.compile(r"(?:who|what)(?:['’]?s| is| are| was| were)\b", re.IGNORECASE)
# With these words people talk about themselves and about their search for an answer, whatever it is about.
_CHAT_LIST = """
    actually again all almost already also always answer answers any anybody anyone anything around ask
    asked asking back bad basically bit boyfriend brother buddy came channel check checked come confused
    could couple curious dad day days doc docs else even ever everyone everything explain faq far father
    few figure find first found friend friends gave get getting girlfriend give go going gone good
    google googled got gotten great guess guy guys happy hello help helped here hey hi honestly hope
    hour hours husband idea internet just keep kept knew know known last let like little lol long lost
    lot love made make many mate maybe minute minutes mom moment month months more morning most mother
    much never new next nice nobody none nothing now off only out over page people please posted problem
    question questions quick quite read reading really said saw say search searched see seen sister some
    somebody someone something son sorry start started still stuck sure talk talked tell thanks thing
    think thought time today told tonight too tried try trying understand use used using very wait
    waiting want wanted week weeks well went while wife wonder wondering work worked would year years
    yesterday yet
    advise appreciate appreciated curiosity dear enquire excuse faithfully forgive forward goodness
    grateful happen ignorance inform informed inquire kind kindly madam mind obliged pardon permitted
    recall regret remember reply respectfully sincerely sir yours
    btw cant didnt doesnt dont gonna gotta havent im isnt ive kinda ok okay rn somehow tbh thats theres
    u ur wanna whats wont yeah
"""
CHAT_WORDS = FUNCTION_WORDS.union(_CHAT_LIST.split())
_PREDICATE_LIST = "possible okay ok allowed true fine legal enough that still worth known necessary required"
_PREDICATE = any_of(*_PREDICATE_LIST.split())
# "It" and "there" that refer to nothing: "is it possible", "there is".
_EXPLETIVE = re.compile(
    rf"\b(?:is|was|be|make) it {_PREDICATE}\b|\bit(?:['’]?s| is) {_PREDICATE}\b"
    r"|\bthere(?:['’]?s| is| are| was| were)\b|\b(?:is|are|was|were)(?:n['’]?t)? there\b",
    re.IGNORECASE,
)
_NO_NOUN_LIST = "like work mean use give get skip fix now"
_NO_NOUN = any_of(*sorted(FUNCTION_WORDS), *_NO_NOUN_LIST.split())
# "That" after what it describes: "a shed that is open".
_RELATIVE = re.compile(
    rf"(?<= )(?!{_NO_NOUN} )([\w'’]+) that (?!(?:one|thing|means?)\b)(?=\w)", re.IGNORECASE
)
_IT_DEPARTMENT = re.compile(r"\bIT\b")  # no pronoun
# A number, a code, a path, or a name within a sentence.
_SPECIFIC = re.compile(r"\d|\w[/_:@\\.]\w|[`#\"“*]|(?<!^)\b(?!I\b|I['’])[A-Z]")


def content_words(text: str) -> list[str]:
    """Return the words of a text that are not in `CHAT_WORDS`, in any contraction ("I've")."""
    words = _WORD.findall(text.casefold().replace("’", "'"))
    return [word for word in words if word.partition("'")[0] not in CHAT_WORDS]


def refers(text: str) -> bool:
    """Whether a text has a word that refers to something else: "it" in "how deep is it"."""
    text = _RELATIVE.sub(r"\1 ", _EXPLETIVE.sub(" ", _IT_DEPARTMENT.sub(" ", text).casefold()))
    return not _REFERENCES.isdisjoint(
        word.partition("'")[0] for word in _WORD.findall(text.replace("’", "'"))
    )


def is_clear(text: str) -> bool:
    """Whether a text says by itself what it is about, with enough content words and no reference."""
    return len(content_words(text)) >= _FEWEST_CONTENT_WORDS and not refers(text)


def without_chat(text: str) -> str:
    """Return a text without the sentences that ask nothing and consist of `CHAT_WORDS`.

    The text is unchanged if the rest consists of them too: "I am stuck. What can I do?".
    """
    sentences = message_sentences(text.strip())
    kept = [sentence for sentence in sentences if _ASKS.match(sentence) or content_words(sentence)]
    rest = " ".join(kept)
    return rest if content_words(rest) else text


def main_question(text: str) -> tuple[str, str]:
    """Return the sentence that asks something, and the other sentences; two empty strings if that is unclear.

    It is clear if only one sentence asks something, no word in it refers to another sentence ("it", "there"),
    and no other sentence contains a number, a code or a name, which may be a condition of the question.
    """
    sentences = message_sentences(text.strip())
    asking = [sentence for sentence in sentences if _ASKS.match(sentence)]
    if len(sentences) < 2 or len(asking) != 1:
        return "", ""
    others = [sentence for sentence in sentences if sentence is not asking[0]]
    content = content_words(asking[0])
    if len(content) < _FEWEST_CONTENT_WORDS and not (content and _IS_DEFINITION.match(asking[0])):
        return "", ""
    if refers(asking[0]) or any(map(_SPECIFIC.search, others)):
        return "", ""
    return asking[0], " ".join(others)
