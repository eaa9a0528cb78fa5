"""Language files: sentences by key, which parts of a translation are used, and the words that Discord accepts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.discord.catalogue import ENGLISH, FOLDER, load
from bot.discord.messages.reindexing import progress_message, report_message
from bot.discord.sentences import (
    ago,
    documents_counted,
    say,
    speaking,
    spoken,
    too_soon,
)
from bot.errors import LanguageUnusable
from bot.small_talk import is_small_talk
from index import BuildReport, Progress

COMMAND = re.compile(r"(?<![\w/])/([\w-]+)")
BROUGHT = sorted(path.stem for path in FOLDER.glob("*.toml"))


def written(folder: Path, text: str) -> str:
    """Write a translation's file with some text, and return its name."""
    (folder / "own.toml").write_text('locales = ["fr"]\n' + text)
    return "own.toml"


@pytest.mark.parametrize("language", BROUGHT)
def test_a_language_that_is_brought_is_whole(language: str) -> None:
    """Every language that comes with Munshi has all sentences, with the same values, as Discord accepts them."""
    catalogue = load(language, Path())
    assert catalogue.faults == ()
    assert catalogue.sentences.keys() == ENGLISH.sentences.keys()
    for key, english in ENGLISH.sentences.items():
        assert catalogue.sentences[key].placeholders == english.placeholders


@pytest.mark.parametrize("language", BROUGHT)
def test_sentences_name_commands_as_they_are_called(language: str) -> None:
    """The sentences of a language name commands by their names in that language."""
    catalogue = load(language, Path())
    names = {text.other for key, text in catalogue.sentences.items() if key.startswith("names.")}
    for key, text in catalogue.sentences.items():
        assert set(COMMAND.findall(text.other)) <= names, key


def test_german_says_everything_in_its_own_words() -> None:
    """No German sentence is the English one, except for words that are the same in both."""
    german = load("de", Path())
    same = {key for key, text in german.sentences.items() if text == ENGLISH.sentences[key]}
    assert same == {
        "names.munshi",
        "names.name",
        "about",
        "documents_and_passages",
        "answered_from",
        "upload_unread",
    }


def test_german_names_commands_as_everybody_sees_them() -> None:
    """German sentences also give the English names of commands, for people whose Discord is in English."""
    german = load("de", Path())
    names = [name for name in ENGLISH.sentences if name.startswith("names.")]
    names = [name for name in names if german.say(name) != ENGLISH.say(name)]
    named = 0
    for key, sentence in german.sentences.items():
        for name in names:
            if re.search(rf"(?:/|/munshi |→ ){german.say(name)}\b", sentence.other):
                assert f"(englisch: {ENGLISH.say(name)})" in sentence.other, key
                named += 1
    assert named > 8
    assert "(englisch: replace: yes)" in german.say("upload_exists")


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "en",
            [
                "One question every 1 second, please: ask again in 1 second.",
                "One question every 1 second in this channel, please: ask again in 1 second.",
                "That took longer than 1 second, so I stopped. Ask it in fewer words, or again later.",
                "### Index 3 is ready\n1 passage, 1 s",
                "Reading the documents. Files: 1 of 1, passages: 1 of 1. The old index answers meanwhile.",
            ],
        ),
        (
            "de",
            [
                "Bitte nur alle 1 Sekunde eine Frage: Frag in 1 Sekunde noch einmal.",
                "Bitte in diesem Kanal nur alle 1 Sekunde eine Frage: Frag in 1 Sekunde noch einmal.",
                "Das hat länger als 1 Sekunde gedauert, darum habe ich aufgehört. Frag kürzer, oder später noch einmal.",
                "### Index 3 ist fertig\n1 Abschnitt, 1 s",
                "Ich lese die Dokumente. Dateien: 1 von 1, Abschnitte: 1 von 1. So lange antwortet der alte Index.",
            ],
        ),
    ],
)
def test_one_of_a_thing_is_said_in_the_singular(language: str, sentences: list[str]) -> None:
    """No sentence uses the plural for one second, passage or file."""
    with speaking(load(language, Path())):
        assert sentences == [
            too_soon(1.0, 0.5),
            too_soon(1.0, 0.5, in_channel=True),
            say("too_slow", count=1.0),
            report_message(BuildReport(generation=3, passages=1, seconds=1.0)).blocks[0],
            progress_message(Progress("embedding", 1, 1, 1, 1)).blocks[0],
        ]


