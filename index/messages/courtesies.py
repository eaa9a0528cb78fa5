"""Questions without the greetings, thanks and excuses that people write around them.

They are addressed to people and say nothing about the documents, but each of their words would count in the
search and in the reading: with "hi all, quick question:" before it, a question is answered less often.
"""

from __future__ import annotations

import re

from index.english.function_words import (
    CONTRACTED_WITH_IS,
    DETERMINERS,
    PREPOSITIONS,
    QUESTION_WORDS,
    SOMEBODY,
)
from index.english.patterns import any_of
from index.english.verbs import AUXILIARIES, BE
from index.messages.sentences import message_sentences

_IGNORE_CASE = re.IGNORECASE

_PLEASE = any_of("pretty please", "please", "pl[sz]+")
_ADDRESSEE = any_of(
    *("there", "all", "everyone", "everybody", "guys", "folks", "team", "people", "ppl", "friends", "mods?"),
    *("admins?", "staff", "munshi", "bot", "again", "community", "you", "y['’]?all", "both", "mates?"),
)
_GREETING = any_of(
    *("hi+", "hello+", "he+y+a?", "hiya", "howdy", "yo", "sup", "greetings", "ahoy", "dear"),
    *("good (?:morning|afternoon|evening|day)", "morning", "evening"),
)
_THANKS = any_of("(?:many |big )?thanks", "thank (?:you|u)", "thx+", "tx", "ty(?:sm|vm)?", "tia", "cheers")
_THANKS_ENDING = any_of(
    *("in advance", "so much", "very much", "a lot", "a ton", "a bunch", "for (?:any|the|your|all the) help"),
    _ADDRESSEE,
)
_APPROVAL = any_of(
    "(?:ah |oh )?ok(?:ay)?", "cool", "great", "nice", "perfect", "awesome", "alright", "ah", "oh"
)
_PERSON = any_of("you", "u", SOMEBODY, "any1")
_KNOW = r"know(?: about| of)?(?! (?:if|whether)\b)"
_EMPTY_QUESTION = any_of(
    r"(?:just |so )?(?:i(?:['’]ve)? )?(?:have )?(?:got )?(?:an?(?:nother)? |one )?"
    r"(?:(?:quick|small|short|simple|stupid|dumb|silly|random|general|basic|noob|newbie|little) )+"
    r"(?:question|q)",
    *("(?:just )?one more(?: question| thing)?", "(?:one )?last (?:question|thing)", "(?:a )?quick one"),
)
# What a question may start with. After "hi" or "so" without a punctuation mark, one of these must follow.
_QUESTION_START = any_of(
    *QUESTION_WORDS,
    *(rf"{word}n?t?" for word in AUXILIARIES),
    *(f"{any_of(*CONTRACTED_WITH_IS)}['’]?s", "can['’]?t", "won['’]?t"),
    *("i", "i['’]?m", "i['’]?ve", "we", "my", "if", "just", "quick", "sorry", "any", "anyone", "anybody"),
    *("so", "and"),
    _PLEASE,
)
# Faces, hands, hearts and the like, and the characters that change their colour or join them.
_FACES = "\U0001f440-\U0001f450\U0001f600-\U0001f64f\U0001f90c-\U0001f93f\U0001f970-\U0001f97a"
_OTHER_SIGNS = "\U0001fae0-\U0001faf8\U0001f480\U0001f493-\U0001f49c\U0001f525\U0001f9e1\u2728\u2764"
_EMOJI = f"[{_FACES}{_OTHER_SIGNS}\U0001f3fb-\U0001f3ff\u200d\ufe0f\u2640\u2642]"
_SMILEY = r"(?:[:;]['’]?-?[()DPp]+|<3|\^\^)"
_MARKS = r"[\s,.!:;…\-–—]"
# Words of an excuse up to its end, or up to the question that follows it.
_EXCUSE = rf"(?:(?! {any_of(*QUESTION_WORDS)}\b)[^,;:?]){{0,60}}"
# Between a courtesy and the question.
_NEXT = rf"(?:\s+{_SMILEY}(?!\w)\s*|\s*[,.!:;…–—-]+\s*|\s+(?={_QUESTION_START}\b))"

