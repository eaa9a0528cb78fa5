"""AsciiDoc → blocks."""

from __future__ import annotations

import pytest

from index.documents.markup.asciidoc import blocks
from tests.index.documents.written_blocks import written


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("= Title\n:toc: left\n\nWords.\n\n== One\n// never\n=== Two\n[[id]]\nMore.\n\n////\nnever\n////\n\n== Three\nEnd.", ["heading: Title", "Title › paragraph: Words.", "Title › heading: One", "Title › One › heading: Two", "Title › One › Two › paragraph: More.", "Title › heading: Three", "Title › Three › paragraph: End."]),
        ("A *b* _c_ `d*e` **`f`** link:u[g] https://x.org[h] <<i,j>> xref:k[l] image:m.png[n] +o+ p{q}.", ["paragraph: A b c d*e f g h j l  o p{q}."]),
        ("All:\n\n* one\n  more\n** two\n. three\n+\nAttached.\n\nEnd.", ["paragraph: All:", "item (All:): one\n  more", "item (All: one more): two", "item (All: one more › two): three", "paragraph (All: one more › two › three): Attached.", "paragraph: End."]),
        ("* one\n** two\n\n*** three\n** four\n* five\n\n. six", ["item: one", "item (one): two", "item (one › two): three", "item (one): four", "item: five", "item (five): six"]),
        ("limit:: How *long* it may\ntake.\nsize::\n  How big.\n", ["item: limit: How long it may\ntake.", "item: size: How big."]),
        (".Run this\n[source,sh]\n----\nmake *all*\n\n== no\n----\n\n....\nliteral\n....\n\n====\nInside.\n====\n\n++++\nnever\n++++", ["code (Run this): make *all*\n\n== no", "code: literal", "paragraph: Inside."]),
        ("NOTE: Mind this.\n\n[quote]\nHe said.\n\n indented\n", ["paragraph: NOTE: Mind this.", "quotation: He said.", "code (He said.): indented"]),
        ("Prices.\n\n|===\n|Name |Price\n\n|a |*$8*\n|b\n|$9\n|===\nEnd.", ["paragraph: Prices.", "header (Prices.): Name · Price", "row (Prices.): Name: a · Price: $8", "row (Prices.): Name: b · Price: $9", "paragraph: End."]),
        ('[cols="1,2",options="header"]\n|===\n|Name\n|Price\n|a\n|more\nthan $8\n|===', ["header: Name · Price", "row: Name: a · Price: more\nthan $8"]),
        ('[cols=2,options="header"]\n|===\n|Name\n|Price\n\n|a\n|$8\n|===\n[cols="2"]\n|===\n|b\n|$9\n|===', ["header: Name · Price", "row: Name: a · Price: $8", "row: b · $9"]),
        ('[cols=""]\n|===\n|Name |Price\n\n|a |$8\n|===', ["header: Name · Price", "row: Name: a · Price: $8"]),
        ("= Title\nAda Byron <ada@x.org>\nv1.0, 2020-01-01\n:toc:\n\nWords.\n\nBen <b@x.org>\nwrites.", ["heading: Title", "Title › paragraph: Words.", "Title › paragraph: Ben <b@x.org>\nwrites."]),
        (".Who may *open* it?\n[%collapsible]\n====\nIda.\n\n== Off\nMondays.\n====\nEnd.", ["heading: Who may open it?", "Who may open it? › paragraph: Ida.", "Who may open it? › heading: Off", "Who may open it? › Off › paragraph: Mondays.", "paragraph: End."]),
        ("Linux::\n+\n--\nRun it.\n--\nmacOS::\n+\nWait.", ["item: Linux", "paragraph (Linux): Run it.", "item: macOS", "paragraph (macOS): Wait."]),
        ("ifdef::x[]\nOne\nendif::[]\ntwo", ["paragraph: One", "paragraph: two"]),
        ("include::x.adoc[]\nimage::a.png[b]\n'''\n<<<\n\nWords.", ["paragraph: Words."]),
        ("= The {ship}\n:ship: Tern\n:lamp: 400\n\nIt needs *{lamp}*{nbsp}litres, `{lamp}` +{lamp}+ \\{lamp} {none}.\n\n:lamp: 500\n\nNow {lamp}footnote:[No {lamp}.] link:{ship}/a[one] https://x.org/{ship}[two] {ship}[three,w] {ship}/b[four].", ["heading: The Tern", "The Tern › paragraph: It needs 400 litres, 400 {lamp} {lamp} {none}.", "The Tern › paragraph: Now 500 (No 500.) one two three four."]),
        ("It shines.footnote:[Only at *night*.] So footnote:a[Yes.], footnote:a[] and footnoteref:[b,No].", ["paragraph: It shines. (Only at night.) So (Yes.),  and (No)."]),
    ],
)  # fmt: skip
def test_blocks(text: str, lines: list[str]):
    """Sections, lists, descriptions, tables and delimited blocks are read as they are shown."""
    assert written(text, blocks(text)) == lines
