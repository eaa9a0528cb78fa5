"""Markdown → blocks: hand-written cases, and properties of the blocks of any text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.documents.markdown.markdown import blocks
from index.passages.reading_text import block_text
from tests.index.documents.written_blocks import check_blocks, check_time, quoted, written

PIECES = [
    "# Heading\n", "Head\n====\n", "Head\n---\n", "- item\n", "1. one\n", "  - nested\n", "> quoted\n", "```\n", "~~~\n", "    code\n", "\n", "\r", "\r\n",
    "\u2028", "\n\n", " \t ", "\u00a0", "\x0c", "| a | b |\n|---|---|\n", "| c | d\n", "**bold?**", "*", "_", "`", "``", "[", "]", "](", ")", "![", "<", ">",
    "<b>", "</b>", "<!--", "-->", "<details>", "</details>", "<summary>", "</summary>", "<table>", "<tr><td>", "&amp;", "&#0;", "\\", "\\\r\n", "Q: What?", "A: That.",
    "\nQ: What?\n", "\nA: That.\n", "[^1]", "[^1]: ", "[a]: b\n", "[[a|b]]", "{#id}", "{% x %}", ":::\n", "::: note Title\n", "!!! note\n", "~~", "==", "---\n", "a: b\n", "a", "word ", "?", "\x00", "\ufdd0", "😀",
]  # fmt: skip
ANY_TEXT = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=40).map("".join)


@given(text=ANY_TEXT)
@example(text="\x0c\nfoo")
@example(text="> \u00a0\n> > x")
def test_blocks_of_any_text_are_in_order_without_overlaps(text: str):
    """The blocks of any text and their replacements have exact ranges."""
    check_blocks(text, blocks(text))


def test_paragraphs_are_under_their_headings():
    """A section ends at the next heading of the same or a higher level, and a heading is read without marks."""
    text = "Before.\n# The *Star* `Hotel` #\nOne\ntwo.\n\nPart [A](b)\n---\n### C\nThree.\n# D\nFour."
    assert written(text, blocks(text)) == [
        "paragraph: Before.",
        "heading: The Star Hotel",
        "The Star Hotel › paragraph: One\ntwo.",
        "The Star Hotel › heading: Part A",
        "The Star Hotel › Part A › heading: C",
        "The Star Hotel › Part A › C › paragraph: Three.",
        "heading: D",
        "D › paragraph: Four.",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The [Star *Hotel*](<http://x> 'y') is `open`.", "The Star Hotel is open."),
        ("See [the map][1] or [maps].\n\n[1]: a.png\n[maps]: b.png", "See the map or maps."),
        ("A <b>bold</b>, **bo*l*d**, ~~old~~ <https://x.org>.", "A bold, bold,  https://x.org."),
        ("Lunch costs \\$7 or 6&euro;&nbsp;&#33; \\q", "Lunch costs $7 or 6€\u00a0! \\q"),
        ("Say `` a`b `` and `c_d_e`, snake_case_words, 2*3*4.", "Say a`b and c_d_e, snake_case_words, 234."),
        ("a<br>b<sup>2</sup> <!-- never --> for <player>", "a b2  for <player>"),
        ("hard  \nbreak\\\nand another", "hard  \nbreak\nand another"),
        ("***both*** and ~~~three~~~ and ****", "both and ~three~ and ****"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_markup_is_read_as_it_is_displayed(text: str, words: str, end: str):
    """Targets, tags and marks are not read, entities and escapes are read as characters; the quote is exact."""
    text = text.replace("\n", end)
    assert written(text, blocks(text)) == [f"paragraph: {words}".replace("\n", end)]
    assert text.startswith(quoted(text, blocks(text))[0])


def test_list_items():
    """An item ends where the next block in it starts; its introduction and the item introduce the blocks in it."""
    text = "Bring. All these:\n\n- [x] a *rope*\n- a tent\n  of two\n  1. poles\n  2. pegs\n\n  More on it.\n\nEnd.\n\n7) last"
    assert written(text, blocks(text)) == [
        "paragraph: Bring. All these:",
        "item (All these:): ☑ a rope",
        "item (All these:): a tent\n  of two",
        "item (All these: a tent of two): 1. poles",
        "item (All these: a tent of two): 2. pegs",
        "paragraph (All these: a tent of two): More on it.",
        "paragraph: End.",
        "item (End.): 7) last",
    ]
    assert quoted(text, blocks(text))[1:4] == ["- [x] a *rope*", "- a tent\n  of two", "1. poles"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- [x] Tent *booked*", "☑ Tent booked"),
        ("- [ ] Bus booked?\n- [X] Hut", "☐ Bus booked?\n☑ Hut"),
        ("2. [ ] Bus", "2. ☐ Bus"),
        ("> * [ ] Bus\n>   by Ben", "☐ Bus\nby Ben"),
        ("- [y] Bus", "[y] Bus"),
    ],
)
def test_tasks_are_read_with_their_state(text: str, words: str):
    """A task that is done is read with a checked box, an open task with an empty one."""
    assert "\n".join(line.split(": ", 1)[1] for line in written(text, blocks(text))) == words


def test_an_item_introduces_its_content_by_its_first_sentence():
    """It also does so by its last sentence, if a colon ends it; an abbreviation ends no sentence."""
    text = (
        "Options:\n\n- `--max n` sets a limit, e.g. 5. It is soft.\n\n  As:\n  - a size\n\n  By default 5.\n"
        "- North. Dry. Berths:\n  1. white\n- Mr. S. Lee. Dry.\n  1. red\n\n<ul><li>East. Dry.<ul><li>blue</ul></ul>"
    )
    assert [line for line in written(text, blocks(text)) if "Dry." not in line.partition("): ")[2]] == [
        "paragraph: Options:",
        "item (Options:): --max n sets a limit, e.g. 5. It is soft.",
        "paragraph (Options: --max n sets a limit, e.g. 5.): As:",
        "item (Options: --max n sets a limit, e.g. 5. › As:): a size",
        "paragraph (Options: --max n sets a limit, e.g. 5.): By default 5.",
        "item (Options: North. › Berths:): 1. white",
        "item (Options: Mr. S. Lee.): 1. red",
        "item: East. Dry.",
        "item (East.): blue",
    ]


def test_words_with_an_identifier_are_read_as_the_words():
    """This holds anywhere, also for the term of a definition, but not for a picture."""
    text = "## [Berths]{.big} now\n\n[Quay side]{#quay .x}\n: A [wall]{#wall}.\n\n`[a]{#b}` [c] {#d}"
    assert written(text, blocks(text)) == [
        "heading: Berths now",
        "Berths now › paragraph: Quay side: A wall.",
        "Berths now › paragraph: [a]{#b} [c]",
    ]
    assert quoted(text, blocks(text))[0] == "[Quay side]{#quay .x}\n: A [wall]{#wall}."


def test_tables():
    """Each cell is read after the name of its column; empty cells and the line below the header are not read."""
    text = "Gone by noon. Prices:\n\n| tier | `price` | |\n|:--|--:|---|\n| **Patron** | $8 | x |\n| a \\| b | |\nc | d | e | f\n"
    assert written(text, blocks(text)) == [
        "paragraph: Gone by noon. Prices:",
        "header (Prices:): tier · price",
        "row (Prices:): tier: Patron · price: $8 · x",
        "row (Prices:): tier: a | b",
        "row (Prices:): tier: c · price: d · e · f",
    ]
    assert quoted(text, blocks(text))[2:4] == ["| **Patron** | $8 | x |", "| a \\| b | |"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Dogs are. ~~Cats\nare.~~", ["paragraph: Dogs are."]),
        ("A <s>b</s> <DEL class='x'>c</DEL> <strike>d</strike> e", ["paragraph: A    e"]),
        ("<del>No\n\n- more\n\n</del>\n\nYes", ["paragraph: Yes"]),
        ("# ~~Old~~ New\n\n- ~~a~~\n  - b", ["heading: New", "New › item: b"]),
        ("| a | b |\n|---|---|\n| ~~e~~ f | g |", ["header: a · b", "row: a: f · b: g"]),
        ("`~~x~~` \\~~y~~ ~~5 or ~~6 http://a/~~b/~~c <s>", ["paragraph: ~~x~~ ~~y~~ ~~5 or ~~6 http://a/~~b/~~c "]),
        ("~~~\n~~in~~ <s>x</s>\n~~~", ["code: ~~in~~ <s>x</s>"]),
    ],
)  # fmt: skip
def test_struck_out_text_is_not_read(text: str, lines: list[str]):
    """Text between ~~signs~~ or in tags that strike it out is not read, except in code."""
    assert written(text, blocks(text)) == lines


@pytest.mark.parametrize("line", ["| | --- |", "|  |:--|", "|\t| - |"])
def test_the_line_below_a_header_may_have_empty_cells(line: str):
    """As in Python-Markdown, some or all columns of a table may have no names."""
    text = f"| | what |\n{line}\n| Help | none |"
    assert [(block.kind, block_text(text, 0, block)) for block in blocks(text)] == [
        ("header", "what"),
        ("row", "Help · what: none"),
    ]


@pytest.mark.parametrize(
    ("before", "lead"),
    [
        ("Prices.", "Prices."),
        ("Prices", "Prices"),
        ("Open to all. *These*:", "These:"),
        ("Open to all. **(These:)**", "(These:)"),
        ("無料です。値段：", "値段："),
        ("Ranks are earned. Time counts while you play.", ""),
        ("Ada came (late). Away: Bo", ""),
    ],
)
def test_introductions(before: str, lead: str):
    """The last of several sentences introduces a list or table only with a colon; a short single sentence always does."""
    for after in ("- a", "<ul><li>a</ul>", "|a|b|\n|-|-|", "<table><tr><td>a</table>"):
        _, found = blocks(f"{before}\n\n{after}")
        assert found.lead == lead


@pytest.mark.parametrize(
    ("before", "lead"),
    [
        ("Ashfall is wiped every season, Bonewhite twice per season.", ""),
        ("Ashfall is wiped every season, Bonewhite twice per season:", "all"),
        ("As of the meeting of the committee of 20 August 2026", "all"),
        ("The following fees are paid by whoever joins in the autumn.", "all"),
        ("Our fees in the autumn.", "all"),
        ("Day guests: €5", ""),
    ],
)
def test_a_long_sentence_introduces_a_table_only_if_it_refers_to_it(before: str, lead: str):
    """A sentence with a colon, a phrase, a short sentence, and one that refers to the table introduce it."""
    for after in ("|a|b|\n|-|-|\n|c|d|", "<table><tr><td>a</table>"):
        assert [block.lead for block in blocks(f"{before}\n\n{after}")][1] == (before if lead else "")
    assert [block.lead for block in blocks(f"{before}\n\n- a")] == ["", before]


@pytest.mark.parametrize("code", ["[[probe]]\nname = 1", "x = 1 # {.y}", "<!-- i -->", "==a==", "[^1]: b"])
def test_code_is_unchanged_at_its_ends(code: str):
    """Signs that are markup in prose are part of code, also at its ends."""
    text = f"Set:\n\n```toml\n{code}\n```\n"
    assert quoted(text, blocks(text)) == ["Set:", code]


@pytest.mark.parametrize(
    "code",
    [
        "const a = 1;\nexport const data = new Builder();",
        "import A from 'a';\nexport default {\n  cooldown: 15,\n};",
        '{{< figure src="a.png" >}}\n[^1]: b',
        "import A from 'a';\n\n```\nnested\n```\n\nexport {A};",
    ],
)
@pytest.mark.parametrize(
    ("before", "indent", "after"),
    [
        ("", "", ""),
        ("> ", "> ", ""),
        ("- ", "  ", ""),
        ("`````{note}\n", "", "`````\n"),
        ("{% raw %}\n", "", ""),
    ],
)
def test_code_between_fences_is_not_changed_by_dialects(code: str, before: str, indent: str, after: str):
    """It ends at its fence, also in a list, a quotation or a box, and the text after it is read."""
    fenced = f"````js\n{code}\n````\n".replace("\n", f"\n{indent}")
    text = f"{before}{fenced}\n{after}\nPings take [[a|5 seconds]].\n"
    code_block, paragraph = blocks(text)
    assert code_block.kind == "code"
    assert block_text(text, 0, code_block).replace(" ", "") == code.replace(" ", "")
    assert block_text(text, 0, paragraph) == "Pings take 5 seconds."


def test_code_and_quotations():
    """Code is a single block without its fences, a quotation is read without its marks."""
    text = "Run:\n```sh\n# no heading\n\nmake *all*\n```\n\n> As he\n> said:\n> ```\n> x\n> y\n> ```\n\n    indented\n\n    code\n"
    assert written(text, blocks(text)) == [
        "paragraph: Run:",
        "code (Run:): # no heading\n\nmake *all*",
        "quotation: As he\nsaid:",
        "code (As he said:): x\ny",
        "code: indented\n\ncode",
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("18:00 Doors\n19:30 Quiz, host: Ada.\nTeams of 6.\n**21:00** End", ["18:00 Doors", "19:30 Quiz, host: Ada.\nTeams of 6.", "21:00 End"]),
        ("**Price:** 5 €\\\n**Where**: the hall,\nupstairs", ["Price: 5 €", "Where: the hall,\nupstairs"]),
        ("Ada: Where?\nBo: Here.", ["Ada: Where?", "Bo: Here."]),
        ("1943: a raft\n1947: a keeper", ["1943: a raft", "1947: a keeper"]),
        ("1.1 Be kind.\n1.2 Don't\nshout.\n**1.10.** No ads.", ["1.1 Be kind.", "1.2 Don't\nshout.", "1.10. No ads."]),
        ("#1 Be kind.\n#2 No ads.", ["#1 Be kind.", "#2 No ads."]),
        ("1️⃣ Be kind.\n2️⃣ No ads.", ["1️⃣ Be kind.", "2️⃣ No ads."]),
        ("It came with\n1.2 and with\n1.3 too.", ["It came with\n1.2 and with\n1.3 too."]),
        ("We meet at\n18:00 sharp. Note: bring\n19:00 tea.", ["We meet at\n18:00 sharp. Note: bring\n19:00 tea."]),
        ("Note: this line\nruns on.", ["Note: this line\nruns on."]),
    ],
)  # fmt: skip
def test_lines_that_start_in_the_same_way_are_separate_blocks(text: str, lines: list[str]):
    """Lines of a programme, a timeline, a dialogue or rules are separate blocks; lines of prose are joined."""
    assert written(text, blocks(text)) == [f"paragraph: {line}" for line in lines]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("Imre Halloran<br>Tove *Lindqvist*", "Imre Halloran, Tove Lindqvist"),
        ("<BR/>a <br /> <br> b<br>", "a, b"),
        ("`a<br>b`", "a<br>b"),
    ],
)
def test_a_line_break_in_a_cell_is_read_as_a_comma(cell: str, words: str):
    """So two names stay separate, in a table of Markdown or HTML; in a paragraph, a line break is a blank."""
    assert written(table := f"| Crew |\n|---|\n| {cell} |", blocks(table))[1:] == [f"row: Crew: {words}"]
    if "`" not in cell:
        html = f"<table><tr><th>Crew</th></tr><tr><td>{cell}</td></tr></table>"
        assert written(html, blocks(html))[1:] == [f"row: Crew: {words}"]
    assert written("a<br>b", blocks("a<br>b")) == ["paragraph: a b"]


@pytest.mark.parametrize("name", ["The Salt Lanterns", ""])
def test_the_first_cell_names_the_second_if_its_column_has_no_name(name: str):
    """A table such as an infobox is read "Origin: Kelda", as on a web page."""
    table = f"| {name} | |\n|---|---|\n| **Origin** | Kelda |\n| | so |\n"
    assert written(table, blocks(table))[bool(name) :] == ["row: Origin: Kelda", "row: so"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("    def f():\n        x\n\n    g()", "def f():\n    x\n\ng()"),
        ("```\n  a\n    b\n```", "a\n  b"),
        ("```\na\n  b\n```", "a\n  b"),
        ("\tif a:\n\t\tb\n", "if a:\n\tb"),
        ("- 1\n\n      c\n        d\n", "c\n  d"),
        ("<pre>\n  a &lt;\n    b\n</pre>", "a <\n  b"),
    ],
)
def test_code_is_read_without_the_indentation_that_its_lines_share(text: str, code: str):
    """The lines of code keep their indentation relative to each other, including the first."""
    assert written(text, blocks(text))[-1].partition(": ")[2] == code


def test_the_mark_of_an_answer_may_be_on_a_line_of_its_own():
    """ "A:" is not read either if the answer starts on the next line or is a list."""
    text = "**Q: May I sing?**\nA:\n\n1. Ask.\n\nQ: Why?\n**A:**\nSo.\n\nVitamin\n\nA:"
    assert written(text, blocks(text)) == [
        "heading: May I sing?",
        "May I sing? › item: 1. Ask.",
        "heading: Why?",
        "Why? › paragraph: So.",
        "Why? › paragraph: Vitamin",
    ]


def test_the_mark_of_an_answer_is_not_read():
    """ "A:" is not read after a bold question, even if that starts the text."""
    text = "**Q: May I sing?**\nA: Yes. You may.\n\n**Q: Why?**\nA: So."
    assert written(text, blocks(text))[1::2] == [
        "May I sing? › paragraph: Yes. You may.",
        "Why? › paragraph: So.",
    ]


def test_a_question_is_the_heading_of_its_answer():
    """A bold question, "Q:" and a list item that asks are headings, until their section or item ends."""
    text = (
        "# FAQ\n**How big?**\nIt is *big*.\n\nVery.\n\n**Is it free?** Yes.\n\nQ: May I\nsing?\nA: You may.\n\n**Q2: Why?**\n\n"
        "**A2:** So.\n\n- Who?\n  - Ada.\n- Where?\n\n# End\nWhy not?"
    )
    assert written(text, blocks(text)) == [
        "heading: FAQ",
        "FAQ › heading: How big?",
        "FAQ › How big? › paragraph: It is big.",
        "FAQ › How big? › paragraph: Very.",
        "FAQ › heading: Is it free?",
        "FAQ › Is it free? › paragraph: Yes.",
        "FAQ › heading: May I\nsing?",
        "FAQ › May I sing? › paragraph: You may.",
        "FAQ › heading: Why?",
        "FAQ › Why? › paragraph: So.",
        "FAQ › Why? › heading: Who?",
        "FAQ › Why? › Who? › item: Ada.",
        "FAQ › Why? › item (So.): Where?",
        "heading: End",
        "End › paragraph: Why not?",
    ]


def test_html_is_read_by_its_blocks():
    """A summary starts a section that ends with its details; HTML rows, items and headings are read as in Markdown."""
    text = (
        "<p align='center'><a href='x'><img src='y'></a></p>\n\n<details>\n<summary>Can I <b>swap</b> it?</summary>\n\nYes, *you* can.\n\n</details>\n\n"
        "After.\n<table>\n<tr><th>Name</th><th>Price</th></tr>\n<tr><td>Ale &amp; wine</td><td><b>5</b> €</td></tr><tr><td></td><td>6</td></tr></table>\n\n"
        "<ul><li>One\n<li>Two</ul>\n\n<div>\n  <h2>Part</h2>\n    Some `code`.\n</div>\n\n<!-- never\n\nthis -->\n<script>nor();</script>\n\n"
        "<pre><code>a &lt; b\n</code></pre>\n\n<svg>\n\n<text>nor</text>\n\n</svg>"
    )
    assert written(text, blocks(text)) == [
        "heading: Can I swap it?",
        "Can I swap it? › paragraph: Yes, you can.",
        "paragraph: After.",
        "header (After.): Name · Price",
        "row (After.): Name: Ale & wine · Price: 5 €",
        "row (After.): Price: 6",
        "item: One",
        "item: Two",
        "heading: Part",
        "Part › paragraph: Some code.",
        "Part › code (Some code.): a < b",
    ]


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("<tr><th>Channel<th>Reply<tr><td rowspan='2'>E-mail<td>2 days<tr><td>3 days in *May*<tr><td>Phone<td>now", ["header: Channel · Reply", "row: Channel: E-mail · Reply: 2 days", "row: Channel: E-mail · Reply: 3 days in May", "row: Channel: Phone · Reply: now"]),
        ("<tr><th>Day<th>am<th>pm<th>Host<tr><td>Mon<td colspan=2>closed<td>Ada", ["header: Day · am · pm · Host", "row: Day: Mon · am: closed · Host: Ada"]),
        ("<tr><th ROWSPAN=2>Item<th colspan=2>Chance</tr><tr><th>easy<th>hard</tr><tr><td>Fang<td>5%<td>9%", ["header: Item · Chance", "header: easy · hard", "row: Item: Fang · Chance easy: 5% · Chance hard: 9%"]),
        ("<tr><th colspan=2>Morwenna</th></tr><tr><td>Health<td>900<tr><td></td><td></td></tr><tr><td>Home<td>Cave", ["header: Morwenna", "row: Health: 900", "row: Home: Cave"]),
        ("<tr><td rowspan=2>Ada<td>1<tr><td><tr><td>Ben<td>2", ["row: Ada · 1", "row: Ben · 2"]),
    ],
)  # fmt: skip
def test_cells_of_html_that_span_rows_and_columns(table: str, rows: list[str]):
    """A cell that spans rows is read in each of them, and the cells next to it keep their columns' names."""
    text = f"<table>{table}</table>"
    check_blocks(text, blocks(text))
    assert written(text, blocks(text)) == rows


