"""A language file → the sentences that people read, by key. `languages/en.toml` lists and explains all keys.

A translation is checked against the English file. If a sentence is missing, or has other words in braces, the
English one is used instead, and `Catalogue.faults` says so.
"""

from __future__ import annotations

import re
import string
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from bot.discord.limits import length
from bot.errors import LanguageUnusable
from bot.small_talk import Phrases
from index.regular_file import read_regular

FOLDER = Path(__file__).parent / "languages"  #: with the languages that come with Munshi
_SECTIONS = ("names", "descriptions", "labels", "reasons")  # their keys start with the name of the section
_LONGEST = {"names": 32, "descriptions": 100, "labels": 45}  # characters that Discord accepts
_LONGEST_SENTENCE = 600  # leaves room for inserted values, and for the rest of the message
_NAME = re.compile(r"[-_'\w]{1,32}")  # of a command or parameter: Discord's rule, which also wants lower case


class Counted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence in two forms: for a count of 1, and for every other count."""

    one: str
    other: str

    @property
    def placeholders(self) -> frozenset[str]:
        """The words in braces, which are replaced by values."""
        return _placeholders(self.other)


class _File(Phrases, frozen=True, forbid_unknown_fields=True):
    """The content of a language file."""

    locales: tuple[str, ...] = ()
    thousands: str = ","
    decimal: str = "."
    names: dict[str, str] = msgspec.field(default_factory=dict)
    descriptions: dict[str, str] = msgspec.field(default_factory=dict)
    labels: dict[str, str] = msgspec.field(default_factory=dict)
    sentences: dict[str, str | Counted] = msgspec.field(default_factory=dict)
    reasons: dict[str, str] = msgspec.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The sentences of a language by key: `KEY`, or with its section, such as `labels.KEY`."""

    sentences: Mapping[str, Counted]
    locales: frozenset[str]  #: Discord's codes of the languages whose speakers see these names of commands
    phrases: Phrases
    separators: Mapping[int, str]  #: separators in numbers, by the code point of the English one
    faults: tuple[str, ...] = ()  #: sentences that say which parts of a translation are not used

    def say(self, key: str, /, **values: str | int | float) -> str:
        """Return a sentence with `values` inserted, numbers as the language writes them. Raises KeyError."""
        sentence = self.sentences[key]
        chosen = sentence.one if values.get("count") == 1 else sentence.other
        return chosen.format_map({name: self._written(value) for name, value in values.items()})

    def _written(self, value: str | int | float) -> str:
        if isinstance(value, str):
            return value
        number = f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")
        return number.translate(self.separators)


def load(language: str, folder: Path) -> Catalogue:
    """Load the catalogue of a language that comes with Munshi, or of the file of a translation.

    A relative path of a file is relative to `folder`. Raises LanguageUnusable if there is no such language or
    file, or if the file is not a language file.
    """
    included = {path.stem: path for path in FOLDER.glob("*.toml")}
    if language == "en":
        return ENGLISH
    if language not in included and not language.endswith(".toml"):
        names = " and ".join(f'"{name}"' for name in sorted(included))
        raise LanguageUnusable(
            f'There is no language "{language}". There are {names}, and paths of files that end in .toml.'
        )
    return _translation(_read(included.get(language) or folder / Path(language).expanduser()))


def _read(path: Path) -> _File:
    try:
        text = read_regular(path, limit=1_000_000).decode("utf-8-sig")
        return msgspec.convert(tomllib.loads(text), _File)
    except (OSError, ValueError) as error:  # the errors of msgspec and tomllib are ValueErrors
        raise LanguageUnusable(f"The language file {path} cannot be used: {error}.") from None


def _translation(file: _File) -> Catalogue:
    """Make the catalogue of a translation: its sentences if they are valid, or else the English ones."""
    own, sentences, faults = _entries(file), dict(ENGLISH.sentences), []
    for key in own.keys() - sentences.keys():
        faults.append(f"has a `{key}`, which is not known")
    for key, english in ENGLISH.sentences.items():
        if fault := _fault(key, own.get(key), english):
            faults.append(f"{fault}; the English one is used")
        else:
            sentences[key] = own[key]
    names = Counter(text.other for key, text in sentences.items() if key.startswith("names."))
    if twice := sorted(name for name, times in names.items() if times > 1):
        faults.append(f"uses the name `{twice[0]}` twice; the English names are used")
        sentences |= {key: text for key, text in ENGLISH.sentences.items() if key.startswith("names.")}
    if not file.locales:
        faults.append("has no `locales`, so nobody sees its names of commands")
    return Catalogue(
        sentences,
        frozenset(file.locales),
        ENGLISH.phrases | _phrases(file),
        separators=str.maketrans({",": file.thousands, ".": file.decimal}),
        faults=tuple(f"The language file {fault}." for fault in faults),
    )


def _phrases(file: _File) -> Phrases:
    """Return the phrases of a file in lower case, as they are compared with a message."""
    listed = (getattr(file, name) for name in Phrases.__struct_fields__)
    return Phrases(*(frozenset(map(str.casefold, phrases)) for phrases in listed))


def _entries(file: _File) -> dict[str, Counted]:
    """Return all sentences of a file by key. A sentence without two forms is the same for every count."""
    found: dict[str, Counted] = {}
    for section in (*_SECTIONS, ""):
        for name, text in getattr(file, section or "sentences").items():
            key = f"{section}.{name}" if section else name
            found[key] = text if isinstance(text, Counted) else Counted(text, text)
    return found


def _fault(key: str, own: Counted | None, wanted: Counted) -> str:
    """Return what is wrong with a translated sentence, to follow "The language file"; "" if it is valid."""
    if own is None:
        return f"lacks `{key}`"
    if not (own.one.strip() and own.other.strip()):
        return f"has an empty `{key}`"
    try:
        found, found_in_one = _placeholders(own.other), _placeholders(own.one)
    except ValueError:
        return f"has braces that are not around exactly one word in `{key}`"
    if wrong := sorted((found | found_in_one) - wanted.placeholders):
        return f"must not have {{{wrong[0]}}} in `{key}`"
    if lacking := sorted(wanted.placeholders - found):
        return f"must have {{{lacking[0]}}} in `{key}`"
    return _unfit_for_discord(key, max(own.one, own.other, key=length), wanted.other)


def _placeholders(text: str) -> frozenset[str]:
    """Return the words in braces of a sentence. Raises ValueError if they are not single words."""
    found = set()
    for _, name, form, conversion in string.Formatter().parse(text):
        if name is not None:
            if form or conversion or not name.isidentifier():
                raise ValueError(name)
            found.add(name)
    return frozenset(found)


def _unfit_for_discord(key: str, text: str, english: str) -> str:
    """Return what Discord would refuse about a sentence, as `_fault` does."""
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
        _phrases(file),
        separators=str.maketrans({",": file.thousands, ".": file.decimal}),
    )


ENGLISH = _english()