def test_greetings_of_a_translation_are_known_in_any_case(tmp_path: Path) -> None:
    """The small talk of a translation is recognised in any spelling of case and punctuation."""
    catalogue = load(written(tmp_path, 'small_talk = ["Bonjour"]'), tmp_path)
    assert is_small_talk("BONJOUR!", catalogue.phrases)


def test_plurals_and_numbers_are_written_as_the_language_does() -> None:
    """A count of 1 has its own form; numbers have the language's separators; `speaking` ends with its block."""
    with speaking(load("de", Path())):
        assert documents_counted(1, 12_345) == "1 Dokument, 12.345 Abschnitte"
        assert (ago(86_400), ago(200_000), ago(3)) == ("vor 1 Tag", "vor 2 Tagen", "gerade eben")
        assert say("too_slow", count=2.5).startswith("Das hat länger als 2,5 Sekunden gedauert")
    assert documents_counted(1, 12_345) == "1 document, 12,345 passages"
    assert spoken() is ENGLISH


def test_a_translation_may_lack_sentences(tmp_path: Path) -> None:
    """English sentences replace what a translation's file lacks, and each is named."""
    catalogue = load(written(tmp_path, '[sentences]\nbusy = "Je lis trop de questions."\n'), tmp_path)
    assert catalogue.say("busy") == "Je lis trop de questions."
    assert catalogue.say("gone") == ENGLISH.say("gone")
    assert "The language file lacks `gone`; the English one is used." in catalogue.faults
    assert len(catalogue.faults) == len(ENGLISH.sentences) - 1


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[sentences]\nfailed = "Raté."', "must have {reference} in `failed`; the English one is used"),
        ('[sentences]\nfailed = "{reference} {path}"', "must not have {path} in `failed`; the English one is used"),
        (
            '[sentences]\nfailed = "{reference.__class__}"',
            "has braces that are not around exactly one word in `failed`; the English one is used",
        ),
        ('[sentences]\nfailed = "{reference"', "has braces that are not around exactly one word in `failed`; the English one is used"),
        ('[sentences]\nfailed = " "', "has an empty `failed`; the English one is used"),
        ('[sentences]\nfaild = "x"', "has a `faild`, which is not known"),
        ('[names]\nask = "Demande"', "must have one word in lower case in `names.ask`; the English one is used"),
        ('[names]\nask = "la demande"', "must have one word in lower case in `names.ask`; the English one is used"),
        (f'[names]\nask = "{"a" * 33}"', "has more than 32 characters in `names.ask`; the English one is used"),
        (f'[labels]\nright = "{"a" * 46}"', "has more than 45 characters in `labels.right`; the English one is used"),
        (f'[sentences]\nfailed = "{{reference}}{"a" * 600}"', "has more than 600 characters in `failed`; the English one is used"),
        ('[names]\nask = "a"\nforget = "a"', "uses the name `a` twice; the English names are used"),
    ],
    ids=range(12),
)  # fmt: skip
def test_what_is_wrong_in_a_translation_is_named_and_not_used(text: str, fault: str, tmp_path: Path) -> None:
    """A faulty sentence, or one that Discord would refuse, is replaced by the English one."""
    catalogue = load(written(tmp_path, text), tmp_path)
    assert f"The language file {fault}." in catalogue.faults
    assert catalogue.sentences == ENGLISH.sentences


@pytest.mark.parametrize(
    ("language", "text", "match"),
    [
        ("fr", "", r'^There is no language "fr"\. There are "de" and "en", and paths of files that end in \.toml\.$'),
        ("none.toml", "", r"none\.toml cannot be used: .*No such file"),
        ("own.toml", "[sentences", r"own\.toml cannot be used: "),
        ("own.toml", "sentences = 3", r"own\.toml cannot be used: Expected `object`, got `int` - at `\$\.sentences`\.$"),
        ("own.toml", "words = 3", r"own\.toml cannot be used: Object contains unknown field `words`\.$"),
    ],
)  # fmt: skip
def test_no_language_file(language: str, text: str, match: str, tmp_path: Path) -> None:
    """An unknown language, or a file that is not a language file, is reported in one sentence."""
    (tmp_path / "own.toml").write_text(text)
    with pytest.raises(LanguageUnusable, match=match):
        load(language, tmp_path)
