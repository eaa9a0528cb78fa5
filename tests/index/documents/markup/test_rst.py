"""reStructuredText → blocks."""

from __future__ import annotations

import pytest

from index.documents.markup.rst import blocks
from tests.index.documents.written_blocks import quoted, written


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("=====\nTitle\n=====\n\nOne\n===\n\nWords.\n\nTwo\n---\n\nMore.\n\nThree\n=====\n\nEnd.", ["heading: Title", "Title › heading: One", "Title › One › paragraph: Words.", "Title › One › heading: Two", "Title › One › Two › paragraph: More.", "Title › heading: Three", "Title › Three › paragraph: End."]),
        ("A ``c*d`` *e* **f** `g <h>`_ :ref:`i <j>` :py:func:`~k.l` m_ [1]_ \\*n.", ["paragraph: A c*d e f g i l m  *n."]),
        ("All:\n\n- one\n  more\n\n  - two\n\n3. three", ["paragraph: All:", "item (All:): one\n  more", "item (All: one more): two", "item (All:): 3. three"]),
        ("- Berths\n\n  - North\n\n    - three\n\n    More.\n\nTug\n  A boat. Two:\n\n  - red\n", ["item: Berths", "item (Berths): North", "item (Berths › North): three", "paragraph (Berths › North): More.", "item: Tug: A boat. Two:", "item (Tug › Two:): red"]),
        ("The first:\n\n1 Day\n    It is kept.\n\n    Longer.\n", ["paragraph: The first:", "item (The first:): 1 Day: It is kept.", "paragraph (The first: 1 Day): Longer."]),
        ("Run::\n\n    make *all*\n\n    test\n\nEnd.", ["paragraph: Run:", "code (Run:): make *all*\n\ntest", "paragraph: End."]),
        ("All:\n\n- ``-n N``: a limit. Soft.\n\n  As:\n\n  - a size\n\n  By default 5.\n", ["paragraph: All:", "item (All:): -n N: a limit. Soft.", "paragraph (All: -n N: a limit.): As:", "item (All: -n N: a limit. › As:): a size", "paragraph (All: -n N: a limit.): By default 5."]),
        (".. code-block:: sh\n   :linenos:\n\n   make\n\n.. note:: Mind\n   this.\n\n   More.\n\n.. admonition:: A title\n\n   Text.\n\nEnd.", ["code: make", "paragraph: Mind\n   this.", "paragraph: More.", "heading: A title", "A title › paragraph: Text.", "paragraph: End."]),
        (".. versionadded:: 2.1\n   The option.\n\n.. image:: a.png\n   :alt: b\n\n.. a comment\n   of two lines\n\n.. _target:\n\n.. [1] A note.\n\n----\n\nEnd.", ["paragraph: Added in 2.1: The option.", "paragraph: A note.", "paragraph: End."]),
        ("Prices.\n\n+------+-------+\n| tier | price |\n+======+=======+\n| a    | $8    |\n+------+-------+\n| b c  | $9    |\n| d    | only  |\n+------+-------+\n", ["paragraph: Prices.", "header (Prices.): tier · price", "row (Prices.): tier: a · price: $8", "row (Prices.): tier: b c d · price: $9 only"]),
        ("=====  ======\nName   Price\n=====  ======\na      $8\nb      $9\n       each\n=====  ======\n\nEnd.", ["header: Name · Price", "row: Name: a · Price: $8", "row: Name: b · Price: $9 each", "paragraph: End."]),
        (".. list-table:: Prices\n   :header-rows: 1\n\n   * - Name\n     - Price\n   * - a\n     - *$8*\n", ["header (Prices): Name · Price", "row (Prices): Name: a · Price: $8"]),
        ('.. csv-table:: *Fees*\n   :header: "Who", Fee\n\n   "Guest, young", 7\n   Member,"3 ""all in\"""\n\nEnd.', ["header (Fees): Who · Fee", "row (Fees): Who: Guest, young · Fee: 7", 'row (Fees): Who: Member · Fee: 3 ""all in""', "paragraph: End."]),
        (".. csv-table::\n   :header-rows: 1\n   :widths: 1, 2\n\n   Who,Fee\n   Guest,\n   ,7\n", ["header: Who · Fee", "row: Who: Guest", "row: Fee: 7"]),
        (":orphan:\n:Author: Ada\n\nWords.\n\n:important: never open the valve\n", ["paragraph: Words.", "item (Words.): important: never open the valve"]),
        ("FAQ\n===\n\n**How big?**\nVery.\n\n* Why?\n\n  Because.", ["heading: FAQ", "FAQ › heading: How big?", "FAQ › How big? › paragraph: Very.", "FAQ › How big? › heading: Why?", "FAQ › How big? › Why? › paragraph: Because."]),
    ],
)  # fmt: skip
def test_blocks(text: str, lines: list[str]):
    """Sections, lists, definitions, tables and directives are read as they are shown."""
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
    """A directive for a version is read as words, before its first paragraph, if it has one."""
    assert written(text, blocks(text)) == lines


