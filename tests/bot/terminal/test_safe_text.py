"""Sentences and tables for a terminal."""

from __future__ import annotations

from bot.terminal.safe_text import Style, sentence_text, table_text


def test_a_table_has_its_values_in_one_column():
    """Names and values are one row a line; no value adds a line or controls the terminal."""
    assert table_text({"a": "1", "long name": "x\ny\x1b"}) == "a          1\nlong name  x y\ufffd\n"


def test_sentences_are_wrapped_only_where_a_person_looks():
    """On a terminal words are not broken, and a file gets the sentence on one line."""
    sentence = "There is no documents folder /a/long-name\x1b."
    assert sentence_text(sentence) == "There is no documents folder /a/long-name\ufffd."
    assert sentence_text(sentence, Style(width=24)) == ("There is no documents\nfolder /a/long-name\ufffd.")
