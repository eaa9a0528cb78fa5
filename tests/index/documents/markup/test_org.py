"""Org → blocks."""

from __future__ import annotations

import pytest

from index.documents.markup.org import blocks
from tests.index.documents.written_blocks import written


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("#+TITLE: X\n* One :tag:\n:PROPERTIES:\n:ID: 1\n:END:\nWords.\n** TODO [#A] Two\nMore.\n# never\n* Three\nEnd.", ["heading: One", "One › paragraph: Words.", "One › heading: Two", "One › Two › paragraph: More.", "heading: Three", "Three › paragraph: End."]),
        ("A *b* /c/ _d_ =e*f= ~g~ +h+ [[u][i]] [[https://x.org]] [fn:1] a/b/c.", ["paragraph: A b c d e*f g h i https://x.org  a/b/c."]),
        ("All:\n- one\n  more\n  - two\n1. [X] three\n- four :: what it is\n", ["paragraph: All:", "item (All:): one\n  more", "item (All: one more): two", "item (All:): 1. [X] three", "item (All:): four: what it is"]),
        ("Run:\n#+BEGIN_SRC sh\nmake *all*\n- no\n#+END_SRC\n#+begin_quote\nHe said.\n#+end_quote\n#+begin_comment\nnever\n#+end_comment\n: literal\n: more", ["paragraph: Run:", "code (Run:): make *all*\n- no", "quotation: He said.", "code (He said.): literal\nmore"]),
        ("Prices.\n| Name | Price |\n|------+-------|\n| a    | *$8*  |\n| b    |       |\n", ["paragraph: Prices.", "header (Prices.): Name · Price", "row (Prices.): Name: a · Price: $8", "row (Prices.): Name: b"]),
        ("* FAQ\n** Why?\nBecause.\n- Who?\n  Ada.\n", ["heading: FAQ", "FAQ › heading: Why?", "FAQ › Why? › paragraph: Because.", "FAQ › Why? › item (Because.): Who?\n  Ada."]),
    ],
)  # fmt: skip
def test_blocks(text: str, lines: list[str]):
    """Headlines, lists, tables and blocks are read as they are shown; drawers and keywords are not read."""
    assert written(text, blocks(text)) == lines


def test_when_a_task_is_planned_is_read():
    """The times for which a task is planned are text; when it was worked on and closed is not read."""
    text = "* TODO Crane\nDEADLINE: <2026-05-01 Fri>\nCLOSED: [2026-04-30 Thu]\nGrease it.\n"
    assert written(text, blocks(text)) == [
        "heading: Crane",
        "Crane › paragraph: DEADLINE: <2026-05-01 Fri>",
        "Crane › paragraph: Grease it.",
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (":NOTE:\nMind this.\n* One\nWords.", ["paragraph: :NOTE:\nMind this.", "heading: One", "One › paragraph: Words."]),
        ("Ask.\n\n:important:\n\nNever open the valve.", ["paragraph: Ask.", "paragraph: :important:", "paragraph: Never open the valve."]),
        ("#+begin_src sh\nmake all\n\nMore.\n* One\n#+begin_src sh\nmake\n#+end_src", ["paragraph: #+begin_src sh\nmake all", "paragraph: More.", "heading: One", "One › code: make"]),
        ("- #+begin_note\n  Inside.\nAfter.\n#+end_note", ["item: #+begin_note\n  Inside.", "paragraph: After."]),
    ],
)  # fmt: skip
def test_what_is_never_closed_is_text(text: str, lines: list[str]):
    """A drawer or a block without its last line, or with a headline before that line, is read as text."""
    assert written(text, blocks(text)) == lines
