"""A short form that is in no document, such as "lvl" → the words that the documents have for it.

There are four kinds. The first are in a list of usual short forms, such as "perms". The others are recognised
by their letters: the initials of consecutive words ("hp" for "hit points"), the beginning of a word ("coords"
for "coordinates"), and a word's consonants ("dmg" for "damage").
"""

from __future__ import annotations

import re
from collections import Counter

from index.english.function_words import FUNCTION_WORDS

_USUAL_LIST = """
    acc: account; accs: accounts; acct: account; addr: address; admin: administrator; admins: administrators;
    amt: amount; approx: approximately; appt: appointment; asap: as soon as possible; auth: authentication,
    authorization; avg: average; bday: birthday; cert: certificate; certs: certificates; cmds:
    commands; db: database; dept: department; dev: developer, development; devs: developers; diff: difference;
    dir: directory; dirs: directories; dm: direct message; dms: direct messages; docs: documentation,
    documents; eng: engineering, English; env: environment; ep: episode; eps: episodes; exp: experience; fav:
    favourite, favorite; fn: function; gig: gigabyte, gigabytes, GB; gigs: gigabytes, GB; govt: government;
    hr: hour; hrs: hours; hw: homework, hardware; id: identifier; info: information; intro: introduction;
    lang: language; lib: library; libs: libraries; mac: macOS, OS X; max: maximum; mgr: manager; mic:
    microphone; min: minimum, minute; mins: minutes; mod: moderator, moderators; mods: moderators; mtg:
    meeting; mtgs: meetings; org: organization, organisation; orgs: organizations, organisations; os:
    operating system; osx: OS X, macOS; param: parameter; params: parameters; perm: permanent, permission;
    perms: permissions; pfp: profile picture, avatar; pic: picture, photo; pics: pictures, photos; pkg:
    package; pkgs: packages; pm: private message, direct message; pms: private messages, direct messages;
    prefs: preferences; prob: problem; prof: professor; profs: professors; pwd: password; qty: quantity; ref:
    reference; reqs: requirements; rpi: Raspberry Pi; sched: schedule; sec: second; secs: seconds; sem:
    semester; spec: specification; specs: specifications; src: source; srv: server; stats: statistics; sub:
    subscription; subs: subscriptions; temp: temporary, temperature; tmp: temporary; uni: university; var:
    variable; vars: variables; vc: voice channel, voice chat; ver: version; vid: video; vids: videos; vol:
    volume; wk: week; wknd: weekend; wks: weeks; xp: experience; yr: year; yrs: years
"""
_USUAL = {
    short: tuple(forms.split(", "))
    for short, forms in (entry.split(": ") for entry in " ".join(_USUAL_LIST.split()).split("; "))
}
_NO_SHORT_FORMS = FUNCTION_WORDS | {"am", "go", "hi", "no", "oh", "ok"}
_VOWELS = "aeiou"
_SHORTEST, _LONGEST = 3, 6  # letters of a short form that is a beginning or the consonants of a word
_MOST_INITIALS = 4
_LONGER = 3  # letters that follow the beginning at least: with fewer, it may be another form of the word
_OFTEN, _OFTEN_INITIALS = 2, 3  # occurrences of the full form in the texts, at least
_LETTER = r"[^\W\d_]"
_BETWEEN = rf"{_LETTER}{{0,5}}"  # between two consonants; bounded, so that a long word takes no longer


def full_form(short: str, text: str, *, is_common: bool) -> str:
    """The full form of a short form (in lower case) in a text; empty if there is none.

    With `is_common`, the short form is a common word of the language. Then the beginning or the consonants
    of another word are not looked for.
    """
    if not short.isascii() or not short.isalpha() or short in _NO_SHORT_FORMS:
        return ""
    return _usual(short, text) or _initials(short, text) or ("" if is_common else _part_of_word(short, text))


def _usual(short: str, text: str) -> str:
    """The usual full form that the text has most often; empty if it has none."""
    forms = _USUAL.get(short, ())
    found = Counter(match.casefold() for match in _findall("|".join(forms), text)) if forms else Counter()
    return max(forms, key=lambda form: found[form.casefold()]) if found else ""


def _initials(short: str, text: str) -> str:
    """The consecutive words that start with these letters; none of them is a function word."""
    if not 2 <= len(short) <= _MOST_INITIALS:
        return ""
    pattern = r"[ \t]".join(rf"{letter}{_LETTER}+" for letter in short)
    phrases = [phrase.casefold() for phrase in _findall(pattern, text)]
    found = Counter(phrase for phrase in phrases if FUNCTION_WORDS.isdisjoint(phrase.split()))
    return _most(found, _OFTEN_INITIALS)


def _part_of_word(short: str, text: str) -> str:
    """A word that starts with these letters, or whose consonants they are."""
    if not _SHORTEST <= len(short) <= _LONGEST:
        return ""
    beginning = short.removesuffix("s") if len(short) > _SHORTEST else short
    if not set(_VOWELS).isdisjoint(short[1:]):
        pattern = rf"{beginning}{_LETTER}{{{_LONGER},}}"
        return _most(Counter(map(str.casefold, _findall(pattern, text))), _OFTEN)
    pattern = rf"{_BETWEEN.join(short)}(?:[{_VOWELS}s]{_BETWEEN})?"
    words = Counter(map(str.casefold, _findall(pattern, text)))
    return _most(Counter({word: words[word] for word in words if _consonants(word) == short}), _OFTEN)


def _consonants(word: str) -> str:
    """The first letter of a word and the consonants after it; a doubled consonant counts once."""
    letters = word[0] + re.sub(f"[{_VOWELS}]", "", word[1:])
    return re.sub(r"(.)\1", r"\1", letters)


def _most(found: Counter[str], least: int) -> str:
    """The most frequent form; empty if it is found fewer than `least` times, or less than twice as often as
    the second."""
    first, second = [*found.most_common(2), ("", 0), ("", 0)][:2]
    return first[0] if first[1] >= max(least, 2 * second[1]) else ""


def _findall(pattern: str, text: str) -> list[str]:
    """The whole words in a text, not joined by a hyphen to others, that match a pattern in any case."""
    found: list[str] = re.findall(rf"(?<![^\W\d]|-)(?:{pattern})(?![\w-])", text, re.IGNORECASE)
    return found
