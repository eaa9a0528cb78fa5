"""A short form that no document has → what documents write in its place: "lvl", "coords", "hp".

Four kinds are known. Some are usual among people who write to each other ("perms"). The others are told by
their letters: the initials of words that follow each other ("hp" for "hit points"), the beginning of a word
("coords" for "coordinates"), and a word's consonants ("dmg" for "damage").
"""

from __future__ import annotations

import re
from collections import Counter

from index.english.function_words import FUNCTION_WORDS

_USUAL_LIST = """
    acc: account; accs: accounts; acct: account; addr: address; admin: administrator; admins: administrators;
    amt: amount; approx: approximately; appt: appointment; asap: as soon as possible; auth: authentication,
    authorization; avg: average; bday: birthday; cert: certificate; certs: certificates; cmd: command; cmds:
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
_SHORTEST, _LONGEST = 3, 6  # letters of a beginning or of consonants
_MOST_INITIALS = 4
_LONGER = 3  # letters that a word has more than its beginning, so that no other form of the word is meant
_OFTEN, _OFTEN_INITIALS = 2, 3  # times that what is meant stands in the texts at least
_WORD = r"[^\W\d_]"
_BETWEEN = rf"{_WORD}{{0,5}}"  # two consonants, so that a very long word takes no longer


def full_form(short: str, text: str, *, is_common: bool) -> str:
    """What a short form, in small letters, stands for in a text; empty where nothing is found.

    A word that is common in the language is no part of another word, but may be a usual short form.
    """
    if not short.isascii() or not short.isalpha() or short in _NO_SHORT_FORMS:
        return ""
    return _usual(short, text) or _initials(short, text) or ("" if is_common else _part_of_word(short, text))


def _usual(short: str, text: str) -> str:
    forms = _USUAL.get(short, ())
    found = Counter(match.casefold() for match in _findall("|".join(forms), text)) if forms else Counter()
    return max(forms, key=lambda form: found[form.casefold()]) if found else ""


def _initials(short: str, text: str) -> str:
    """Words that follow each other and begin with the letters; none is a function word."""
    if not 2 <= len(short) <= _MOST_INITIALS:
        return ""
    pattern = r"[ \t]".join(rf"{letter}{_WORD}+" for letter in short)
    phrases = [phrase.casefold() for phrase in _findall(pattern, text)]
    found = Counter(phrase for phrase in phrases if FUNCTION_WORDS.isdisjoint(phrase.split()))
    return _most(found, _OFTEN_INITIALS)


def _part_of_word(short: str, text: str) -> str:
    """A word that begins with the letters, or of which they are the consonants."""
    if not _SHORTEST <= len(short) <= _LONGEST:
        return ""
    beginning = short.removesuffix("s") if len(short) > _SHORTEST else short
    if not set(_VOWELS).isdisjoint(short[1:]):
        return _most(Counter(map(str.casefold, _findall(rf"{beginning}{_WORD}{{{_LONGER},}}", text))), _OFTEN)
    pattern = _BETWEEN.join(short)
    words = Counter(map(str.casefold, _findall(rf"{pattern}(?:[{_VOWELS}s]{_BETWEEN})?", text)))
    return _most(Counter({word: words[word] for word in words if _consonants(word) == short}), _OFTEN)


def _consonants(word: str) -> str:
    """The first letter and the consonants behind it, of two that are the same one."""
    letters = word[0] + re.sub(f"[{_VOWELS}]", "", word[1:])
    return re.sub(r"(.)\1", r"\1", letters)


def _most(found: Counter[str], least: int) -> str:
    """What is found most often, and twice as often as anything else; empty if that is too seldom."""
    first, second = [*found.most_common(2), ("", 0), ("", 0)][:2]
    return first[0] if first[1] >= max(least, 2 * second[1]) else ""


def _findall(pattern: str, text: str) -> list[str]:
    found: list[str] = re.findall(rf"(?<![^\W\d]|-)(?:{pattern})(?![\w-])", text, re.IGNORECASE)
    return found
