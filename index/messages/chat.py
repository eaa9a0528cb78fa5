"""Chat: words and sentences in which people talk about themselves, and say nothing about the documents."""

from __future__ import annotations

import re

from index.english.function_words import FUNCTION_WORDS
from index.messages.sentences import asks, message_sentences

_WORD = re.compile(r"[\w'’]+")
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


def content_words(text: str) -> list[str]:
    """Return the words of a text that are not in `CHAT_WORDS`, in any contraction ("I've")."""
    return [word for word in words_of(text) if word.partition("'")[0] not in CHAT_WORDS]


def words_of(text: str) -> list[str]:
    """Return the words of a text, case-folded; "I've" is one word."""
    return _WORD.findall(text.casefold().replace("’", "'"))


def without_chat(text: str) -> str:
    """Return a text without the sentences that ask nothing and consist of `CHAT_WORDS`.

    The text is unchanged if the rest consists of them too: "I am stuck. What can I do?".
    """
    sentences = message_sentences(text.strip())
    kept = [sentence for sentence in sentences if asks(sentence) or content_words(sentence)]
    rest = " ".join(kept)
    return rest if content_words(rest) else text