def test_a_span_ends_with_its_table():
    """The rows of the next table are not moved by a cell that spans more rows than its table has."""
    text = "<table><tr><td rowspan=9>Ada<td>1</table>\n\n<table><tr><th>Name<th>Age<tr><td>Ben<td>2</table>"
    assert written(text, blocks(text)) == ["row: Ada · 1", "header: Name · Age", "row: Name: Ben · Age: 2"]


@pytest.mark.parametrize(
    "text",
    [
        "::: warning Mind *this*\nHot.\n:::\n\nEnd.",
        ":::warning[Mind *this*]\n\nHot.\n\n:::\n\nEnd.",
        '!!! warning "Mind *this*"\n    Hot.\n\nEnd.',
        '??? warning "Mind *this*"\n\n    Hot.\nEnd.',
        '{% hint title="Mind *this*" %}\nHot.\n{% endhint %}\nEnd.',
        '{{< tab "Mind *this*" >}}\nHot.\n{{< /tab >}}\nEnd.',
        '{{% notice warning "Mind *this*" %}}\nHot.\n{{% /notice %}}\nEnd.',
        '{{< card icon="x" title="Mind *this*" >}}\n\nHot.\n\n{{< /card >}}\nEnd.',
        '<Tab value="a" label="Mind *this*" wide>\n\nHot.\n\n</Tab>\n\nEnd.',
        "<Tabs>\n  <Tab title='Mind *this*'>\n    Hot.\n  </Tab>\n</Tabs>\n\nEnd.",
        "> [!WARNING] Mind *this*\n> Hot.\n\nEnd.",
        "> [!WARNING] Mind *this*\n>\n> Hot.\n\nEnd.",
        "```{warning} Mind *this*\nHot.\n```\nEnd.",
        "```{admonition} Mind *this*\n:class: tip\nHot.\n```\nEnd.",
        '```admonish warning "Mind *this*"\nHot.\n```\nEnd.',
        '```admonish class="wide" title="Mind *this*"\nHot.\n```\nEnd.',
        ":::{admonition} Mind *this*\n:class: tip\nHot.\n:::\nEnd.",
        '::: {.callout-tip title="Mind *this*"}\nHot.\n:::\nEnd.',
        "<details><summary>Mind <i>this</i></summary>\nHot.\n</details>\n\nEnd.",
    ],
)
def test_the_title_of_a_box_is_a_heading_of_its_content(text: str):
    """Boxes of site builders and notes contain Markdown, and their section ends with them."""
    assert written(text, blocks(text)) == [
        "heading: Mind this",
        "Mind this › paragraph: Hot.",
        "paragraph: End.",
    ]