_OPEN_QUESTION = rf"(?={_QUESTION_START}\b)(?!(?:if|whether)\b)"  # it asks for more than yes or no
# One courtesy at the start of a question: "hi all, " of "hi all, how deep is it".
_BEFORE = re.compile(
    rf"{_MARKS}*(?<![!.-])"  # "!help" and "--help" are commands
    + any_of(
        rf"{_GREETING}(?:,? {_ADDRESSEE})+(?: {_SMILEY})?(?:{_MARKS}+|$)",
        rf"(?:{_GREETING}|sorry|excuse me|pardon(?: me)?|{_PLEASE}|help){_NEXT}",
        rf"(?:{_APPROVAL},? )?{_THANKS}(?:,? {_THANKS_ENDING})*(?: {_EMOJI}+)?{_NEXT}",
        rf"(?:so|ok(?:ay)?|well|u+m+|u+h+|h+m+|oh|btw|by the way|also){_NEXT}",
        r"@?munshi\s*[,:]\s*|@munshi\s+",
        rf"(?:{_EMPTY_QUESTION}|question|q)(?:,? but)?{_NEXT}",
        rf"(?:sorry (?:if|for)|not sure (?:if|whether) this)\b{_EXCUSE} but,? (?={_QUESTION_START}\b)",
        rf"(?:i (?:was|am) |i['’]?m |was )?(?:just )?wondering,? {_OPEN_QUESTION}",
        rf"i(?:['’]?d| would)? (?:just )?(?:like|love|want|need) to {_KNOW} ",
        rf"any(?:one|body) {_KNOW}[ ,:]+(?={_QUESTION_START}\b)",
        rf"(?:does|do) {_PERSON} (?:here |happen to )?{_KNOW}[ ,:]+(?={_QUESTION_START}\b)",
        rf"any (?:ideas?|clues?)(?: on| about)?,? {_OPEN_QUESTION}",
    ),
    _IGNORE_CASE,
)

_ANY_HELP = r"any help (?:is |would be )?(?:much |greatly )?appreciated"
_ANY_IDEA = any_of("any (?:ideas?|clues?)", rf"(?:does )?any(?:one|body)(?: {_KNOW})?")
_CURIOUS = r"asking for a friend|(?:i['’]?m |i was )?just (?:wondering|curious|asking)"
_LAUGH = rf"lol|lmao|x+d+|(?:ha){{2,}}h?|(?:he){{2,}}|{_SMILEY}"
# One courtesy at the end of a question, with the question mark after it: " pls?".
_AFTER = re.compile(
    rf"(?<!{_MARKS}){_MARKS}+"
    + any_of(
        rf"{_PLEASE}(?: help(?: me)?)?|(?<=[,;:…–—-] )help {_PLEASE}",
        rf"{_THANKS}(?:,? {_THANKS_ENDING})*",
        # After a word, "anyone" and "help" are what is asked about: "can i invite anyone".
        rf"any (?:ideas?|clues?)|any(?:one|body) {_KNOW}|(?<=[,;:…–—-] ){_ANY_IDEA}",
        *(_ANY_HELP, _CURIOUS, _LAUGH, "btw", "by the way"),
    )
    + r"[\s.!,]*(?P<mark>\??)[\s?!.]*$",
    _IGNORE_CASE,
)

