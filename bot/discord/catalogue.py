"""A language file → the sentences that people read, by key. `languages/en.toml` has them all and says how.

A translation is checked against the English one: what it lacks, or has with other words in braces, is read in
English, and `Catalogue.faults` names it.
"""

from __future__ import annotations

import re
import string
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from bot.discord.errors import LanguageUnusable
from bot.discord.limits import length
from index.regular_file import read_regular

FOLDER = Path(__file__).parent / "languages"  #: of the languages that Munshi brings
_SECTIONS = ("names", "descriptions", "labels", "reasons")  # their keys begin with the section's name
_LONGEST = {"names": 32, "descriptions": 100, "labels": 45}  # characters that Discord takes
_LONGEST_SENTENCE = 600  # what is put in fits beside it, and so does what stands in the same message
_NAME = re.compile(r"[-_'\w]{1,32}")  # of a command or parameter: Discord's rule, with lower case beside it


class Counted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence for a count of 1, and for every other."""

    one: str
    other: str

    @property
    def placeholders(self) -> frozenset[str]:
        """The words in braces, for which something is put in."""
        return placeholders(self.other)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A language file as it is written."""

    locales: tuple[str, ...] = ()
    thousands: str = ","
    decimal: str = "."
    small_talk: tuple[str, ...] = ()
    pointing: tuple[str, ...] = ()
    chatting: tuple[str, ...] = ()
    thanking: tuple[str, ...] = ()
    beside_thanks: tuple[str, ...] = ()
    asking: tuple[str, ...] = ()
    asking_first: tuple[str, ...] = ()
    names: dict[str, str] = {}
    descriptions: dict[str, str] = {}
    labels: dict[str, str] = {}
    sentences: dict[str, str | Counted] = {}
    reasons: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The sentences of a language by key: `KEY`, or `labels.KEY` and the like for those of other sections."""

    sentences: Mapping[str, Counted]
    locales: frozenset[str]  #: Discord's codes of the languages whose speakers see the names of commands
    small_talk: frozenset[str]  #: what asks nothing of the documents
    pointing: frozenset[str]  #: what says no more than that another message is the question
    chatting: frozenset[str]  #: what people who chat say to each other
    thanking: frozenset[str]  #: phrases of those who thank
    beside_thanks: frozenset[str]  #: words of those who only thank, and ask nothing
    asking: frozenset[str]  #: words of those who ask
    asking_first: frozenset[str]  #: words that ask where they come first
    separators: Mapping[int, str]  #: by the code of the English one
    faults: tuple[str, ...] = ()  #: what of a translation is not used, as sentences

    def say(self, key: str, /, **values: str | int | float) -> str:
        """A sentence with `values` put in; numbers are written as the language does. Raises KeyError."""
        sentence = self.sentences[key]
        chosen = sentence.one if values.get("count") == 1 else sentence.other
        return chosen.format_map({name: self._written(value) for name, value in values.items()})

    def _written(self, value: str | int | float) -> str:
        if isinstance(value, str):
            return value
        number = f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")
        return number.translate(self.separators)


def load(language: str, folder: Path) -> Catalogue:
    """The catalogue of a language that Munshi brings, or of a translation's file, as a path below `folder`.

    Raises LanguageUnusable where there is no such language or file, or it is no language file at all.
    """
    brought = {path.stem: path for path in FOLDER.glob("*.toml")}
    if language == "en":
        return ENGLISH
    if language not in brought and not language.endswith(".toml"):
        names = " and ".join(f'"{name}"' for name in sorted(brought))
        raise LanguageUnusable(
            f'There is no language "{language}". There are {names}, and paths of files that end in .toml.'
        )
    return _translation(_read(brought.get(language) or folder / Path(language).expanduser()))


def _read(path: Path) -> _File:
    try:
        text = read_regular(path, limit=1_000_000).decode("utf-8-sig")
        return msgspec.convert(tomllib.loads(text), _File)
    except (OSError, ValueError) as error:  # msgspec's and tomllib's are ValueErrors
        raise LanguageUnusable(f"The language file {path} cannot be used: {error}.") from None


def _translation(file: _File) -> Catalogue:
    """A file's sentences where they are right, and else the English ones."""
    own, sentences, faults = _entries(file), dict(ENGLISH.sentences), []
    for key in own.keys() - sentences.keys():
        faults.append(f"has a `{key}`, which is not known")
    for key, english in ENGLISH.sentences.items():
        if fault := _fault(key, own.get(key), english):
            faults.append(f"{fault}; English stands in")
        else:
            sentences[key] = own[key]
    names = Counter(text.other for key, text in sentences.items() if key.startswith("names."))
    if twice := sorted(name for name, times in names.items() if times > 1):
        faults.append(f"names two things `{twice[0]}`; the English names stand in")
        sentences |= {key: text for key, text in ENGLISH.sentences.items() if key.startswith("names.")}
    if not file.locales:
        faults.append("has no `locales`, so that nobody sees its names of commands")
    return Catalogue(
        sentences,
        frozenset(file.locales),
        small_talk=ENGLISH.small_talk | _words(file.small_talk),
        pointing=ENGLISH.pointing | _words(file.pointing),
        chatting=ENGLISH.chatting | _words(file.chatting),
        thanking=ENGLISH.thanking | _words(file.thanking),
        beside_thanks=ENGLISH.beside_thanks | _words(file.beside_thanks),
        asking=ENGLISH.asking | _words(file.asking),
        asking_first=ENGLISH.asking_first | _words(file.asking_first),
        separators=str.maketrans({",": file.thousands, ".": file.decimal}),
        faults=tuple(f"The language file {fault}." for fault in faults),
    )


