"""YAML → text with the prose of its comments."""

from __future__ import annotations

import pytest

from index.documents.converted.data.yaml import read
from index.documents.skipped import SkippedFile
from tests.index.growth import check_growth


def test_values_stay_as_they_are_written(lines):
    """Country codes, times, dates and numbers are kept as written; empty values are omitted."""
    data = b"country: NO\nstart: 18:30\nday: 2026-05-02\nversion: 1.10\ncode: 0755\nquoted: 'null'\nnothing: null\nempty:\nalso: ~\n"
    assert lines(read(data)) == [
        "row: Country: NO",
        "row: Start: 18:30",
        "row: Day: 2026-05-02",
        "row: Version: 1.10",
        "row: Code: 0755",
        "row: Quoted: null",
    ]


def test_a_comment_is_about_the_key_after_or_before_it(lines):
    """The first comment is about the file; commented-out settings and lines of signs are omitted."""
    data = b"""# Rules of Fernhollow. Last changed in May.
server:
  # Donors skip the queue.
  max_players: 80   # on weekdays
  #max_players: 120
  # ----------
  pvp: false
claims:  # of land
  # Deleted when nobody logs in.
  expire: 60 days
  # Ask a moderator for more.
motd: |
  Hello

  #not a comment
"""
    assert lines(read(data)) == [
        "paragraph: Rules of Fernhollow. Last changed in May.",
        "heading: Server",
        "paragraph: Server › Donors skip the queue.",
        "row (Donors skip the queue.): Server › Max players: 80 (on weekdays)",
        "row: Server › Pvp: false",
        "heading: Claims",
        "paragraph: Claims › of land",
        "paragraph: Claims › Ask a moderator for more.",
        "paragraph: Claims › Deleted when nobody logs in.",
        "row (Deleted when nobody logs in.): Claims › Expire: 60 days",
        "heading: Motd",
        "paragraph: Motd › Hello",
        "paragraph: Motd › #not a comment",
    ]


def test_a_channel_after_a_text_is_no_comment(lines):
    """ "#help" after a value is a channel, not a comment; frames around a comment are removed."""
    data = b"# +------+\n# | Help |\n# +------+\n\nhow: ask in #help or here\nwhen: always # or never\n"
    assert lines(read(data)) == [
        "paragraph: Help",
        "row: How: ask in #help or here",
        "row: When: always (or never)",
    ]


@pytest.mark.parametrize(
    ("comment", "words"),
    [("# - No spam in chat", "No spam in chat"), ("# Players: up to 80", "Players: up to 80"), ("## Raids ##", "Raids"),
     ("#players: 80", ""), ("# - name: x", ""), ("# - x", ""), ("#[a, b]", ""), ("#!/bin/sh", ""), ("# ----", ""),
     ("# yaml-language-server: $schema=x", ""), ("# Password: hunter2", ""), ("# The root password is hunter2.", ""), ("# API key = a1b2c3d4e5f6a7b8", ""),
     ("# Password: ask a moderator", "Password: ask a moderator"), ("# The password is hashed", "The password is hashed"),
     ("# Token: 5 gold each", "Token: 5 gold each")],
)  # fmt: skip
def test_a_comment_is_prose_or_a_setting(comment: str, words: str):
    """Lists in comments are prose; a comment that states a password is omitted."""
    assert read(f"one: b c\n\n{comment}\n\ntwo: e f\n".encode()).text == "\n\n".join(
        filter(None, [words, "One | b c\nTwo | e f"])
    )


@pytest.mark.parametrize("value", ["hunter2  # change me", "hunter2 #old", "'hunter2' # (a) note"])
def test_a_secret_with_a_comment_is_a_secret(value: str):
    """A comment after a secret does not make the secret a text."""
    content = read(f"motd: hello all\nrcon:\n  password: {value}\n".encode())
    assert "hunter2" not in content.text and content.warning.endswith(": password")


@pytest.mark.parametrize("comment", ["# the password is hunter2", "#Password: hunter2"])
def test_a_password_in_a_trailing_comment_is_omitted(lines, comment: str):
    """The value is read without the comment that states a password."""
    assert lines(read(f"motd: hello all {comment}\n".encode())) == ["row: Motd: hello all"]


def test_keys_that_are_lists_or_objects_have_their_values(lines):
    """A key that is a list or a mapping becomes its values on one line."""
    assert lines(read(b"? [red, blue]\n: purple\n? [red, yellow]\n: orange\n? {floor: 2}\n: library\n")) == [
        "row: red, blue: purple",
        "row: red, yellow: orange",
        "row: Floor: 2: library",
    ]


@pytest.mark.parametrize("line_end", ["\r", "\r\n", "\x85", "\u2028"])
def test_every_line_end_of_yaml_ends_a_comment(lines, line_end: str):
    """The line after a comment does not belong to the comment."""
    text = line_end.join(("# About fees.", "max: 5 euros # on weekdays", "min: 2 euros", ""))
    assert lines(read(text.encode()))[-2:] == [
        "row (About fees.): Max: 5 euros (on weekdays)",
        "row: Min: 2 euros",
    ]


def test_several_documents_are_a_list(lines):
    """Several documents in a file are read like the objects of a list."""
    assert lines(read(b"---\nname: Quill\nrole: captain\n---\nname: Moss\nrole: scout\n...\n")) == [
        "header: Name · Role",
        "row: Name: Quill · Role: captain",
        "row: Name: Moss · Role: scout",
    ]


def test_what_an_alias_repeats_is_read(lines):
    """The values of an alias are read, and a merge key adds fields that are missing."""
    data = b"base: &base {price: 5, size: L}\nshirts:\n  red: {<<: *base, price: 7}\n  blue: *base\n"
    assert lines(read(data))[-3:] == [
        "header: Shirts › Shirts · Price · Size",
        "row: Shirts › Shirts: Red · Price: 7 · Size: L",
        "row: Shirts › Shirts: Blue · Price: 5 · Size: L",
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [("a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(f"{n}: &{n} [{', '.join([f'*{p}'] * 9)}]\n" for p, n in zip("abcdefgh", "bcdefghi", strict=True)),
      "unpacks to far more"),
     ("a: &a [1, *a]", "is nested too deeply"),
     ("[" * 500 + "]" * 500, "is nested too deeply"),
     ("[" * 100_000, "nest"),
     ("a: b: c", "is not valid YAML .line 1: "),
     ("rules:\n\t- tab", "is not valid YAML .line 2: ")],
    ids=["bomb", "in itself", "deep", "deeper", "colon", "tab"],
)  # fmt: skip
def test_invalid_yaml_is_skipped_with_the_reason(data: str, reason: str):
    """A file with too many values is skipped, and invalid YAML is skipped with the line of the fault."""
    with pytest.raises(SkippedFile, match=reason):
        read(data.encode())


def test_no_object_is_made():
    """A tag of a Python object is ignored."""
    assert "calc" in read(b"rules: !!python/object/apply:os.system [calc]\nname: x\nb: y").text


def test_the_time_grows_with_the_size():
    """The time grows in proportion to the number of comments, keys and aliases."""

    def read_keys(count: int) -> None:
        read("".join(f"# a word\nkey{number}: value # beside\n\n" for number in range(count)).encode())

    check_growth(lambda: read_keys(300), lambda: read_keys(3000), factor=30)