def test_a_field_is_read_as_its_name_and_its_text():
    """The first of the two colons around a field's name is not read: "speed: how fast"."""
    text = "Words.\n\n:Deprecated: input.poll\n  goes\n:param speed: how *fast*\n"
    assert written(text, blocks(text))[1:] == [
        "item (Words.): Deprecated: input.poll\n  goes",
        "item (Words.): param speed: how fast",
    ]


def test_a_list_below_a_term_is_a_list():
    """A list right below a term is not read as a paragraph of the term's description."""
    text = "Zone\n  - a\n  - b\n"
    assert written(text, blocks(text)) == ["item: Zone", "item (Zone): a", "item (Zone): b"]


def test_code_in_items_is_code():
    """An item, a definition or an option that ends with "::" announces code, as a paragraph does."""
    text = "#. Configure::\n\n      cmake .\n\n#. Build::\n\n      make\n\n   Wait.\n\nTug\n  Pull::\n\n    tug *x*\n"
    assert written(text, blocks(text)) == [
        "item: 1. Configure:",
        "code (Configure:): cmake .",
        "item: 2. Build:",
        "code (Build:): make",
        "paragraph (Build:): Wait.",
        "item: Tug: Pull:",
        "code (Tug: Pull:): tug *x*",
    ]


def test_items_without_a_number_are_numbered():
    """ "#." is read as the number after the number of the item before it; each list starts anew."""
    text = "#. one\n\n   #. inner\n#. two\n\nText. More.\n\n4. four\n#. five\n"
    assert [line.rpartition(": ")[2] for line in written(text, blocks(text))] == [
        "1. one", "1. inner", "2. two", "Text. More.", "4. four", "5. five",
    ]  # fmt: skip


def test_options_are_terms():
    """The description of an option is next to it or below it."""
    text = "-v, --verbose    Name *each*\n                 file.\n--key FILE  Encrypt.\n-q\n    Say nothing.\n\n    Ever.\n"
    assert written(text, blocks(text)) == [
        "item: -v, --verbose: Name each\n                 file.",
        "item: --key FILE: Encrypt.",
        "item: -q: Say nothing.",
        "paragraph (-q): Ever.",
    ]


def test_substitutions_and_references_are_read_as_their_texts():
    """A substitution is read as its text, an image as nothing, and the label of a section as its title."""
    text = (
        ".. |lk| replace:: *Larkspur*\n.. |bird| image:: a.png\n\n.. _where:\n\n=====\nPlace\n=====\n\n"
        "Of |lk|_ |bird| see :ref:`Where`, :ref:`here <where>`, :ref:`else` and |version|; ``|lk|``.\n"
    )
    assert written(text, blocks(text)) == [
        "heading: Place",
        "Place › paragraph: Of Larkspur  see Place, here, else and |version|; |lk|.",
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (".. cpp:namespace:: lk\n\nPhysics\n=======\n\n.. class:: World\n\n   Bodies.\n\n   .. cpp:function:: void remove()\n\n      Removes.\n", ["heading: Physics", "Physics › heading: World", "Physics › World › paragraph: Bodies.", "Physics › World › heading: void remove()", "Physics › World › void remove() › paragraph: Removes."]),
        (".. py:function:: open(path)\n                 open(path, mode)\n   :no-index:\n\n   Opens.\n", ["heading: open(path)\n                 open(path, mode)", "open(path) open(path, mode) › paragraph: Opens."]),
        (".. option:: -p, --pad N\n\n   Pixels.\n", ["heading: -p, --pad N", "-p, --pad N › paragraph: Pixels."]),
        (".. class:: wide\n\nWords.\n\n.. class:: wide blue\n\n   More.\n\n.. only:: html\n\n   Web.\n\n.. figure:: a/b.png\n   :alt: x\n\n   A caption.\n", ["paragraph: Words.", "paragraph: More.", "paragraph: Web.", "paragraph: A caption."]),
    ],
)  # fmt: skip
def test_the_argument_of_a_directive(text: str, lines: list[str]):
    """The argument of a directive is the title of its content.

    The name of a namespace or of a style is no title.
    """
    assert written(text, blocks(text)) == lines


def test_quotes_are_exact():
    """A quote is the text of the document, unchanged."""
    text = "The first:\r\n\r\n- ``one``\r\n  more\r\n"
    assert quoted(text, blocks(text)) == ["The first:", "- ``one``\r\n  more"]


def test_an_absurd_number_of_header_rows_costs_no_file():
    """A table whose option for header rows has thousands of digits is read without a header."""
    text = f".. csv-table::\n   :header-rows: {'9' * 5000}\n\n   Guest, 7\n"
    assert written(text, blocks(text)) == ["row: Guest · 7"]
