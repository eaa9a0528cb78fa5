"""Plain text → blocks: hand-written cases, and properties of the blocks of any text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.documents.plain_text.plain import blocks
from index.documents.text_blocks import TextBlocks
from tests.index.documents.written_blocks import check_blocks, check_time, quoted, written

PIECES = [
    "A line. ", "# Heading", "Head\n====", "- item", "1. one", "(a) two", "```", "~~~\n", "\n", "\r", "\r\n", "\u2028", "\u2029", "\n\n", "**b?**", "a?",
    " \t ", "\u00a0", "\x85", "\x0b", "\x0c", "Madan: Yes. ", "\ufeff", "\u200d", "---", "===", "a", "\x00", "Q: What?", "A: That.", "\n\nQ: ", "\nA: ", "\ufdd0",
    "-v, --verbose  x\n", "  --key F\n", "| a | b |\n", "|---|---|\n", "+---+---+\n", "|", "||||",
    "\na   b   c\n", "d   2   e\n", "--  --  --\n", "\nwren — 10:00\n", "\n[10:02] otis: ok?\n", "\n{Reactions}\n", "=" * 12 + "\n", "\nwren\n10:02 AM\n",
]  # fmt: skip
ANY_TEXT = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=40).map("".join)


@given(text=ANY_TEXT)
@example(text="Head\n====\n====")
@example(text="```\n\n")
def test_blocks_of_any_text_are_in_order_without_overlaps(text: str):
    """The blocks of any text and their replacements have exact ranges."""
    check_blocks(text, blocks(text))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("One\ntwo.\n\nThree.", ["paragraph: One\ntwo.", "paragraph: Three."]),
        ("=====\nFARES\n=====\nCash only.\n\n--- Money ---\nTwo.\n\n== Pay==\n--------\nThree.\n--- no", ["heading: FARES", "FARES › paragraph: Cash only.", "FARES › heading: Money", "FARES › Money › paragraph: Two.", "FARES › Money › heading: Pay", "FARES › Money › Pay › paragraph: Three.\n--- no"]),
        ("1. Money\nWe have two ferries.\n\n1.1 Fares\nCash is taken on board.\n\n1.2 Tickets for all\nThey are sold at the pier head.\n\n2. Quay\nIt is closed.\n2.5 Miles are sailed.", ["heading: 1. Money", "1. Money › paragraph: We have two ferries.", "1. Money › heading: 1.1 Fares", "1. Money › 1.1 Fares › paragraph: Cash is taken on board.", "1. Money › heading: 1.2 Tickets for all", "1. Money › 1.2 Tickets for all › paragraph: They are sold at the pier head.", "heading: 2. Quay", "2. Quay › paragraph: It is closed.\n2.5 Miles are sailed."]),
        ("The fees:\n\nTool\tFee\nBand saw\t5\nLathe\t\t7\n\nIda\tkeeper\nJon\thelper\n\nOne\ttwo\nthree", ["paragraph: The fees:", "header (The fees:): Tool · Fee", "row (The fees:): Tool: Band saw · Fee: 5", "row (The fees:): Tool: Lathe · Fee: 7", "row: Ida · keeper", "row: Jon · helper", "paragraph: One\ttwo\nthree"]),
        ("Ships:\n\nShip      Crew   Speed\nSloop     3      12 knots\nGalleon   22      7 knots", ["paragraph: Ships:", "header (Ships:): Ship · Crew · Speed", "row (Ships:): Ship: Sloop · Crew: 3 · Speed: 12 knots", "row (Ships:): Ship: Galleon · Crew: 22 · Speed: 7 knots"]),
        ("Ship    Crew Speed\n------- ---- --------\nSloop      3 12 knots\nGalleon   22", ["header: Ship · Crew · Speed", "row: Ship: Sloop · Crew: 3 · Speed: 12 knots", "row: Ship: Galleon · Crew: 22"]),
        ("  who     eats   can't be\n  human   yes\n  wisp    no     a smith\n  elf     yes    a baker", ["header: who · eats · can't be", "row: who: human · eats: yes", "row: who: wisp · eats: no · can't be: a smith", "row: who: elf · eats: yes · can't be: a baker"]),
        ("V   get voice\nH   kick, not ban\nO   ban", ["row: V: get voice", "row: H: kick, not ban", "row: O: ban"]),
        ("Fri   4 pm   check-in\nFri   9 pm   start\nSat   8 am   breakfast", ["row: Fri · 4 pm · check-in", "row: Fri · 9 pm · start", "row: Sat · 8 am · breakfast"]),
        ("Tea     2\nCake    3", ["paragraph: Tea     2\nCake    3"]),
        ("She said yes.  Then she\nleft the room.  Nobody\nsaw her again.  It was", ["paragraph: She said yes.  Then she\nleft the room.  Nobody\nsaw her again.  It was"]),
        ("We all walked to the old mill   and all of us sat down there\nand ate what we had with us.    The others came in the dark\nand brought the news from home  which was as bad as it gets", ["paragraph: We all walked to the old mill   and all of us sat down there\nand ate what we had with us.    The others came in the dark\nand brought the news from home  which was as bad as it gets"]),
        ("# One\nTwo.\n## Three\nFour.\n# Five", ["heading: One", "One › paragraph: Two.", "One › heading: Three", "One › Three › paragraph: Four.", "heading: Five"]),
        ("One\n---\nTwo.\n\nThree\n^^^^^\nFour.\n\nFive\n----\nSix.", ["heading: One", "One › paragraph: Two.", "One › heading: Three", "One › Three › paragraph: Four.", "heading: Five", "Five › paragraph: Six."]),
        ("### 4. Contact ###\nAsk Ada.\n# C #\nC# is out.", ["heading: 4. Contact", "4. Contact › paragraph: Ask Ada.", "heading: C", "C › paragraph: C# is out."]),
        ("~~~~~~~~\nVOTING\n~~~~~~~~\nOne each.\n\n~~~\ncode\nmore\n~~~", ["heading: VOTING", "VOTING › paragraph: One each.", "VOTING › code (One each.): code\nmore"]),
        ("Rule 1 - Shoes off.\nRule 2 - No shouting.\nRule 2.1 – Singing\nis fine.", ["paragraph: Rule 1 - Shoes off.", "paragraph: Rule 2 - No shouting.", "paragraph: Rule 2.1 – Singing\nis fine."]),
        ("Room 2 - the small one -\nhas a lamp.", ["paragraph: Room 2 - the small one -\nhas a lamp."]),
        ("#hashtag\n####### seven", ["paragraph: #hashtag\n####### seven"]),
        ("A paragraph\nof two lines\n---", ["paragraph: A paragraph\nof two lines\n---"]),
        ("Fruit. These:\n- figs\n  and plums\n\n2) pears\n\nEnd.", ["paragraph: Fruit. These:", "item (These:): figs\n  and plums", "item (These:): 2) pears", "paragraph: End."]),
        ("Ada came. Bo was ill.\n1. one\n2. two", ["paragraph: Ada came. Bo was ill.", "item: 1. one", "item: 2. two"]),
        ("Bo was ill.\n1. one", ["paragraph: Bo was ill.", "item (Bo was ill.): 1. one"]),
        ("Ada came. Bo was ill.\n|a|b|", ["paragraph: Ada came. Bo was ill.", "row: a · b"]),
        ("Ada came. Fares (all):\n|a|b|", ["paragraph: Ada came. Fares (all):", "row (Fares (all):): a · b"]),
        ("Ada came. Run it.\n```\nrun\n```", ["paragraph: Ada came. Run it.", "code (Run it.): run"]),
        ("1. Money\nWe have two ferries.\nMore.\n\n2. New quay\nthe old one is closed now\n\n3. Pay\n\nEnd.", ["heading: 1. Money", "1. Money › paragraph: We have two ferries.\nMore.", "heading: 2. New quay", "2. New quay › paragraph: the old one is closed now", "item: 3. Pay", "paragraph: End."]),
        ("Berths\n======\n1. South\nTwo ferries lie here.\n1. one\n2. two\n\nFares\n-----\n2) x", ["heading: Berths", "Berths › heading: 1. South", "Berths › 1. South › paragraph: Two ferries lie here.", "Berths › 1. South › item (Two ferries lie here.): 1. one", "Berths › 1. South › item (Two ferries lie here.): 2. two", "Berths › heading: Fares", "Berths › Fares › item: 2) x"]),
        ("1. Bring the rope of\nMary\n2. a tent\nof two for Ada and Bo\n3. Go there. Now.\nThen come back home again", ["item: 1. Bring the rope of\nMary", "item: 2. a tent\nof two for Ada and Bo", "item: 3. Go there. Now.\nThen come back home again"]),
        ("- figs\n  * green\n\t- ripe\n- plums", ["item: figs", "item (figs): green", "item (figs › green): ripe", "item: plums"]),
        ("[2025-04-14 18:02] mary: Where?\n[2025-04-14 18:03] john: Here\nand there.\n[18:04] mary: ok", ["message: [2025-04-14 18:02] mary: Where?", "message: [2025-04-14 18:03] john: Here\nand there.", "message: [18:04] mary: ok"]),
        ("3/4/2024, 18:02 - Mary: Where?\n3/4/2024, 18:03 - John: Here", ["message: 3/4/2024, 18:02 - Mary: Where?", "message: 3/4/2024, 18:03 - John: Here"]),
        ("We meet at\n18:00 by the tree.", ["paragraph: We meet at\n18:00 by the tree."]),
        ("1908   a light\n1943   a raft\n  drifts\n\n2024-03-01 One\n2024-03-02 two", ["paragraph: 1908   a light", "paragraph: 1943   a raft\n  drifts", "paragraph: 2024-03-01 One", "paragraph: 2024-03-02 two"]),
        ("22.03.2026 - Spring clean\nBring gloves, all of you, and soup.\n\nMore.\n\n3 May 2026\nThe gym is closed.\n\nMay 4: rain\ntoday and on.\n1.2.2026\nNo.", ["heading: 22.03.2026 - Spring clean", "22.03.2026 - Spring clean › paragraph: Bring gloves, all of you, and soup.", "22.03.2026 - Spring clean › paragraph: More.", "heading: 3 May 2026", "3 May 2026 › paragraph: The gym is closed.", "3 May 2026 › paragraph: May 4: rain\ntoday and on.\n1.2.2026\nNo."]),
        ("2024-03-01 Bo: Where are you?\nAda: I am here, in the hall.", ["paragraph: 2024-03-01 Bo: Where are you?\nAda: I am here, in the hall."]),
        ("Built in\n1943 - and so on.", ["paragraph: Built in\n1943 - and so on."]),
        ("Mary: Where?\nJohn: Here", ["paragraph: Mary: Where?", "paragraph: John: Here"]),
        ("Note: this line\nruns on. Why?\n\nBecause.", ["paragraph: Note: this line\nruns on. Why?", "paragraph: Because."]),
        ("Run:\n```\n# no heading\n\n~~~\n```\nEnd.", ["paragraph: Run:", "code (Run:): # no heading\n\n~~~", "paragraph: End."]),
        ("Q: Why\nnot?\nA: So.\nMore.\n\nQ2: Who?\n\nA2: She.", ["heading: Why\nnot?", "Why not? › paragraph: So.\nMore.", "heading: Who?", "Who? › paragraph: She."]),
        ("Q. Why not?\nA. So.\n\nQ. Who?\n\nA. She.\n\nQ. Adams came.\n\nQ: Which?\nA. 5\nB. 6", ["heading: Why not?", "Why not? › paragraph: So.", "heading: Who?", "Who? › paragraph: She.", "Who? › paragraph: Q. Adams came.", "heading: Which?", "Which? › paragraph: A. 5\nB. 6"]),
        ("Vitamin\nA: good.\n\nA: b", ["paragraph: Vitamin\nA: good.", "paragraph: A: b"]),
        ("/claim    claims the chunk\n/claim trust <player>  lets a\n    player build\n/pay <player> <amount>\n/bal\tyour money\n!roll [dice]   rolls", ["item: /claim: claims the chunk", "item: /claim trust <player>: lets a\n    player build", "item: /pay <player> <amount>", "item: /bal: your money", "item: !roll [dice]: rolls"]),
        ("The logs are in\n/var/log and in\n/tmp when it\n/runs", ["paragraph: The logs are in\n/var/log and in\n/tmp when it\n/runs"]),
        ("Usage: pack\n\nOptions:\n  -o, --out FILE   Write to\n                   FILE.\n  --key FILE\n      Encrypt.\n  -h  Help.\n\nBye. \n-Ada", ["paragraph: Usage: pack", "paragraph: Options:", "item (Options:): -o, --out FILE: Write to\n                   FILE.", "item (Options:): --key FILE: Encrypt.", "item (Options:): -h: Help.", "paragraph: Bye. \n-Ada"]),
        ("The \x1b[1;31mlynx\x1b[0m.\n\n\ufeffThe crane.", ["paragraph: The lynx.", "paragraph: The crane."]),
        ("Fares:\n| From | To | Fare |\n|---|---:|---|\n| Bay | Ness | $4 |\n| Bay | | $5 |\nReturn: twice.", ["paragraph: Fares:", "header (Fares:): From · To · Fare", "row (Fares:): From: Bay · To: Ness · Fare: $4", "row (Fares:): From: Bay · Fare: $5", "paragraph: Return: twice."]),
        ("+----+-----+\n| id | who |\n+----+-----+\n|  1 | Ada |\n|  2 | Bo  |\n+----+-----+\n2 rows", ["header: id · who", "row: id: 1 · who: Ada", "row: id: 2 · who: Bo", "paragraph: 2 rows"]),
        ("| a | b |\n| c | d |\n\n| e | f |\n|---|---|\n\n|x| and |y\n|---|", ["row: a · b", "row: c · d", "row: e · f", "paragraph: |x| and |y"]),
        ("=====\n\n- - -\n\n***", []),
    ],
)  # fmt: skip
def test_blocks(text: str, lines: list[str], end: str):
    """Headings, items, speakers, code and questions are recognised by their signs, with every kind of line end."""
    text = text.replace("\n", end)
    assert written(text, blocks(text)) == [line.replace("\n", end) for line in lines]


def test_marks_are_quoted_and_not_read():
    """A list item is quoted with its bullet, and code without its fences."""
    text = "- figs\n- plums\n```\ncode\n```"
    assert quoted(text, blocks(text)) == ["- figs", "- plums", "code"]


def test_headings_alone_are_paragraphs():
    """If a text has only headings, they become paragraphs; otherwise they stay headings."""
    assert [block.kind for block in TextBlocks("# A\n# B\n", blocks)] == ["paragraph", "paragraph"]
    assert [block.kind for block in TextBlocks("# A\n# B\nc", blocks)] == ["heading", "heading", "paragraph"]


def test_blocks_are_found_anew():
    """The blocks of a text can be iterated over more than once."""
    found = TextBlocks("# A\nb", blocks)
    assert list(found) == list(found) != []


def test_a_text_with_directives_is_restructuredtext():
    """A manual in a .txt file may be written in reStructuredText."""
    text = "Head\n====\n\n.. code-block:: sh\n\n   make\n\nSee ``make``."
    assert written(text, blocks(text)) == [
        "heading: Head",
        "Head › code: make",
        "Head › paragraph: See make.",
    ]


@pytest.mark.parametrize("sign", ["|--", "+-", "| a ", "|", "=", "-", "- ", "1. ", "a\t", "a\n", "a   b\n", "a   b\n--- -\n", "a\n-- --\n", "a?\n", "Q: ", "```\n", "== A ==\n\n[[x]]\n\n{|\n", "10:00 a: b\n", "\x1b[", "\ufeff", " ", "\n"])  # fmt: skip
def test_hostile_signs_are_read_in_time_that_grows_with_them(sign: str):
    """The time to read a repeated sign, on one line or many, grows linearly with its number."""
    check_time(blocks, sign)


def test_paragraphs_of_law_have_headings():
    """In statutes, each number with its title is the heading of its text, a list or prose; in a sentence it is none."""
    text = (
        "Statutes of the club\n\n§ 1 Name\n(1) The club has a name.\n(2) And a seat.\n\n§ 2a Members\nMembers may swim.\n\n"
        "§ 3 Fees and dues\n\nA fee is due.\n\n§ 4 Swimming is free.\n\n§ 5 Also holds for those who swim in\nrivers."
    )
    assert written(text, blocks(text)) == [
        "paragraph: Statutes of the club",
        "heading: § 1 Name",
        "§ 1 Name › item: (1) The club has a name.",
        "§ 1 Name › item: (2) And a seat.",
        "heading: § 2a Members",
        "§ 2a Members › paragraph: Members may swim.",
        "heading: § 3 Fees and dues",
        "§ 3 Fees and dues › paragraph: A fee is due.",
        "§ 3 Fees and dues › paragraph: § 4 Swimming is free.",
        "§ 3 Fees and dues › paragraph: § 5 Also holds for those who swim in\nrivers.",
    ]


def test_a_sentence_with_the_number_of_a_law_is_no_heading():
    """A line that was wrapped at the page's width continues, even before a capital, as of a German noun."""
    text = "§ 5 Der Beitrag wird im Januar fällig und ist von\nMitgliedern zu zahlen."
    assert written(text, blocks(text)) == [f"paragraph: {text}"]


def test_lines_with_check_boxes_are_items():
    """Each line is an item of its own, and is read with its check box."""
    text = "Trip:\n\n☒ Boat\n☐ Train\n  by Ben\n✓ Hut"
    assert written(text, blocks(text))[1:] == [
        "item (Trip:): ☒ Boat",
        "item (Trip:): ☐ Train\n  by Ben",
        "item (Trip:): ✓ Hut",
    ]