def _words(listed: Iterable[str]) -> frozenset[str]:
    return frozenset(map(str.casefold, listed))


def _entries(file: _File) -> dict[str, Counted]:
    """All sentences of a file by key; a sentence without forms has the same for every count."""
    found: dict[str, Counted] = {}
    for section in (*_SECTIONS, ""):
        for name, text in getattr(file, section or "sentences").items():
            key = f"{section}.{name}" if section else name
            found[key] = text if isinstance(text, Counted) else Counted(text, text)
    return found


def _fault(key: str, own: Counted | None, wanted: Counted) -> str:
    """What is wrong with a translation's sentence, to follow "The language file"; "" where nothing is."""
    if own is None:
        return f"lacks `{key}`"
    if not (own.one.strip() and own.other.strip()):
        return f"has nothing for `{key}`"
    try:
        found, found_in_one = placeholders(own.other), placeholders(own.one)
    except ValueError:
        return f"has a brace that holds no word in `{key}`"
    if wrong := sorted((found | found_in_one) - wanted.placeholders):
        return f"must not have {{{wrong[0]}}} in `{key}`"
    if lacking := sorted(wanted.placeholders - found):
        return f"must have {{{lacking[0]}}} in `{key}`"
    return _unfit_for_discord(key, max(own.one, own.other, key=length), wanted.other)


def placeholders(text: str) -> frozenset[str]:
    """The words in braces of a sentence. Raises ValueError where they are not single words."""
    found = set()
    for _, name, form, conversion in string.Formatter().parse(text):
        if name is not None:
            if form or conversion or not name.isidentifier():
                raise ValueError(name)
            found.add(name)
    return frozenset(found)


def _unfit_for_discord(key: str, text: str, english: str) -> str:
    section = key.partition(".")[0]
    longest = _LONGEST.get(section, _LONGEST_SENTENCE)
    if length(text) > longest:
        return f"has more than {longest} characters in `{key}`"
    if section == "names" and _is_name(english) and not _is_name(text):
        return f"must have one word in lower case in `{key}`"
    return ""


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None and text == text.lower()


def _english() -> Catalogue:
    file = _read(FOLDER / "en.toml")
    return Catalogue(
        _entries(file),
        frozenset(file.locales),
        small_talk=_words(file.small_talk),
        pointing=_words(file.pointing),
        chatting=_words(file.chatting),
        thanking=_words(file.thanking),
        beside_thanks=_words(file.beside_thanks),
        asking=_words(file.asking),
        asking_first=_words(file.asking_first),
        separators=str.maketrans({",": file.thousands, ".": file.decimal}),
    )


ENGLISH = _english()
