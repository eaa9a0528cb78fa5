"""Document → Passages: promise 1, and the rules for passages over any text, with the real tokenizer."""

from __future__ import annotations

import resource
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.documents.markdown import markdown
from index.documents.plain_text import plain
from index.documents.plain_text.broken_words import hyphen_breaks
from index.documents.text_blocks import TextBlocks
from index.models.encoder import MiniLM
from index.passages import split
from index.passages.reading_text import (
    block_text,
    body_text,
    clip_block,
    embedded_text,
    path_words,
    trail_text,
    with_whole_words,
    without_repeated_signs,
)
from index.passages.sentences import every_sentence
from index.settings import PassageSettings
from index.types import Block, Document, Passage, Replacement

PIECES = [
    "Madan keeps quiet and is sentenced to be hanged at 6 am. ", "same paragraph again and again.\n\n", "同じ段落です。", "\r", "\r\n",
    "هذه جملة قصيرة. ", "\u2028", "👩‍👩‍👧‍👦 ", "e\u0301\u0323\u0302", "# Heading\n", "\n\n", "\n", " ", "\u00a0\t ", "long" * 40, "x",
    "Kopf\n====\n", "- item of a list\n", "unbelievably ", "1234567890", "!?", "\u200b", "ปลาทองว่ายน้ำ",
]  # fmt: skip
TEXT = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), min_size=1, max_size=60).map(
    "".join
)
SETTINGS = st.builds(PassageSettings, tokens=st.integers(16, 60), overlap=st.integers(0, 4))


def document(text: str, pages: tuple[int, ...] = ()) -> Document:
    return Document("folder/a.txt", "A title", text, pages)


def cut(text: str, encoder: MiniLM, tokens: int = 30, overlap: int = 2) -> list[Passage]:
    return list(split(document(text), PassageSettings(tokens, overlap), encoder.count_tokens))


def line_of(text: str, offset: int) -> int:
    """The line number, counted character by character."""
    line, position = 1, 0
    while position < offset:
        if text[position] == "\r" and text[position + 1 : position + 2] == "\n" and position + 2 <= offset:
            position += 1
        if text[position] in "\r\n\u2028\u2029":
            line += 1
        position += 1
    return line


@given(text=TEXT, how=SETTINGS)
@example(text="same.\n\n" * 40, how=PassageSettings(16, 2))
@settings(max_examples=60)
def test_offsets_are_exact(encoder: MiniLM, text: str, how: PassageSettings):
    """Promise 1: `document.text[p.start:p.end] == p.text`, even if a paragraph occurs several times."""
    passages = list(split(document(text), how, encoder.count_tokens))
    for passage in passages:
        assert text[passage.start : passage.end] == passage.text
        assert passage.text.strip() == passage.text != ""
        assert passage.line == line_of(text, passage.start)
        assert (passage.document, passage.title, passage.page) == ("folder/a.txt", "A title", None)


@given(text=TEXT, how=SETTINGS)
@settings(max_examples=60)
def test_passages_contain_everything_in_order(encoder: MiniLM, text: str, how: PassageSettings):
    """Each passage starts and ends after the one before, and together they contain all blocks but headings."""
    passages = list(split(document(text), how, encoder.count_tokens))
    for passage, following in pairwise(passages):
        assert passage.start < following.start
        assert passage.end < following.end
    covered = set()
    for passage in passages:
        covered.update(range(passage.start, passage.end))
    for block in TextBlocks(text, plain.blocks):
        offsets = range(block.start, block.end)
        assert block.kind == "heading" or all(
            offset in covered or text[offset].isspace() for offset in offsets
        )


@given(text=TEXT, how=SETTINGS)
@settings(max_examples=60)
def test_no_passage_has_more_tokens_than_the_limit(encoder: MiniLM, text: str, how: PassageSettings):
    """The read text of a passage, without its trail and lead, is never over the limit."""
    passages = list(split(document(text), how, encoder.count_tokens))
    texts = [
        without_repeated_signs("\n".join(block_text(each.text, each.start, block) for block in each.blocks))
        for each in passages
    ]
    assert max(encoder.count_tokens(texts), default=0) <= how.tokens


@pytest.mark.parametrize(("lead", "is_read"), [("Take with you:", True), ("very " * 16 + "long:", False)])
@pytest.mark.parametrize("overlap", [0, 3])
def test_a_passage_fits_the_encoder_with_its_lead(encoder: MiniLM, lead: str, is_read: bool, overlap: int):
    """The lead of the first item counts like the trail; a lead over a quarter of the token limit is omitted."""
    text = f"{lead}\n\n" + "\n".join(f"- item number {number}, with words" for number in range(40))
    passages = list(split(document(text), PassageSettings(64, overlap), encoder.count_tokens, 64))
    assert max(encoder.count_tokens([embedded_text(passage) for passage in passages])) <= 64
    assert len(passages) > 4
    assert all(body_text(each).startswith(f"{lead}\n") is is_read for each in passages[1:])


