"""Web pages → the text that a person reads."""

from __future__ import annotations

import pytest

from index.documents.converted.web.html import read


def test_headings_lists_and_code_are_blocks(lines):
    """Each block is under the headings above it; items have their introduction, and code keeps its lines."""
    page = """
    <title>Strikes &amp; bans</title>
    <h1>Rules</h1><p>Be kind,
    always.</p><h2>Strikes</h2><p>A strike is given. These count:</p>
    <ul><li>spam<li><p>threats, such as<ul><li>doxxing</ul></ul>
    <ol start="3"><li>third</ol>
    <h2>Set-up</h2><pre>lumen config set\n    telemetry on</pre><blockquote>As is.</blockquote>
    """
    content = read(page.encode())
    assert content.title == "Strikes & bans"
    assert lines(content) == [
        "heading: Rules",
        "paragraph: Rules › Be kind, always.",
        "heading: Rules › Strikes",
        "paragraph: Rules › Strikes › A strike is given. These count:",
        "item (These count:): Rules › Strikes › - spam",
        "item (These count:): Rules › Strikes › - threats, such as",
        "item (These count: threats, such as): Rules › Strikes › - doxxing",
        "item (These count:): Rules › Strikes › 3. third",
        "heading: Rules › Set-up",
        "code: Rules › Set-up › lumen config set\n    telemetry on",
        "quotation: Rules › Set-up › As is.",
    ]


def test_an_absurd_number_costs_no_page(lines):
    """A list that starts at a number of thousands of digits counts from 1."""
    page = f"<ol start='{'9' * 5000}'><li>first<li>second</ol>"
    assert lines(read(page.encode())) == ["item: 1. first", "item: 2. second"]


def test_cells_are_read_after_the_names_of_their_columns(lines):
    """A row is read with the names of its columns and without empty cells.

    The text contains only the cells.
    """
    page = """<table><tr><th>tier<th>price per month<th>perks<tr><td>Patron<td>$8<td>a badge | a role
    <tr><td><td>$0<td></table>"""
    content = read(page.encode())
    assert content.text.splitlines()[1:] == ["Patron | $8 | a badge\u00a0|\u00a0a role", " | $0"]
    assert lines(content) == [
        "header: tier · price per month · perks",
        "row: tier: Patron · price per month: $8 · perks: a badge\u00a0|\u00a0a role",
        "row: price per month: $0",
    ]


def test_spans_and_two_rows_of_headers_are_laid_out(lines):
    """A cell that spans rows is in each of them.

    A header that spans columns is a part of each column's name.
    """
    page = """<table><thead><tr><th rowspan=2>route<th colspan=2>fare<tr><th>day<th>night</thead>
    <tr><td rowspan=2>1<td>2 €<td>3 €<tr><td>4 €<td>5 €</table>"""
    assert lines(read(page.encode()))[2:] == [
        "row: route: 1 · fare day: 2 € · fare night: 3 €",
        "row: route: 1 · fare day: 4 € · fare night: 5 €",
    ]


def test_a_table_of_two_columns_without_headers_is_read_as_pairs(lines):
    """In an infobox the first cell names the second."""
    page = "<table><tr><th>Mass<td>0.8 M☉</tr><tr><th>Radius<td>6.7 R☉</table>"
    assert lines(read(page.encode())) == ["row: Mass: 0.8 M☉", "row: Radius: 6.7 R☉"]


def test_summaries_terms_and_buttons_are_headings(lines):
    """A <summary>, a <dt> or the button of an accordion is a heading of its own content only."""
    page = """<details><summary>How big is the map?</summary>64,000 blocks.</details>
    <p>After.</p><dl><dt>Who strikes?</dt><dd>Mods.</dd></dl>
    <button>Can I leave?</button><div>Yes.</div>"""
    assert lines(read(page.encode())) == [
        "heading: How big is the map?",
        "paragraph: How big is the map? › 64,000 blocks.",
        "paragraph: After.",
        "heading: Who strikes?",
        "paragraph: Who strikes? › Mods.",
        "heading: Can I leave?",
        "paragraph: Can I leave? › Yes.",
    ]


def test_headings_of_a_box_are_not_those_of_the_text_after_it(lines):
    """The text after an <aside> is under the headings before it; the box of a wiki page is a table."""
    page = """<h1>Morwenna</h1><h2>Life</h2><aside class="portable-infobox"><h2>Old Morwenna</h2><section>
    <h2>Stats</h2><div class="pi-item pi-data"><h3 class="pi-data-label">Health</h3><div class="pi-data-value
    pi-font">900<br>1,200 at night</div></div></section></aside><p>She lives in the Deep.</p>"""
    assert lines(read(page.encode())) == [
        "heading: Morwenna",
        "heading: Morwenna › Life",
        "heading: Morwenna › Old Morwenna",
        "heading: Morwenna › Stats",
        "row: Morwenna › Stats › Health: 900, 1,200 at night",
        "paragraph: Morwenna › Life › She lives in the Deep.",
    ]


