"""A document's title: in its front matter, else its first heading, else none."""

from __future__ import annotations

import time

import pytest

from index.documents.markdown import markdown
from index.documents.markup import asciidoc, latex, org, rst
from index.documents.plain_text import plain
from index.documents.titles import first_heading, markdown_title, plain_title, title_of


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# The Star Hotel\n\nMadan.", "The Star Hotel"),
        ("## Second level ##\n", "Second level"),
        ("Preface.\n\n###   Spaced   out   \n", "Spaced out"),
        ("####### Seven are no heading\n", ""),
        ("#hashtag\n", ""),
        ("# ---\n", ""),
        ("---\ntitle: 'Letters from Łódź'\nauthor: M\n---\n# Other\n", "Letters from Łódź"),
        ("---\nauthor: M\n---\n# Other\n", "Other"),
        ('---\ntitle: ""\n---\n# Other\n', "Other"),
        ("The Service\n=========\nBody.", "The Service"),
        ("The Service\n---------\nBody.", "The Service"),
        ("The Service of the Court\n---\nBody.", "The Service of the Court"),
        ("The Service of the Court\n=\nBody.", "The Service of the Court"),
        ("It was a long day.\n---\nAnother.", ""),
        ("A paragraph\nof two lines\n---\nAnother.", ""),
        ("- milk\n---\n", ""),
        ("1. milk\n---\n", ""),
        ("> quoted\n---\n", ""),
        ("| a | b |\n-\n", ""),
        ("    code\n---\n", ""),
        ("***\n---\n", ""),
        ("   # Three blanks\n", "Three blanks"),
        ("    # Four are code\n", ""),
        ("# Learning C#\n", "Learning C#"),
        ("# Tea time #\n", "Tea time"),
        ("Just a sentence.\nAnother.", ""),
        ("\n" * 60 + "# Too far down", ""),
        ("# " + "long " * 100, ("long " * 100)[:199]),
        ("", ""),
    ],
)
def test_titles(text: str, title: str):
    """The title is that of the front matter, else the first heading; a sentence is no title."""
    assert title_of(text).rstrip() == title.rstrip()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Rooms are free.\n\n## Room 1\nSmall.\n\n## Room 2\nLarge.", ""),
        ("Rooms are free.\n\nRoom 1\n---\nSmall.\n\n   ## Room 2\nLarge.", ""),
        ("Rooms are free.\n\n# Room 1\nSmall.\n\n# Room 2\nLarge.", ""),
        ("## Room 1\nSmall.\n\n# Room 2\nLarge.", ""),
        ("# Rooms\nFree.\n\n# Prices\nLow.", "Rooms"),
        ("Rooms\n===\nFree.\n\nPrices\n===\nLow.", "Rooms"),
        ("Rooms are free.\n\n## Rooms\nFree.\n\n### Prices\nLow.", "Rooms"),
        ("![new](a.svg)\n# Rooms\nFree.\n\n# Prices\nLow.", "Rooms"),
        ("## Rooms\n```sh\n## no heading\n```\n", "Rooms"),
        ("Rooms are free.\n\n" + "Go on.\n" * 60 + "## Room 1\n", ""),
    ],
)
def test_the_heading_of_a_section_is_no_title(text: str, title: str):
    """A heading is no title if one of the same or a higher level follows, and text precedes it or its level is not 1."""
    assert title_of(text) == title