def test_a_box_that_is_written_as_code_contains_markdown():
    """Its lists are lists, and its title is above the headings in it; code that only looks similar stays code."""
    text = "# Shop\n```admonish info 'x' \"Kiln\"\n## Keys\n- Ida has *one*\n\n## Off\nMondays.\n```\nEnd.\n```admonish\nHot.\n```\n```admonished\n# a\n```\n"
    assert written(text, blocks(text)) == [
        "heading: Shop",
        "Shop › heading: Kiln",
        "Shop › Kiln › heading: Keys",
        "Shop › Kiln › Keys › item: Ida has one",
        "Shop › Kiln › heading: Off",
        "Shop › Kiln › Off › paragraph: Mondays.",
        "Shop › paragraph: End.",
        "Shop › paragraph: Hot.",
        "Shop › code (Hot.): # a",
    ]


def test_the_line_that_opens_a_box_is_not_read():
    """It is not read with text after it, nor without."""
    text = "> [!NOTE]\n>\n> Hot.\n"
    assert written(text, blocks(text)) == ["paragraph: Hot."]
    for tag in (
        '{{< tabs "a" >}}',
        "{{< tab >}}",
        '{{< icon name="b" >}}',
        '<Icon title="b"/>',
        '<Map title="b">',
    ):
        assert written(f"{tag}\n\nHot.", blocks(f"{tag}\n\nHot.")) == ["paragraph: Hot."]
    for opening in ("::: {.wide #a}", ":::{note}", ":::{figure} a.png\n:alt: A kiln", "::: note {.wide}"):
        box = f"{opening}\nHot.\n:::\n"
        assert written(box, blocks(box)) == ["paragraph: Hot."]
    assert written(text[:10], blocks(text[:10])) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("---\ntitle: X\n---\nWords.", ["paragraph: Words."]),
        ("+++\ntitle = 'X'\n+++\nWords.", ["paragraph: Words."]),
        ('{\n  "title": "X"\n}\nWords.', ["paragraph: Words."]),
        ("{\nWords.\n}", ["paragraph: {\nWords.\n}"]),
        ("A {% comment %}\nb\n\n# c\n{%- endcomment -%} d.\n\n{% comment 'e' %}\nf\n{% endcomment %}\ng\n\n{% comment %}\nh", ["paragraph: A", "paragraph: d.", "paragraph: g", "paragraph: h"]),
        ("---\nNo setting here.\n\nWords.", ["paragraph: No setting here.", "paragraph: Words."]),
        ("<!-- a\n\nb -->\n[//]: # (c)\n[d]: e 'f'\n***\n", []),
        ("[![built](a.svg)](b) ![x](y)\n\n![A map of the harbour](z)", []),
        ("See ![a map of it](m.png) and ![m.png](m.png).", ["paragraph: See a map of it and ."]),
        ("- [One](#one)\n  - [Two](#two)\n- [Three](three.md)\n", ["item: Three"]),
        ("[TOC]\n\n[[_TOC_]]\n\n{:toc}\n\n## Head {#id}\n{: .x}\nWords.{.y} ^z", ["heading: Head", "Head › paragraph: Words."]),
        ("A[^1] b.\n\n[^1]: Mudlark\n[^n]: *Other* note.", ["paragraph: A b.", "paragraph: Mudlark", "paragraph: Other note."]),
        ("[[Ingrid Falk|Ingrid]], [[people/Jonas]], [[#Part]], ![[x.png]] ==so== %%no%%.", ["paragraph: Ingrid, people/Jonas, Part,  so ."]),
        ("| a |\n|---|\n| [[b\\|c]] |", ["header: a", "row: a: c"]),
        ("{% x %}\nA {% y %}b{{< z >}}.\n{% endx %}\n{% highlight sh %}\n# c\n{% endhighlight %}", ["paragraph: A b.", "code (A b.): # c"]),
        ("import X from './x';\n\nWords.", ["paragraph: Words."]),
        ("import './x.css';\nimport {\n  A,\n  B,\n} from '@site/b';\n\nWords.", ["paragraph: Words."]),
        ("export const A = ({b}) => (\n  <b style={{color: b}}>\n    {b}\n  </b>\n);\n\nWords.", ["paragraph: Words."]),
        ("export the data first.\n\nimport it again.", ["paragraph: export the data first.", "paragraph: import it again."]),
        ("<Card\n  title=\"x\"\n  items={[1, 2]}\n>\n\nWords <A b={() => c}>of</A> it.\n\n</Card>", ["paragraph: Words of it."]),
        ("Term\n: what it is\n  all", ["paragraph: Term: what it is\n  all"]),
        ("**Term** \n:   one\n:   two\n\nWord\n\n: it", ["paragraph: Term: one\ntwo", "paragraph: Word", "paragraph: it"]),
        ("Term\n: one\n: two\nWord\n: it", ["paragraph: Term: one\ntwo\nWord: it"]),
        ("> Term\n> : it", ["quotation: Term: it"]),
        ("![A](a.png){alt='A \"big\" lamp' .wide}\nIt {x} burns [b](c){: .d}\n\n{#id .e width=\"9%\"}\n\n`{a=1}` {b=1}", ["paragraph: \nIt {x} burns b", "paragraph: {a=1} {b=1}"]),
        (":smile: `[[a]]` and `{% b %}` [1][[2]](c)", ["paragraph: :smile: [[a]] and {% b %} [1][2]"]),
        ("3. a\n3. b\n   1. c\n   1. d\n3. e\n\n0) f\n1) g", ["item: 3. a", "item: 4. b", "item (b): 1. c", "item (b): 2. d", "item: 5. e", "item: 0) f", "item: 1) g"]),
        ("1. Who?\n\nAda.\n\n2. Why?\n\nSo.", ["heading: Who?", "Who? › paragraph: Ada.", "heading: Why?", "Why? › paragraph: So."]),
        ("The rules:\n• be kind\n  always\n• be brief", ["paragraph: The rules:", "item (The rules:): be kind\n  always", "item (The rules:): be brief"]),
        ("- Berths\n  - North\n    - three\n\n    Of these:\n    1. one\n  - South\n    > two\n- Tugs", ["item: Berths", "item (Berths): North", "item (Berths › North): three", "paragraph (Berths › North): Of these:", "item (Berths › North › Of these:): 1. one", "item (Berths): South", "quotation (Berths › South): two", "item: Tugs"]),
        ("<ul><li>Berths<ul><li>North<ul><li>three</ul></ul>\n<li>Tugs</ul>", ["item: Berths", "item (Berths): North", "item (Berths › North): three", "item: Tugs"]),
        ("a) one\nb) two (b) or\n(c) more", ["item: a) one", "item: b) two (b) or", "item: (c) more"]),
        ("One – two\n– three", ["paragraph: One – two\n– three"]),
        ("A <!-- b\n\nc --> d.\n- e\n  <!-- f -->\n  g `<!--` h `-->`\n\n```\n<!-- i -->\n```", ["paragraph: A", "paragraph: d.", "item (d.): e", "paragraph (e): g <!-- h -->", "code: <!-- i -->"]),
        ("A {/* b\nc */} d.\n\n%%\ne\n\nf\n%%\n\ng\n[//]: # (h)\n\n<!-- i", ["paragraph: A \n d.", "paragraph: g"]),
        ("Ask:\n- Is it kind?\n- Is it true?\n\nThen post.", ["paragraph: Ask:", "item (Ask:): Is it kind?", "item (Ask:): Is it true?", "paragraph: Then post."]),
        ("İİİİİİ\n\nOne. <SVG><text>no</text></svg> Two words.", ["paragraph: İİİİİİ", "paragraph: One.  Two words."]),
        ("- 何ですか？\n\n  城です。", ["heading: 何ですか？", "何ですか？ › paragraph: 城です。"]),
    ],
)  # fmt: skip
def test_text_that_is_not_prose_is_in_no_block(text: str, lines: list[str]):
    """Front matter, comments, definitions, badges, contents and the signs of dialects are not read."""
    assert written(text, blocks(text)) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("## Deploying { #deploy .big }\n\n## Building {id=\"building\"}\nWords {...x}.", ["heading: Deploying", "heading: Building", "Building › paragraph: Words {...x}."]),
        ("| Port { .num } | b |\n|---|---|\n| 9100 | c |", ["header: Port · b", "row: Port: 9100 · b: c"]),
        ("[Get it :material-download:](a){ .md-button } :octicons-clock-24: now :smile:", ["paragraph: Get it   now :smile:"]),
        ("--8<-- \"a.md\"\n\n<<< @/b.js{2}\n\nx <<< /y", ["paragraph: x <<< /y"]),
        ("A[^n] b.\n\n[^n]:\n    From *60* seconds.\n\n    And 2. more.\n[^m]: One.\n    \n    Two.\n\n        make\n\nEnd.", ["paragraph: A b.", "paragraph: From 60 seconds.", "paragraph: And 2. more.", "paragraph: One.", "paragraph: Two.", "code (Two.): make", "paragraph: End."]),
        ("*[TTL]: Time to live\n*[CPU]: Core\n\n*a*", ["paragraph: TTL: Time to live", "paragraph: CPU: Core", "paragraph: a"]),
        ("{{< figure src=\"a\" caption=\"A big stone\" >}}\n\n{% include b.html content=\"No boats.\" %}\n\n{% include c.html %}", ["paragraph: A big stone", "paragraph: No boats."]),
        ("See ![[Brine Key]], ![[x.png|20]]![[y.pdf#page=2]].\n\n![[Other note]]", ["paragraph: See Brine Key, ."]),
    ],
)  # fmt: skip
def test_the_words_in_the_markup_of_dialects_are_read(text: str, lines: list[str]):
    """Attributes, icons and inserted files are not read; footnotes, abbreviations and captions are, as prose."""
    check_blocks(text, blocks(text))
    assert written(text, blocks(text)) == lines