@given(heading=st.text(st.characters(codec="utf-8"), min_size=1, max_size=300), words=st.integers(1, 400))
@settings(max_examples=50)
def test_a_passage_fits_the_encoder_with_its_trail(encoder: MiniLM, heading: str, words: int):
    """The encoder reads all of a passage, even under very long headings."""
    text = "word " * words + "end."
    block = Block("paragraph", 0, len(text), (heading, heading[::-1]))
    source = Document("a.md", "Title", text, blocks=(block,))
    for passage in split(source, PassageSettings(200, 0), encoder.count_tokens, encoder.token_limit):
        (count,) = encoder.count_tokens([embedded_text(passage)])
        assert count <= encoder.token_limit


@pytest.mark.parametrize("overlap", [0, 2])
def test_no_passage_is_a_token_too_long_or_too_short(encoder: MiniLM, overlap: int):
    """Sentences of all lengths around the limit are cut only if they exceed it."""
    for words in range(1, 40):
        passages = cut("word " * words, encoder, tokens=16, overlap=overlap)
        counts = encoder.count_tokens([passage.text for passage in passages])
        assert max(counts) <= 16
        assert words > 16 or len(passages) == 1


@given(text=TEXT, how=SETTINGS)
@settings(max_examples=50)
def test_no_passage_crosses_a_heading(encoder: MiniLM, text: str, how: PassageSettings):
    """Every passage is within one section."""
    headings = [block for block in TextBlocks(text, plain.blocks) if block.kind == "heading"]
    for passage in split(document(text), how, encoder.count_tokens):
        assert not any(passage.start < heading.end and heading.start < passage.end for heading in headings)


def test_passages_are_whole_sentences(encoder: MiniLM):
    """If sentences fit, each passage starts at the start of a sentence and ends at the end of one."""
    text = "".join(f"Sentence number {number} stands here. " for number in range(60))
    starts, ends = map(set, zip(*every_sentence(text), strict=True))
    passages = cut(text, encoder, tokens=40)
    assert len(passages) > 5
    assert all(passage.start in starts and passage.end in ends for passage in passages)


@pytest.mark.parametrize("overlap", [0, 1, 2])
def test_passages_repeat_the_last_sentences_of_the_one_before(encoder: MiniLM, overlap: int):
    """The last sentences of a passage start the next one, as many as the settings say."""
    text = " ".join(f"Word {number}." for number in range(60))
    passages = cut(text, encoder, tokens=30, overlap=overlap)
    sentences = every_sentence(text)
    for passage, following in pairwise(passages):
        assert sum(following.start <= start and end <= passage.end for start, end in sentences) == overlap


def test_a_section_does_not_end_in_a_very_short_passage(encoder: MiniLM):
    """The passages of a section have about equal lengths."""
    text = " ".join(f"Sentence {number} is here." for number in range(22))
    counts = encoder.count_tokens([passage.text for passage in cut(text, encoder, tokens=60, overlap=0)])
    assert min(counts) > max(counts) / 2


def test_a_long_sentence_is_cut_at_white_space(encoder: MiniLM):
    """A sentence of too many tokens is cut between words, and nothing of it is lost."""
    text = "word " * 200 + "end."
    passages = cut(text, encoder)
    assert " ".join(passage.text for passage in passages).split() == text.split()


def test_a_letter_and_its_marks_stay_together(encoder: MiniLM):
    """No cut falls between a letter and its combining marks, or inside an emoji's sequence of signs."""
    for unit in ("q\u0323\u0307", "👩\u200d🚀", "👍🏽"):
        for passage in cut(unit * 900, encoder, tokens=16):
            assert unicodedata.category(passage.text[0]) not in ("Mn", "Cf", "Sk"), unit


@given(
    texts=st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).filter(str.strip), min_size=2, max_size=6)
)  # fmt: skip
@settings(max_examples=50)
def test_pages(encoder: MiniLM, texts: list[str]):
    """A passage of a document with pages has the page on which it starts."""
    starts = [sum(len(text) + 2 for text in texts[:number]) for number in range(len(texts))]
    whole = "\n\n".join(texts)
    passages = split(document(whole, tuple(starts)), PassageSettings(16, 0), encoder.count_tokens)
    for passage in passages:
        assert passage.page == sum(start <= passage.start for start in starts)