def test_a_short_line_above_sections_is_the_title():
    """This holds for a plain text even if its first heading is that of a section."""
    text = "EXAM OF MAY 214\n\nPlace\n-----\nHere.\n\nTime\n----\nNow."
    assert plain_title(text, plain.blocks) == "EXAM OF MAY 214"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("EXAM OF MAY 214\n\nPlace\n-----\nHere.", "EXAM OF MAY 214"),
        ("\ufeff\n\nMinutes, 4 May (draft)\n \n# Place\nHere.", "Minutes, 4 May (draft)"),
        ("How long is the exam?\n\nPlace\n-----\nHere.", "Place"),
        ("We met.\n\nPlace\n-----", "Place"),
        ("Dear all,\n\nPlace\n-----", "Place"),
        ("A line\nand another\n\nPlace\n-----", "Place"),
        ("long " * 20 + "\n\nPlace\n-----", "Place"),
        ("- milk\n\nPlace\n-----", "Place"),
        ("1. milk\n\nPlace\n-----", "Place"),
        ("> milk\n\nPlace\n-----", "Place"),
        ("| a | b |\n\nPlace\n-----", "Place"),
        ("a\tb\n\nPlace\n-----", "Place"),
        ("    make\n\nPlace\n-----", "Place"),
        ("2026-05-04\n\nPlace\n-----", "Place"),
        ("[18:02] mary: hi\n\nPlace\n-----", "Place"),
        ("---\ntitle: A\n---\nB\n\nC.", "A"),
        ("# A\n\nB", "A"),
        ("Only this", ""),
        ("A TALE\n\nIt was cold.", ""),
    ],
)
def test_titles_of_plain_text(text: str, title: str, end: str):
    """A short line alone above the first heading is the title, unless it is a sentence, a list item or a table row."""
    assert plain_title(text.replace("\n", end), plain.blocks) == title


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("front_matter", "title"),
    [
        ("---\ntitle: The Long Wheel\n---", "The Long Wheel"),
        ("---\ntitle: >-\n  The Long\n  Wheel\n---", "The Long Wheel"),
        ("---\ntitle: >\n  The Long\n\n  Wheel\nauthor: M\n---", "The Long Wheel"),
        ("---\ntitle: |\n  The Long\n  Wheel\n---", "The Long Wheel"),
        ("---\ntitle: |2-\n    The Long Wheel\n---", "The Long Wheel"),
        ("---\ntitle: The Long\n  Wheel\n---", "The Long Wheel"),
        ('---\ntitle: "The \\"Long\\" Wheel\\u2026"\n---', 'The "Long" Wheel\u2026'),
        ("---\ntitle: 'The Miller''s Wheel'  # a draft\n---", "The Miller's Wheel"),
        ("---\ntitle: The Long Wheel # a draft\n---", "The Long Wheel"),
        ("---\nTitle: 1984\n---", "1984"),
        ("---\ntitle: 2026-03-04\n---", "2026-03-04"),
        ("---\ntags: [a, b]\nmenu:\n  title: Not this\ntitle: This\n...", "This"),
        ("---\ntitle: Wheels: an introduction\n---", "Wheels: an introduction"),
        ("---\ntitle:\n---", "Heading"),
        ("---\ntitle: [a, b]\n---", "Heading"),
        ("---\nauthor: M\n---", "Heading"),
        ("---\njust words\n---", "Heading"),
        ("---\n# a comment\n---", "Heading"),
        ("---\nlinks:\n" + "- x\n" * 100 + "title: Far down\n---", "Far down"),
        ('+++\ntitle = "Lantern Festival"\ndate = 2026-03-04\n+++', "Lantern Festival"),
        ("+++\ndraft = true\ntitle = 'Lantern \\ Festival'\n+++", "Lantern \\ Festival"),
        ('+++\ntitle = """\nLantern\nFestival"""\n+++', "Lantern Festival"),
        ('+++\n[params]\ntitle = "Not this"\n+++', "Heading"),
        ('+++\ntitle = "Lantern Festival"\nnot valid\n+++', "Lantern Festival"),
        ("+++\ntitle = 3\n+++", "Heading"),
        ('{\n  "title": "Lantern \\"Festival\\"",\n  "menu": {"title": "Not this"}\n}', 'Lantern "Festival"'),
        ('{\n  "title": ["a"]\n}', "Heading"),
        ('{\n"title": Lantern\n}', "Heading"),
    ],
)
def test_titles_in_front_matter(front_matter: str, title: str, end: str):
    """The titles of YAML, TOML and JSON are found with every line end; nothing in front matter is a heading."""
    text = f"{front_matter}\n\n# Heading\n"
    assert title_of(text.replace("\n", end)) == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("```sh\n# install everything first\n```\n\nWords.\n", ""),
        ("```sh\n# install everything first\n```\n\n# Setup\n", "Setup"),
        ("~~~\n# code\n```\n# code\n~~~\n# Setup\n", "Setup"),
        ("<pre>\n# code\n\n# code</pre>\n# Setup\n", "Setup"),
        ("<STYLE type='x'>\n# {}\n</style>\n<script>x()</script>\n# Setup\n", "Setup"),
        ("```\n<pre>\n```\n# Setup\n", "Setup"),
        ("<prefix>\n# Setup\n", "Setup"),
        ("````text\n```sh\n# code\n```\n# code\n````\n# Setup\n", "Setup"),
        ("  ```\n# code\n   `````  \n# Setup\n", "Setup"),
        ("```\n# code\n    ```\n# code\n``` not the end\n# code\n", ""),
        ("```\nName\n====\n", ""),
        ("``` in `one` line ```\n# Setup\n", "Setup"),
        ("<!-- # Not this\n# nor this -->\n# Setup\n", "Setup"),
        ("<!-- short -->\n# Setup\n", "Setup"),
        ("---\n# Not front matter: it has no end\n", "Not front matter: it has no end"),
    ],
)
def test_no_title_in_code_or_comments(text: str, title: str):
    """A line in code between fences or in an HTML comment is no heading."""
    assert title_of(text) == title


