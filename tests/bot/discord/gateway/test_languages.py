"""Munshi in another language: a whole conversation, and the names of the commands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import discord
from discord import app_commands
from simcord.components import walk_components

from bot.discord.catalogue import ENGLISH, load
from bot.discord.gateway.translator import Translator
from bot.discord.sentences import speaking
from index.settings import IndexSettings
from tests.bot.discord.library import HARBOUR_QUESTION
from tests.bot.discord.world import async_test, raw, scene, words

GERMAN = load("de", Path())


@async_test
async def test_a_conversation_in_german(changing_harbour: IndexSettings, tmp_path: Path) -> None:
    """Everything that members and managers read is German, except the words of the documents."""
    with speaking(GERMAN):
        async with scene(tmp_path, changing_harbour) as on:
            answer = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
            labels = [part["label"] for part in walk_components(raw(answer.response)) if part.get("label")]
            assert labels == ["Stelle zeigen", "Richtig", "Falsch", "Im Thread weiterfragen"]
            assert "Ada Brenner" in words(answer.response)
            assert "harbour.md, Zeile 3" in words(answer.response)
            assert f" sicher · Gefragt: {HARBOUR_QUESTION}" in words(answer.response)
            voted = await on.bob.click(answer.response, label="Falsch")
            assert words(voted.response).startswith("Notiert: falsch. Wer die Dokumente pflegt,")
            opened = await on.alice.click(answer.response, label="Im Thread weiterfragen")
            assert words(opened.response).startswith("Es geht in <#")
            await on.alice.send(on.channel, f"{on.mention} hallo!")
            assert words(on.channel.last_message).startswith(
                "### Ich bin Munshi\nIch beantworte Fragen mit den Worten der Dokumente"
            )
            listed = await on.alice.slash(on.channel, "documents")
            assert words(listed.response).startswith("### 2 Dokumente, 2 Abschnitte\n")
            forgotten = await on.alice.slash(on.channel, "forget")
            assert words(forgotten.response).startswith("Vergessen: was du hier gefragt hast")
            refused = await on.alice.slash(on.channel, "forget", everything="yes")
            assert words(refused.response).endswith(
                "/vergessen (englisch: forget) allein vergisst, was du gefragt hast."
            )
            (changing_harbour.documents / "empty.txt").write_text("")
            rebuilt = await on.add_manager().slash(on.channel, "munshi reindex")
            assert "**Übergangen** (1)\n- empty.txt (ist leer)\n-# 2 unverändert" in words(rebuilt.response)


def told(parts: list[dict[str, Any]], key: str) -> dict[str, str]:
    """The names and descriptions of commands, options and choices: English → German."""
    found: dict[str, str] = {}
    for part in parts:
        if part.get(key):
            found[part[key]] = (part.get(f"{key}_localizations") or {}).get("de", "")
        found |= told([*part.get("options", []), *part.get("choices", [])], key)
    return found


@async_test
async def test_commands_are_called_as_the_language_does(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Discord gets every name and description of the commands in German too, and in no other language."""
    with speaking(GERMAN):
        async with scene(tmp_path, index_of_harbour) as on:
            (call,) = [call for call in on.env.http_requests if call.path.endswith("/commands")]
    german = {text.other: GERMAN.say(key) for key, text in ENGLISH.sentences.items() if not text.placeholders}
    same = {"munshi", "csv", "jsonl", "name"}  # names that both languages have; no description is one
    for key, section, untranslated in (("name", "names.", same), ("description", "descriptions.", set())):
        every = {english.other for name, english in ENGLISH.sentences.items() if name.startswith(section)}
        for english, words_told in told(call.json, key).items():
            assert words_told == ("" if english in untranslated else german[english]), english
        assert every <= told(call.json, key).keys()
    assert '"fr"' not in json.dumps(call.json)


@async_test
async def test_english_is_told_once() -> None:
    """The English catalogue translates nothing, and speakers of other languages see English."""
    context = app_commands.TranslationContext(app_commands.TranslationContextLocation.other, None)
    for catalogue, locale in ((ENGLISH, discord.Locale.british_english), (GERMAN, discord.Locale.french)):
        translator = Translator(catalogue)
        assert await translator.translate(app_commands.locale_str("ask"), locale, context) is None
    translated = await Translator(GERMAN).translate(
        app_commands.locale_str("ask"), discord.Locale.german, context
    )
    assert translated == "frage"
