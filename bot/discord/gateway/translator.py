"""Names and descriptions of commands in the language of the catalogue, for people whose Discord is in it."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.discord.catalogue import ENGLISH, Catalogue

_TRANSLATED = ("names.", "descriptions.", "labels.")  # how the keys of translated sentences start


class Translator(app_commands.Translator):
    """Translates the English words of commands. In all other languages Discord shows the English words."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._locales = catalogue.locales
        self._words = {
            text.other: catalogue.say(key)
            for key, text in ENGLISH.sentences.items()
            if key.startswith(_TRANSLATED) and catalogue.sentences[key] != text and not text.placeholders
        }

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """Return the words in a language; None means the English ones."""
        return self._words.get(string.message) if locale.value in self._locales else None
