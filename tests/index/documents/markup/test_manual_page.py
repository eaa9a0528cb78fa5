"""Manual pages → blocks."""

from __future__ import annotations

import pytest

from index.documents.markup.manual_page import blocks, is_manual_page
from index.documents.plain_text.plain import blocks as plain_blocks
from index.documents.titles import plain_title
from tests.index.documents.written_blocks import written

PAGE = """PACK(1)             User Manual             PACK(1)

NAME
       pack - put pictures together

SYNOPSIS
       pack [OPTION]...
            [FILE]

       pack list

OPTIONS
       Options are read first.  These are known:

       -m, --max-size N
              Largest side.  The
              default is 4096.

              For example:

                     pack -m 2

           --ogg
              Turn WAV into Ogg.

       -q     Say nothing.

       -f
       --force
              Do it.

   Exit status
       0      All went
              well.

       •      A folder
              is kept.

FILES
       ~/.packrc
              Settings.

Pack 2.3              2025-01-20              PACK(1)
"""


def test_blocks():
    """Capitals at the left edge are headings, and the text next to a term or below it is its description."""
    options, status = "PACK(1) › OPTIONS › ", "PACK(1) › OPTIONS › Exit status › "
    assert written(PAGE, blocks(PAGE)) == [
        "heading: PACK(1)",
        "PACK(1) › heading: NAME",
        "PACK(1) › NAME › paragraph: pack - put pictures together",
        "PACK(1) › heading: SYNOPSIS",
        "PACK(1) › SYNOPSIS › code: pack [OPTION]...\n     [FILE]\n\npack list",
        "PACK(1) › heading: OPTIONS",
        f"{options}paragraph: Options are read first.  These are known:",
        f"{options}item (These are known:): -m, --max-size N: Largest side.  The\n              default is 4096.",
        f"{options}paragraph (These are known: -m, --max-size N): For example:",
        f"{options}code (For example:): pack -m 2",
        f"{options}item (These are known:): --ogg: Turn WAV into Ogg.",
        f"{options}item (These are known:): -q: Say nothing.",
        f"{options}item (These are known:): -f\n       --force: Do it.",
        "PACK(1) › OPTIONS › heading: Exit status",
        f"{status}item: 0: All went\n              well.",
        f"{status}item: A folder\n              is kept.",
        "PACK(1) › heading: FILES",
        "PACK(1) › FILES › item: ~/.packrc: Settings.",
    ]


def test_a_manual_page_is_known_in_a_plain_text():
    """A text in which most lines at the left edge are in capitals is a manual page.

    Its title is the page's name.
    """
    assert written(PAGE, plain_blocks(PAGE)) == written(PAGE, blocks(PAGE))
    assert plain_title(PAGE, plain_blocks) == "PACK(1)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RULES\n  Be kind.\n\nFEES\n  None.\n", True),
        ("RULES\n  Be kind.\n", False),
        ("RULES\nBe kind.\n\nFEES\nNone.\n", False),
        ("RULES\n  Be kind.\n\nFEES\n  None.\n\nBut\n\nmore\n\nprose.\n", False),
        ("", False),
    ],
)
def test_other_texts_are_no_manual_pages(text: str, expected: bool):
    """A manual page has two or more headings above indented lines, and few other lines at the left edge."""
    assert is_manual_page(text) is expected


def test_a_term_that_fills_its_space_has_its_description_after_a_blank():
    """The text starts in the same column as the text of another term of the section; prose is not split."""
    text = (
        "FIN(1)             User Manual             FIN(1)\n\nCOMMANDS\n       read PROBE\n              Read it.\n\n"
        "       doctor Check it.\n\n       Others Are not known\n       to it.\n\nNOTES\n       doctor Check it.\n"
    )
    lines = [line.removeprefix("FIN(1) › ") for line in written(text, blocks(text))]
    assert lines[-5:] == [
        "COMMANDS › item: read PROBE: Read it.",
        "COMMANDS › item: doctor: Check it.",
        "COMMANDS › paragraph: Others Are not known\n       to it.",
        "heading: NOTES",
        "NOTES › paragraph: doctor Check it.",
    ]