@pytest.mark.parametrize(
    "line",
    [
        *("# a" + " " * 15_000 + "!", "#" * 15_000, "# " + "a #" * 5_000, "-" * 15_000, "`" * 15_000 + "x`"),
        *("a" + " " * 15_000 + ".", "---\n" + "[" * 15_000 + "\n---", "---\n" + "---x\n" * 3_000 + "---"),
        *("---\n" + "- " * 7_000 + "\n---", "+++\n" + "title = " + "[" * 15_000 + "\n+++"),
    ],
)
def test_a_hostile_heading_costs_no_time(line: str):
    """No hostile line makes the search for a title slow."""
    title_of("---\ntitle: imports the parser\n---")  # importing the parser is not part of the measured time
    begun = time.process_time()
    title_of(line + "\n" + line)
    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# The *Star* [Hotel](x) & `co` #\n\nMadan.", "The Star Hotel & co"),
        ("# C\\# &amp; more {#id}\n", "C# & more"),
        ("The **Star**\n===\n", "The Star"),
        ("<div>\n<h1 align='center'>The <i>Star</i></h1>\n</div>\n\n## Install\n", "The Star"),
        ("<h1>\n  <img src='a'>\n</h1>\n\n## Install\n", "Install"),
        ("---\ntitle: Left [as is]\n---\n# *Other*\n", "Left [as is]"),
        ("**Is it free?** Yes.\n\n# The *Star*\n", "The Star"),
        ("No heading *here*.\n", ""),
    ],
)
def test_a_title_is_read_without_its_markup(text: str, title: str):
    """The title of a Markdown text is its heading without markup; an HTML heading may be the first."""
    assert markdown_title(text, markdown.blocks) == title


@pytest.mark.parametrize(
    ("reader", "text", "title"),
    [
        (rst, ".. comment\n\n====\nThe *S*\n====\n\nWords.", "The S"),
        (asciidoc, "// never\n= The *S*\n:toc:\n\nWords.", "The S"),
        (org, "#+TITLE: The S\n* One\n", "The S"),
        (org, "* The *S*\n", "The S"),
        (latex, "\\title{The \\emph{S}}\n\\begin{document}\n\\section{One}", "The S"),
        (rst, "Words.", ""),
    ],
)
def test_a_title_is_the_first_heading(reader, text: str, title: str):
    """In other text formats, the title is the first heading, or the value of the format's own keyword."""
    assert first_heading(text, reader.blocks) == title


def test_the_title_of_a_plain_text_in_restructuredtext():
    """A comment about heading signs contains no title; a text without directives is read as any plain text."""
    notes = "..\n  Signs:\n\n  # for parts\n\n#####\nBooks\n#####\n\n.. note:: Lend them.\n"
    assert plain_title(notes, plain.blocks) == "Books"
    assert plain_title("# Books\n\nLend them.\n", plain.blocks) == "Books"


@pytest.mark.parametrize("heading", ["# Contents", "## Table of Contents:", "Contents\n========", "# TOC"])
def test_a_table_of_contents_is_no_title(heading: str):
    """The heading of a table of contents is no title, since the file's name says more."""
    assert title_of(f"{heading}\n\n- [Summary](#summary)\n\n# Summary\n\nA course.") == ""