def test_a_heading_is_read_with_the_passages_under_it(encoder: MiniLM):
    """No passage contains a heading; passages under it have it in their trail, and are embedded with it."""
    passages = cut("Head\n====\nBody one.\n\n# Last\n\nBody two.\n\n# Empty", encoder)
    assert [(passage.trail, passage.text) for passage in passages] == [
        (("Head",), "Body one."),
        (("Last",), "Body two."),
    ]
    assert embedded_text(passages[0]) == "folder › A title › Head\nBody one."


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("rules.md", "rules"),
        ("game/guild-hall/rules_2.final.md", "guild hall rules final"),
        ("2025-12-02.md", ""),
        ("weekly/2025-12-02.md", "weekly"),
        ("a/b.txt", ""),
        ("Ärzte/日本語.md", "Ärzte 日本語"),
        ("001_1cec97.txt", ""),
        (f"{'long-' * 40}name.md", f"{'long ' * 15}name"),
    ],
)
def test_words_of_a_path(document: str, words: str):
    """The words of the file's name and of its folder, without numbers, single letters and the suffix."""
    assert path_words(document) == words


TABLE = "Prices:\n\n| tier | price |\n|---|---|\n| Fan | $3 |\n| Patron | $8 |\n"


def test_a_passage_holds_whole_blocks(encoder: MiniLM):
    """Items and rows that fit are never cut, and are read with their lead and their columns' names."""
    rows = [TABLE.index("| tier"), TABLE.index("| Fan"), TABLE.index("| Patron")]
    price = [TABLE.index("| $3"), TABLE.index("| $8")]
    blocks = (
        Block("paragraph", 0, 7, ("Support",)),
        Block("header", rows[0], rows[0] + 16, ("Support",)),
        *(
            Block("row", start, TABLE.index("\n", start), ("Support",), (
                Replacement(start, start + 2, "tier: "),
                Replacement(middle, middle + 2, "· price: "),
                Replacement(middle + 4, middle + 6, ""),
            ), "Prices:")
            for start, middle in zip(rows[1:], price, strict=True)
        ),
    )  # fmt: skip
    source = Document("a.md", "Us", TABLE, blocks=blocks)
    (whole,) = split(source, PassageSettings(60, 0), encoder.count_tokens)
    assert (whole.start, whole.end) == (0, blocks[-1].end)
    assert body_text(whole) == "Prices:\n| tier | price |\ntier: Fan · price: $3\ntier: Patron · price: $8"
    parts = list(split(source, PassageSettings(16, 0), encoder.count_tokens))
    assert [body_text(passage).splitlines()[-1] for passage in parts][-1] == "tier: Patron · price: $8"
    assert body_text(parts[-1]).startswith("Prices:\n")
    assert all(TABLE[passage.start : passage.end] == passage.text for passage in parts)


def test_a_long_row_is_cut_where_sentences_and_lines_of_cells_end(encoder: MiniLM):
    """A row is not cut inside a sentence or its code; later parts are read after the first cell."""
    words = (
        "It names the gate. The gate is closed.",
        "Set `gate --open now`",
        "It is shut by `gate --close now`.",
    )
    text = f"| Key | What |\n|---|---|\n| gate | {'<br>'.join(words)} |"
    source = Document("a.md", "Us", text, blocks=markdown.blocks(text))
    parts = [body_text(each) for each in split(source, PassageSettings(16, 0), encoder.count_tokens)]
    assert parts == [
        "Key · What\nKey: gate · What: It names the gate.",
        "Key: gate\nThe gate is closed., Set gate --open now, ",
        "Key: gate\nIt is shut by gate --close now.",
    ]


def test_the_parts_of_a_long_row_are_read_after_its_group_and_first_cell(encoder: MiniLM):
    """The lead of later parts is the table's lead, the group and the first cell; a long first cell is omitted."""
    rows = "".join(f"| {cell} | {'It is oiled every week. ' * 4}|\n" for cell in ("saw", "A long name. " * 9))
    text = f"Care:\n\n| Tool | What |\n|---|---|\n| **Hall** | |\n{rows}"
    source = Document("a.md", "Us", text, blocks=markdown.blocks(text))
    leads = [each.blocks[0].lead for each in split(source, PassageSettings(24, 0), encoder.count_tokens)]
    assert set(leads) == {"", "Care:", "Care: Hall · Tool: saw"}


@pytest.mark.parametrize(
    ("title", "trail", "read"),
    [
        ("Rules", ("Rules", "Strikes"), "Rules › Strikes"),
        ("Rules", ("Strikes", ""), "Rules › Strikes"),
        ("Rules", (), "Rules"),
        ("", (), ""),
        ("a.md", ("Strikes",), "Strikes"),
    ],
)
def test_a_trail_is_title_and_headings(title: str, trail: tuple[str, ...], read: str):
    """A first heading that is the title is read once, and a title that is the file's name is not read."""
    assert trail_text("a.md", title, trail) == read