def test_text_that_a_style_strikes_is_not_read(lines):
    """A class with a line through its text is found in the style sheet; other rules and classes hide nothing."""
    page = """<style>.c1{color:#000;text-decoration:none} ul .c2, .c3:hover, .c4 ,.c5
    {color:red;text-decoration:line-through;font-size:11pt} .c6{-x-text-decoration:line-through} .c7{}</style>
    <p class=c1>Toll: <span class="c1 c5">5</span> <i class=c4>6</i> <span class=c3>7</span> <b class=c6>8</b>
    <span class=c2>9</span> pearls</p>"""
    assert lines(read(page.encode())) == ["paragraph: Toll: 7 8 9 pearls"]


def test_a_definition_is_read_with_its_term(lines):
    """A description is in one item with its term, or below the term if it is more than a paragraph."""
    page = """<p>We say:</p><dl><dt><code>--pad</code> N:</dt><dt>-p</dt><dd>Leave N <b>pixels</b>.</dd><div><dt>Strike</dt><dd><p>A
    warning.</p></dd></div><dt>Ban</dt><dd><p>No entry.</p><ul><li>ever</li></ul></dd><dt>Mute</dt><dd>No word.</dd></dl>End."""
    assert lines(read(page.encode())) == [
        "paragraph: We say:",
        "item (We say:): --pad N, -p: Leave N pixels.",
        "item (We say:): Strike: A warning.",
        "heading: Ban",
        "paragraph: Ban › No entry.",
        "item (No entry.): Ban › - ever",
        "item (We say:): Mute: No word.",
        "paragraph: End.",
    ]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Kelda | The Lantern Wiki", "Kelda"),
        ("Kelda – Wiki", "Kelda"),
        ("Kelda-on-Sea - Wiki", "Kelda-on-Sea - Wiki"),
        ("Guide to Kelda | Wiki", "Guide to Kelda | Wiki"),
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_title(title: str, expected: str):
    """The name of the site is after the page's own heading, with which the title starts."""
    page = f"<title>{title}</title><body><h1>Kelda</h1><p>A town.</p>"
    assert read(page.encode()).title == expected


def test_a_line_in_bold_type_is_a_heading(lines):
    """A bold paragraph is a heading of the text after it, a bold question of its answer on the next line."""
    page = """<p><b>Opening hours</b></p><p>Nine to <b>five</b>.</p><p><strong>Can I <i>leave</i>?</strong><br>Yes.</p>
    <p><b>Closed today.</b></p>"""
    assert lines(read(page.encode())) == [
        "heading: Opening hours",
        "paragraph: Opening hours › Nine to five.",
        "heading: Can I leave?",
        "paragraph: Can I leave? › Yes.",
        "paragraph: Can I leave? › Closed today.",
    ]


@pytest.mark.parametrize(
    "clutter",
    [
        "<nav><a href=/>Clutter</a></nav>",
        "<script>Clutter</script><style>Clutter</style><noscript>Clutter</noscript>",
        "<div class='cookie-banner'>Clutter: we use cookies. <button>Accept</button></div>",
        "<header><a href=/>Clutter</a> <a href=/b>Shop</a></header>",
        "<footer>© Clutter 2024</footer>",
        "<div class=page-footer><h6>Clutter</h6>as stated</div><div class=right-rail-wrapper><h2>Clutter</h2></div>",
        "<form><input value=Clutter><select><option>Clutter</select></form>",
        "<ul class='breadcrumb'><li><a href=/>Clutter</a></ul>",
        "<p hidden>Clutter</p><p style='display: none'>Clutter</p><div role=dialog>Clutter</div>",
        "<!-- Clutter --><template>Clutter</template><img alt=Clutter>",
        "<del>Clutter</del>",
        "<span style='color: red; text-decoration: underline line-through'>Clutter</span>",
        "<div><p><a href='#cmnt_ref1' id=cmnt1>[a]</a><span>Ada: Clutter?</span></p></div>",
    ],
)
def test_clutter_is_removed(lines, clutter: str):
    """Navigation, scripts, forms, cookie bars and hidden elements do not belong to the text of a page."""
    page = f"<body>{clutter}<h1>Ferry</h1><p>It leaves at noon{clutter if 'del' in clutter else ''}.</p>"
    assert lines(read(page.encode())) == ["heading: Ferry", "paragraph: Ferry › It leaves at noon."]


