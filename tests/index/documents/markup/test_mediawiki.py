"""The source of a wiki's page → blocks."""

from __future__ import annotations

import pytest

from index.documents.formats import extract_text
from index.documents.markup.mediawiki import blocks, is_mediawiki
from tests.index.documents.blocks import written

PAGE = "'''The Lamps''' are a band.\n\n== Members ==\n* [[Ada]]\n"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("'''The Lamps''' are a ''folk'' [[band (music)|band]] of [[Kelda]].<ref>Book</ref><!-- no -->\n== One ==\nWords.\n=== Two ===\nMore.\n[[Category:Bands]]", ["paragraph: The Lamps are a folk band of Kelda.", "heading: One", "One › paragraph: Words.", "One › heading: Two", "One › Two › paragraph: More."]),
        ("{{Infobox band\n| name = The Lamps\n| origin = [[Kelda]]<br>Norway\n| empty =\n| members = {{flatlist|\n* Ada\n* Ben\n}}\n| last = 3}}\nWords.", ["row: name: The Lamps", "row: origin: Kelda, Norway", "paragraph: members", "item (members): Ada", "item (members): Ben", "row: last: 3", "paragraph: Words."]),
        ("{{columns|\n* one\n* two\n}}\n{{Quote\n|Be kind.\n|author = Ada\n}}\nWords.", ["item: one", "item: two", "paragraph: Be kind.", "row: author: Ada", "paragraph: Words."]),
        ("All:\n* one\n** two\n# three\n; Wick : a fan\n;Ringer\n:one who rings\n: apart", ["paragraph: All:", "item (All:): one", "item (All: one): two", "item (All:): three", "item (All:): Wick: a fan", "item (All:): Ringer: one who rings", "paragraph: apart"]),
        ("{| class=\"x\"\n|+ Prices\n! Name !! Price\n|-\n| Kelda || 26 €\n|-\n| style=\"color:red\" | Oslo\n| 30 €\n|}", ["header (Prices): Name · Price", "row (Prices): Name: Kelda · Price: 26 €", "row (Prices): Name: Oslo · Price: 30 €"]),
        ("Run:\n<syntaxhighlight lang=\"lua\">\nprint([[a]])\n</syntaxhighlight>\nUse {{Item|Iron Sword}}{{stub}} and [https://x.org the site], 1 <2> 3.", ["paragraph: Run:", "code (Run:): print([[a]])", "paragraph: Use Iron Sword and the site, 1 <2> 3."]),
    ],
)  # fmt: skip
def test_blocks(text: str, lines: list[str]):
    """Sections, boxes, lists, tables and code, as what they show."""
    assert written(text, blocks(text)) == lines


@pytest.mark.parametrize("text", ["{{Infobox\n| a = b\nWords.", "{|\n| a\nWords.", "<pre>\nWords."])
def test_what_is_never_closed_is_text(text: str):
    """A template, a table or code without its end hides nothing."""
    assert written(text, blocks(text)) == [f"paragraph: {text}"]


@pytest.mark.parametrize("name", ["page.wiki", "page.mediawiki", "page.txt"])
def test_a_page_has_the_title_that_is_bold_in_it(name: str):
    found = extract_text(name, PAGE.encode(), {})
    assert found.title == "The Lamps"
    assert written(PAGE, found.blocks) == written(PAGE, blocks(PAGE))


@pytest.mark.parametrize(
    "text", ["== A ==\nWords.", "A = b ==\n'''x'''", "'''bold''' and [[link]]", "== A\n\n[[x]]"]
)
def test_other_texts_are_none(text: str):
    assert not is_mediawiki(text)