@pytest.mark.parametrize(
    ("front_matter", "lines"),
    [
        ("title: Kraken\nrecommended level: 62\n", ["row: recommended level: 62"]),
        ('leader: "[[Tomo Arai|Tomo]]"\n', ["row: leader: Tomo"]),
        ("aliases: [The Deep, 'Old one']\n", ["row: aliases: The Deep, Old one"]),
        ("friends:\n  - Pell\n  - '*Gull*'\ntags: [boss]\n", ["row: friends: Pell, Gull"]),
        (
            "motto: >\n  Never give\n  up\nweak to: fire # and ice\n",
            ["row: motto: Never give\n  up", "row: weak to: fire"],
        ),
        (
            "größe: 3 m\nclass: Mage\nnorth: Alcora\n",
            ["row: größe: 3 m", "row: class: Mage", "row: north: Alcora"],
        ),
        # what only a program reads
        ("layout: page\nsidebar_position: 3\nhideTitle: true\nnav_order: 2\nheader: {image: a}\n", []),
        ("alive: true\nmap: /maps/deep\nhome: https://kraken.example\nempty:\nnone: ~\n", []),
        # an alias, nesting, no mapping, no YAML
        ("a: &x Tomo\nb: *x\nc: [Pell, *x]\n", ["row: a: &x Tomo"]),
        ("stats: {health: 900}\nlist: [[a]]\nlevel: 3\n", ["row: level: 3"]),
        ("deep: " + "[" * 30_000 + "\nlevel: 3\n", []),
        ("- Tomo\n", []),
        ("level: 3\n: [\n", []),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_properties_are_rows(front_matter: str, lines: list[str], end: str):
    """Properties that tell readers something are read with their names; settings of programs are not."""
    text = f"---\n{front_matter}---\n# Deep\n".replace("\n", end)
    found = [*blocks(text)]
    check_blocks(text, found)
    assert [line.replace("\r", "") for line in written(text, found)] == [*lines, "heading: Deep"]


def test_front_matter_in_toml_is_in_no_block():
    """TOML is written for site builders only."""
    text = "+++\nlevel = 62\n+++\nText.\n"
    assert written(text, blocks(text)) == ["paragraph: Text."]


@given(text=ANY_TEXT)
def test_a_long_text_is_read_in_parts(text: str):
    """Wherever a long text is cut, its blocks have exact ranges."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.documents.blocks.text_parts.PART_CHARACTERS", 30)
        patch.setattr("index.documents.markdown.markdown.PART_CHARACTERS", 30)
        check_blocks(text, blocks(text))


def test_parts_end_at_the_ends_of_sections_and_paragraphs(monkeypatch: pytest.MonkeyPatch):
    """A text that is read in parts has the same blocks as a text that is read whole."""
    part = "# Head\n\nOne [link][a] and\ntwo.\n\n```\n# code\n\nmore\n```\n\n- item\n\n  more\n\n## Sub\n\nWords.\n\n"
    text = part * 40 + "[a]: b"
    whole = list(blocks(text))
    monkeypatch.setattr("index.documents.blocks.text_parts.PART_CHARACTERS", 100)
    monkeypatch.setattr("index.documents.markdown.markdown.PART_CHARACTERS", 100)
    assert list(blocks(text)) == whole


@pytest.mark.parametrize(
    "sign",
    ["[", "![", "[a](", "[[", "<", "<a ", "<!--", "`", "*a", "_", "> ", ">" * 50 + "a\n", "- ", "1. ", "&#0;", "|", "{%", ":::a\n", "{#", "<svg ", "<details>", "<td>", "**Q", "\\", "[^a]:\n    ", "![[a.", "{ .", "# {a="],
)  # fmt: skip
def test_hostile_signs_are_read_in_time_that_grows_with_them(sign: str):
    """No repeated sign breaks the parser, and the time to read it grows linearly with its number."""
    check_blocks(sign * 5000, blocks(sign * 5000))
    check_time(blocks, sign)


@pytest.mark.parametrize(
    "words",
    [
        "Export class schedules every week.\nThey are due on Monday.",
        "export function keys to the other machine.",
        "export const values first.",
        "export * from the menu",
        "export {name} is the command.",
        "Import the list from 'Downloads'",
        "import the list from 'Downloads'",
    ],
)
def test_prose_about_exports_is_no_code_of_mdx(words: str):
    """Text that starts with a word of JavaScript, but is not JavaScript, is read."""
    assert written(words, blocks(words)) == [f"paragraph: {words}"]


@pytest.mark.parametrize(
    "code",
    [
        "export default function Page({x}) {\n  return x;\n}",
        "export async function load() {}",
        "export class Page extends React.Component {}",
        "export const [a, b] = pair;",
        "export {A, B} from './c';",
        "export {\n  A,\n};",
        "export * from './c';",
        "export default Page;",
        "import * as A from './a';",
        "import A, {B} from './a';",
    ],
)
def test_code_of_mdx_is_no_prose(code: str):
    """Imports and exports in every form of JavaScript are not read."""
    assert written(f"{code}\n\nWords.", blocks(f"{code}\n\nWords.")) == ["paragraph: Words."]


@pytest.mark.parametrize("part", ["export const a\n", "import {a\n", "<a b={\n", "<a b={}", "export {"])
def test_long_code_of_mdx_takes_time_that_grows_with_it(part: str):
    check_time(blocks, part)