def test_the_main_part_of_a_page_is_enough(lines):
    """If a page marks its main part, only that is read."""
    page = "<div>Side words.</div><main><p>Words of the page itself.</p></main><div>More side words.</div>"
    assert lines(read(page.encode())) == ["paragraph: Words of the page itself."]


def test_marks_of_footnotes_are_omitted_and_powers_are_not(lines):
    """A raised "[1]" is not read, whether it is a link or not; a raised 2 is read."""
    page = "<p>It covers 3 km<sup>2</sup>.<sup><a href='#note'>[1]</a></sup><sup>[2]</sup><sup>[3], [4]</sup></p>"
    assert lines(read(page.encode())) == ["paragraph: It covers 3 km2."]


def test_a_table_that_lays_out_a_page_is_no_table(lines):
    """The cells of a table that contains paragraphs and headings are parts of the page, in order."""
    page = "<table><tr><td><h1>Menu</h1><td><p>Soup.</p></table>"
    assert lines(read(page.encode())) == ["heading: Menu", "paragraph: Menu › Soup."]
    nested = "<table><table><tr><td>Menu</td></tr></table><tr><td><table><tr><td>Soup.</table></table>"
    assert lines(read(nested.encode())) == ["paragraph: Menu", "paragraph: Soup."]


@pytest.mark.parametrize(
    ("data", "warning"),
    [
        ("<p>schöne Grüße für 15 €</p>".encode(), ""),
        ("<meta charset=windows-1252><p>schöne Grüße für 15 €</p>".encode("cp1252"), ""),
        ("<meta charset=iso-8859-1><p>schöne Grüße für 15 €</p>".encode(), ""),
        ("<p>schöne Grüße für 15 €</p>".encode("utf-16"), ""),
        ("<p>schöne Grüße für 15 €</p>".encode("cp1252"), "is not UTF-8; it was read as cp1252"),
    ],
)
def test_a_page_is_decoded_whatever_it_says(lines, data: bytes, warning: str):
    """UTF-8 is known by its bytes, another encoding by its name in the page, or by a guess with a warning."""
    content = read(data)
    assert lines(content) == ["paragraph: schöne Grüße für 15 €"]
    assert content.warning == warning


def test_a_broken_page_is_read_as_far_as_it_goes(lines):
    """Tags that are never closed, or close nothing, lose no words.

    A huge span does not make a million columns.
    """
    page = "<h1>One<p>two</b></td><table><tr><td colspan=99999>a<td>b<tr><td rowspan=-1>c<td>d"
    assert [line.rpartition(" › ")[2] for line in lines(read(page.encode()))[-2:]] == ["a · b", "a: c · d"]


@pytest.mark.parametrize("data", [b"<html></html>", b"<p>", b"   "])
def test_a_page_without_words_is_an_empty_text(data: bytes):
    """A page that shows nothing has an empty text; loading the file reports that."""
    assert read(data).text == ""


def test_check_boxes_that_show_a_state_are_read(lines):
    """Disabled check boxes, and those in Notion's exports, are read; one that a person can change is not."""
    page = """<ul><li><input type=checkbox disabled checked> Oars<li><label><input type=checkbox disabled></label>Net
    <li><div class="checkbox checkbox-on"></div> <span>Sail</span><li><div class="checkbox checkbox-off"></div> Rope
    <li><input type=checkbox checked>Accept<li><div class="checkbox checkbox-on">Mast</div></ul>"""
    found = [line.removeprefix("item: - ") for line in lines(read(page.encode()))]
    assert found == ["☑ Oars", "☐ Net", "☑ Sail", "☐ Rope", "Accept", "Mast"]


def test_marks_of_notes_are_no_text(lines):
    """Marks as pandoc writes them, and links back from a note, are not read.

    A raised number without a link is.
    """
    page = (
        '<p>It costs 80 euros<a href="#fn1" class="footnote-ref" role="doc-noteref"><sup>1</sup></a> for 12 m<sup>2</sup><a href="n.xhtml#a" epub:type="noteref">2</a>.'
        ' More is <a href="#more">below<sup>2</sup></a><a href="#n2"><sup>2</sup></a>.</p>'
        '<ol><li id="fn1"><p>Members pay 60.<a href="#fnref1" role="doc-backlink">↩︎</a></p></li></ol>'
    )
    assert lines(read(page.encode())) == [
        "paragraph: It costs 80 euros for 12 m2. More is below2.",
        "item: 1. Members pay 60.",
    ]
