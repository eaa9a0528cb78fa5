"""reStructuredText → blocks."""

from __future__ import annotations

import pytest

from index.documents.markup.rst import blocks
from tests.index.documents.blocks import quoted, written


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("=====\nTitle\n=====\n\nOne\n===\n\nWords.\n\nTwo\n---\n\nMore.\n\nThree\n=====\n\nEnd.", ["heading: Title", "Title › heading: One", "Title › One › paragraph: Words.", "Title › One › heading: Two", "Title › One › Two › paragraph: More.", "Title › heading: Three", "Title › Three › paragraph: End."]),
        ("A ``c*d`` *e* **f** `g <h>`_ :ref:`i <j>` :py:func:`~k.l` m_ [1]_ \\*n.", ["paragraph: A c*d e f g i l m  *n."]),
        ("All:\n\n- one\n  more\n\n  - two\n\n3. three", ["paragraph: All:", "item (All:): one\n  more", "item (All: one more): two", "item (All:): 3. three"]),
        ("- Berths\n\n  - North\n\n    - three\n\n    More.\n\nTug\n  A boat. Two:\n\n  - red\n", ["item: Berths", "item (Berths): North", "item (Berths › North): three", "paragraph (Berths › North): More.", "item: Tug: A boat. Two:", "item (Tug › Two:): red"]),
        ("The first:\n\n1 Day\n    It is kept.\n\n    Longer.\n", ["paragraph: The first:", "item (The first:): 1 Day: It is kept.", "paragraph: Longer."]),
        ("Run::\n\n    make *all*\n\n    test\n\nEnd.", ["paragraph: Run:", "code (Run:): make *all*\n\ntest", "paragraph: End."]),
        (".. code-block:: sh\n   :linenos:\n\n   make\n\n.. note:: Mind\n   this.\n\n   More.\n\n.. admonition:: A title\n\n   Text.\n\nEnd.", ["code: make", "paragraph: Mind\n   this.", "paragraph: More.", "heading: A title", "A title › paragraph: Text.", "paragraph: End."]),
        (".. versionadded:: 2.1\n   The option.\n\n.. image:: a.png\n   :alt: b\n\n.. a comment\n   of two lines\n\n.. _target:\n\n.. [1] A note.\n\n----\n\nEnd.", ["paragraph: Added in 2.1: The option.", "paragraph: A note.", "paragraph: End."]),
        ("Prices.\n\n+------+-------+\n| tier | price |\n+======+=======+\n| a    | $8    |\n+------+-------+\n| b c  | $9    |\n| d    | only  |\n+------+-------+\n", ["paragraph: Prices.", "header (Prices.): tier · price", "row (Prices.): tier: a · price: $8", "row (Prices.): tier: b c d · price: $9 only"]),
        ("=====  ======\nName   Price\n=====  ======\na      $8\nb      $9\n       each\n=====  ======\n\nEnd.", ["header: Name · Price", "row: Name: a · Price: $8", "row: Name: b · Price: $9 each", "paragraph: End."]),
        (".. list-table:: Prices\n   :header-rows: 1\n\n   * - Name\n     - Price\n   * - a\n     - *$8*\n", ["header: Name · Price", "row: Name: a · Price: $8"]),
        (":orphan:\n:Author: Ada\n\nWords.\n\n:important: never open the valve\n", ["paragraph: Words.", "item (Words.): important: never open the valve"]),
        ("FAQ\n===\n\n**How big?**\nVery.\n\n* Why?\n\n  Because.", ["heading: FAQ", "FAQ › heading: How big?", "FAQ › How big? › paragraph: Very.", "FAQ › How big? › heading: Why?", "FAQ › How big? › Why? › paragraph: Because."]),
    ],
)  # fmt: skip
def test_blocks(text: str, lines: list[str]):
    """Sections by their lines, lists, definitions, tables and directives, as what they show."""
    assert written(text, blocks(text)) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (".. versionadded:: 0.7\n\n.. versionremoved:: 1.0\n", ["paragraph: Added in 0.7", "paragraph: Removed in 1.0"]),
        (".. versionchanged:: 1.2\n   It is\n   new.\n\n   More.", ["paragraph: Changed in 1.2: It is\n   new.", "paragraph: More."]),
        (".. versionchanged:: 1.2 It is\n   new.\n", ["paragraph: Changed in 1.2: It is\n   new."]),
        (".. deprecated:: 0.9\n\n   Use ``b``.\n", ["paragraph: Deprecated since 0.9: Use b."]),
        (".. deprecated::\n   Use b.\n", ["paragraph: Use b."]),
        (".. deprecated-removed:: 3.8 3.10 Use b.\n", ["paragraph: Deprecated since 3.8, removed in 3.10: Use b."]),
        (".. versionchanged:: 1.2\n\n   - a\n   - b\n", ["paragraph: Changed in 1.2", "item (Changed in 1.2): a", "item (Changed in 1.2): b"]),
    ],
)  # fmt: skip
def test_a_version_is_read_with_what_came_with_it(text: str, lines: list[str]):
    """A directive that names a version says so in words, before the first paragraph in it, if there is one."""
    assert written(text, blocks(text)) == lines


def test_a_field_is_read_as_its_name_and_its_text():
    """Of the colons around a field's name the first is not read: "speed: how fast"."""
    text = "Words.\n\n:Deprecated: input.poll\n  goes\n:param speed: how *fast*\n"
    assert written(text, blocks(text))[1:] == [
        "item (Words.): Deprecated: input.poll\n  goes",
        "item (Words.): param speed: how fast",
    ]


def test_a_list_below_a_term_is_a_list():
    """What begins a list right below a term is no paragraph about it."""
    text = "Zone\n  - a\n  - b\n"
    assert written(text, blocks(text)) == ["item: Zone", "item (Zone): a", "item (Zone): b"]


def test_quotes_are_exact():
    """What is quoted is the text as it stands."""
    text = "The first:\r\n\r\n- ``one``\r\n  more\r\n"
    assert quoted(text, blocks(text)) == ["The first:", "- ``one``\r\n  more"]