@pytest.mark.parametrize("unit", ["x", "word ", "字", "x\u0301\u0301"], ids=ascii)
def test_megabytes_without_a_full_stop(encoder: MiniLM, unit: str):
    """A line of three million characters (300,000 if each is a token) is cut with bounded memory."""
    size = 3_000_000 if unit == "x" else 300_000
    text = unit * (size // len(unit))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    passages = cut(text, encoder, tokens=128)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 210_000  # kB
    assert sum(len(passage.text) for passage in passages) >= len(text.replace(" ", ""))
    assert passages[0].start == 0
    assert passages[-1].end == len(text.rstrip())


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\u2028", "\u2029"])
def test_line_numbers_of_every_line_end(encoder: MiniLM, end: str):
    """Each of the five kinds of line ends ends one line."""
    passages = cut(end.join(["One.", "", "# B", "Two", "lines.", "", "", "# C", "Three."]), encoder)
    assert [passage.line for passage in passages] == [1, 4, 9]


@st.composite
def blocks_with_replacements(draw: st.DrawFn) -> tuple[str, Block]:
    """A text with words broken at line ends, and a block of it with ordered, separate replacements."""
    pieces = st.lists(
        st.sampled_from(["some-\nthing ", "co-\n\nop ", "wo\u00adrd ", "x "]), min_size=1, max_size=9
    )
    text = "".join(draw(pieces))
    start, end = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    edges = sorted(draw(st.lists(st.integers(start, end), max_size=8)))
    ranges = sorted(set(zip(edges[::2], edges[1::2], strict=False)))
    return text, Block("paragraph", start, end, (), tuple(Replacement(*each, "·") for each in ranges))


@given(example=blocks_with_replacements(), first=st.integers(-1, 80), last=st.integers(-1, 80))
def test_a_part_of_a_block_has_the_replacements_in_it(example: tuple[str, Block], first: int, last: int):
    """The replacements are the same as those found by a search through all of them."""
    _, block = example
    part = clip_block(block, first, last)
    assert (part.start, part.end) == (max(first, block.start), min(last, block.end))
    inside = [each for each in block.replacements if part.start <= each.start and each.end <= part.end]
    assert list(part.replacements) == inside


@given(example=blocks_with_replacements())
def test_broken_words_are_joined_outside_of_replacements(example: tuple[str, Block]):
    """A word that a line end breaks is read whole, unless a replacement overlaps the break."""
    text, block = example
    found = [
        (block.start + first, block.start + last)
        for first, last in hyphen_breaks(text[block.start : block.end])
    ]
    joins = [
        Replacement(first, last, "")
        for first, last in found
        if not any(first < each.end and each.start < last for each in block.replacements)
    ]
    assert list(with_whole_words(text, block).replacements) == sorted([*block.replacements, *joins])


class CountedReplacements(tuple[Replacement, ...]):
    """Replacements that count the accesses to them."""

    looks = 0

    def __getitem__(self, index):
        self.looks += 1
        return super().__getitem__(index)

    def __iter__(self):
        for each in super().__iter__():
            self.looks += 1
            yield each


def test_a_part_of_a_block_is_found_without_reading_all_its_replacements():
    """Each part of a paragraph with ten thousand replacements is found with few accesses to them."""
    replacements = CountedReplacements(Replacement(at, at + 1, "") for at in range(0, 20_000, 2))
    part = clip_block(Block("paragraph", 0, 20_000, (), replacements), 9_000, 9_100)
    assert len(part.replacements) == 50
    assert replacements.looks < 100


@pytest.mark.parametrize(
    ("asking", "reply"),
    [
        ("Where do I leave the wet sails?", "In the drying room behind the boiler."),
        (
            "wren — 10:00\nwhere do i leave the wet sails",
            "otis — 10:01\nin the drying room behind the boiler",
        ),
    ],
)
def test_a_question_is_in_the_passage_of_its_reply(encoder: MiniLM, asking: str, reply: str):
    """A question at the end of a passage moves to the passage that answers it; one of many questions does not."""
    is_chat = "\n" in asking
    for before in range(1, 12):
        said = [f"The slipway is open on day {day} of the month." for day in range(before)]
        said = [f"wren — 0{day % 10}:00\n{words}" for day, words in enumerate(said)] if is_chat else said
        text = "\n\n".join([*said, asking, reply, *said])
        passages = cut(text, encoder, tokens=60)
        assert not any(passage.text.endswith(asking) for passage in passages)
        assert any(asking in passage.text and reply in passage.text for passage in passages)
    assert cut("\n\n".join(["Is it open?"] * 12), encoder, tokens=16)[0].text.count("open?") > 1