_NEW_HERE = (
    r"(?:i am |i['’]?m )?(?:a )?(?:bit |quite |very |totally |brand )?(?:new|newbie|noob)"
    r"(?: here| around here| to (?:this|the) (?:server|discord|group|forum|community|place|game))?"
)
_NOT_FOUND = (
    r"(?:i )?(?:can['’]?t|cannot|could ?n['’]?t|could not|did ?n['’]?t|did not) (?:seem to )?(?:find|see) "
    r"(?:it|this|that|anything|an(?:y|other)? (?:answer|info(?:rmation)?))"
    r"(?: about (?:it|this|that))?(?: anywhere| here| online| in the \w+)?"
)
# A whole sentence that is a courtesy, without its punctuation.
_SENTENCE = re.compile(
    any_of(
        rf"{_GREETING}(?:,? {_ADDRESSEE})*",
        rf"(?:{_APPROVAL},? )?{_THANKS}(?:,? {_THANKS_ENDING})*(?:, \w+)?",
        rf"{_THANKS} for\b{_EXCUSE}",
        r"(?:(?:kind|best|warm) )?regards(?:,? \w+){0,2}",
        _NEW_HERE,
        r"(?:this is )?(?:my )?first (?:post|question|time (?:here|posting|asking))(?: here)?",
        rf"(?:{_EMPTY_QUESTION}|(?:i(?:['’]ve)? )?(?:have|got) (?:a|one|another) question)"
        r"(?: for (?:you|u)(?: all| guys)?)?",
        r"(?:i )?hope (?:you|everyone|everybody|y['’]?all|all|this is)\b" + _EXCUSE,
        rf"sorry (?:if|for|to)\b{_EXCUSE}",
        rf"this (?:is|might be|may be) {_EMPTY_QUESTION}",
        r"(?:i['’]?m )?not sure (?:if|whether) (?:this|it) is the right (?:channel|place|section)" + _EXCUSE,
        _NOT_FOUND,
        r"(?:i(?:['’]ve)? )?(?:already )?(?:searched|looked|googled)(?: everywhere| around| already)*"
        rf"(?: but{_EXCUSE})?",
        rf"{_PLEASE}(?: help(?: me)?)?|help(?: me)?(?: {_PLEASE})?|thoughts|let me know|no rush|urgent|asap",
        rf"{_ANY_HELP}(?:,? .{{0,20}})?",
        *(_ANY_IDEA, _CURIOUS, _LAUGH),
    ),
    _IGNORE_CASE,
)

_EMOJI_BEFORE = re.compile(rf"(?:{_EMOJI}|\s)+")
_EMOJI_AFTER = re.compile(rf"(?<!{_EMOJI})(?<!\s)\s*(?:{_EMOJI}\s*)+$")

_QUOTED = re.compile(r"[\"“”'‘’`]([^\"“”`]+)[\"“”'‘’`]")
# Before these a word or an emoji is what the question is about: "who says please", "what is 🙏".
_SAY_LIST = "say says saying said give gives send write type use means mean command word called react reacts"
_ASKS_ABOUT = frozenset((*PREPOSITIONS, *DETERMINERS, *BE, *_SAY_LIST.split(), "i", "we", "they")).difference(
    ("at", "in", "on", "up")  # a question may end with one: "which shelf is it on"
)

_ROUNDS = 10  # of removal; each removes one courtesy at each end and those in sentences of their own


def without_courtesies(question: str) -> str:
    """Return a question, on one line, without the courtesies before, between and after its sentences.

    The question is unchanged if it consists of courtesies alone.
    """
    rest = _without_quotation_marks(" ".join(question.split()))
    for _ in range(_ROUNDS):
        shorter = _without_emoji(_without_ends(_other_sentences(rest)))
        if shorter == rest:
            break
        rest = shorter
    return rest if any(map(str.isalnum, rest)) else question


def _without_quotation_marks(text: str) -> str:
    """Return a text without the quotation marks around all of it."""
    found = _QUOTED.fullmatch(text)
    return found[1] if found else text


def _other_sentences(text: str) -> str:
    """Return a text without the sentences that are courtesies."""
    sentences = message_sentences(text)
    return " ".join(
        each for each in sentences if not _SENTENCE.fullmatch(_without_emoji(each).strip(" .!?…,"))
    )


def _without_ends(text: str) -> str:
    """Return a text without the courtesies with which it starts and the last one with which it ends."""
    if (found := _BEFORE.match(text)) and found.end() < len(text):
        text = text[found.end() :]
    found = _AFTER.search(text)
    if found and not _is_about_next(text[: found.start()]):
        text = text[: found.start()] + found["mark"]
    return text.strip()


def _without_emoji(text: str) -> str:
    """Return a text without the emoji at its start and at its end."""
    if found := _EMOJI_BEFORE.match(text):
        text = text[found.end() :]
    found = _EMOJI_AFTER.search(text)
    return text[: found.start()] if found and not _is_about_next(text[: found.start()]) else text


def _is_about_next(text: str) -> bool:
    """Whether the word after a text is what the text is about."""
    words = text.rsplit(maxsplit=1)
    return bool(words) and words[-1].casefold() in _ASKS_ABOUT
