"""The names of uploaded files: any name becomes a safe one, or none."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.discord.uploads.names import MOST_CHARACTERS, comparable_name, safe_name

HOSTILE = st.lists(
    st.sampled_from(["../", "..", "/", "\\", ".", " ", "\0", "\n", "\u202e", "\u200b", "\ud800", "~", "-", ":", "CON", "nul", "a", "É", "e\u0301", "字", "💥", ".md", ".PDF", "$(x)", "`", "*", "x" * 90]),
    max_size=8,
).map("".join) | st.text(max_size=40)  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("notes.md", "notes.md"),
        ("Häfen & Fähren (2024).PDF", "Häfen & Fähren (2024).pdf"),
        ("日本語.txt", "日本語.txt"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\secrets\\a.md", "a.md"),
        ("..md", ""),
        (".md", ""),
        ("passwd", ""),
        (".ssh.txt", "ssh.txt"),
        ("con.txt", "_con.txt"),
        ("LPT1 .md", "_LPT1.md"),
        ("gpj\u202e.md", "gpj.md"),
        ("a\0b\r\n.md", "ab.md"),
        ("what?*.md", "what.md"),
        ("e\u0301.md", "é.md"),
        ("note.md.", ""),
        ("a.b.md", "a.b.md"),
        ("x" * 300 + ".docx", "x" * (MOST_CHARACTERS - 5) + ".docx"),
        ("字" * 90 + ".md", "字" * 65 + ".md"),
        ("x." + "d" * 20, "x." + "d" * 20),
        ("x." + "d" * 21, ""),
        ("x." + "d" * 300, ""),
    ],
    ids=range(22),
)  # fmt: skip
def test_a_name(sent: str, kept: str) -> None:
    """Paths, hidden and reserved names, control characters and lengths are corrected, or there is no name."""
    assert safe_name(sent) == kept


@given(HOSTILE)
@example("$(x).md")
def test_any_name_is_safe(sent: str) -> None:
    """A safe name is one ordinary part of a path on every file system, and making it safe again changes nothing."""
    name = safe_name(sent)
    if name:
        assert not set(name) & set('/\\:*?"<>|`$\0')
        assert name[0].isalnum() or name[0] == "_" or unicodedata.category(name[0])[0] == "M"
        assert name[-1] not in ". "
        assert len(name) <= MOST_CHARACTERS
        assert len(name.encode()) <= 220
        assert not any(unicodedata.category(character)[0] == "C" for character in name)
        assert safe_name(name) == name


@given(HOSTILE)
def test_names_that_a_file_system_takes_for_the_same_are_alike(sent: str) -> None:
    """Case, and the two encodings of an accent, do not make a different name."""
    for other in (sent.upper(), sent.lower(), unicodedata.normalize("NFD", sent)):
        if other.casefold() == sent.casefold() or unicodedata.normalize("NFC", other) == sent:
            assert comparable_name(other) == comparable_name(sent)
