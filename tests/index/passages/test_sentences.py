"""Text → its sentences: hand-written cases, and properties of any text."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.documents.plain_text import plain
from index.passages.sentences import every_sentence
from tests.conftest import LINE_END

PIECES = [
    "A sentence. ", "Dr. Rajani came. ", "第二句。", "هل هذا صحيح؟ ", "यह वाक्य है। ", "🚂🇪🇪 e\u0301a\u0300 ", "# Heading", "Head\n====",
    "- item", "1. one", "```", "~~~\n", "\n", "\r", "\r\n", "\u2028", "\u2029", "\n\n", " \t ", "\u00a0", "\x85", "\x0b", "\x0c",
    "Madan: Yes. ", "“Quoted!” ", "?!", "...", "same paragraph. same paragraph.", "\u202eRTL\u202c", "\ufeff", "\u200d", "x" * 50,
    "---", "===", "a", "\x00",
]  # fmt: skip
ANY_TEXT = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=40).map("".join)


def cut(text: str) -> list[list[str]]:
    """The sentences of each section."""
    headings = {block.start for block in plain.blocks(text) if block.kind == "heading"}
    sections: list[list[str]] = []
    for start, end in every_sentence(text):
        if start in headings or not sections:
            sections.append([])
        sections[-1].append(text[start:end])
    return sections


def sentences_of(text: str) -> list[str]:
    return [sentence for section in cut(text) for sentence in section]


def uncovered(text: str) -> str:
    """The characters that are in no sentence, without white space."""
    left = list(text)
    for start, end in every_sentence(text):
        left[start:end] = " " * (end - start)
    return "".join("".join(left).split())


@given(text=ANY_TEXT)
@example(text="same.\n\nsame.\n\nsame.")
@example(text="\u2028\r\n\r")
def test_sentences_are_ordered_separate_and_stripped(text: str):
    """Sentences are in order, none is empty or overlaps another, and none has white space at its ends."""
    end_before = 0
    for start, end in every_sentence(text):
        assert end_before <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        end_before = end


@given(text=ANY_TEXT.filter(lambda text: "```" not in text and "~~~" not in text))
def test_no_letter_or_digit_is_omitted(text: str):
    """Every letter and digit outside the fences of code is in a sentence."""
    assert not any(map(str.isalnum, uncovered(text)))


@given(text=ANY_TEXT)
def test_no_sentence_crosses_a_blank_line(text: str):
    """A blank line with any line ends always ends a sentence."""
    for sentence in sentences_of(text):
        assert all(line.strip() for line in LINE_END.split(sentence))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("Really?! Yes... Perhaps… No.", ["Really?!", "Yes...", "Perhaps…", "No."]),
        ("Yes... but later.", ["Yes... but later."]),
        ("Dr. Rajani met Mr. J. R. Smith at 5 p.m. today.", ["Dr. Rajani met Mr. J. R. Smith at 5 p.m. today."]),
        ("It rose by 3.5 per cent. See www.example.org now.", ["It rose by 3.5 per cent.", "See www.example.org now."]),
        ("The U.S. Senate, e.g. Ohio, i.e. here.", ["The U.S. Senate, e.g. Ohio, i.e. here."]),
        ("He said “Go!” She went.", ["He said “Go!”", "She went."]),
        ("He said (quietly.) She went.", ["He said (quietly.)", "She went."]),
        ("“Go!” he said. She went.", ["“Go!” he said.", "She went."]),
        ("**Season 5 is confirmed!** It starts soon. *So said Mrs. Bott.* Ask **Dr.** Łoś.", ["**Season 5 is confirmed!**", "It starts soon.", "*So said Mrs. Bott.*", "Ask **Dr.** Łoś."]),
        ("**Parking.** Six spaces. **New here?** Ask us.", ["**Parking.** Six spaces.", "**New here?** Ask us."]),
        ("He left . She stayed .", ["He left .", "She stayed ."]),
        ("彼は来た。彼女は「行こう。」と言った！終わり", ["彼は来た。", "彼女は「行こう。」", "と言った！", "終わり"]),
        ("हाँ। नहीं॥ अंत", ["हाँ।", "नहीं॥", "अंत"]),
        ("أين هو؟ هنا.", ["أين هو؟", "هنا."]),
        ("A line\nthat wraps. Next\none.", ["A line\nthat wraps.", "Next\none."]),
        ("One\r\n\r\nTwo\r\rThree\u2028\u2028Four\u2029\u2029Five\n\nSix", ["One", "Two", "Three", "Four", "Five", "Six"]),
        ("- apples\n- pears\n  and plums\n* figs\n1. one\n2) two\n(a) three", ["- apples", "- pears\n  and plums", "* figs", "1. one", "2) two", "(a) three"]),
        ("Mary: Where?\nJohn: Here\nMary: Oh", ["Mary: Where?", "John: Here", "Mary: Oh"]),
        ("Note: this line\nruns on.", ["Note: this line\nruns on."]),
        ("```\nx = 1. Y\n\nz\n```\nAfter. End.", ["x = 1. Y", "z", "After.", "End."]),
        ("~~~ py\n# not a heading\n~~~", ["# not a heading"]),
    ],
)  # fmt: skip
def test_sentences(text: str, expected: list[str]):
    """A sentence ends at a stop of its script, but not after an abbreviation, and at the end of a block."""
    assert sentences_of(text) == expected


@pytest.mark.parametrize("before", ["", "Intro.\n\n", "Intro.\n- "])
@pytest.mark.parametrize(
    "name",
    [
        "Dr. Rajani",
        "Mr. Bott",
        "Prof. Łoś",
        "St. Ives",
        "J. Smith",
        "No. 5",
        "**Mrs. Bott**",
        "(max. 20 people, incl. Ann)",
    ],
)
def test_an_abbreviation_at_any_start_ends_no_sentence(before: str, name: str):
    """An abbreviation at the start of a text, a paragraph or an item ends no sentence."""
    assert sentences_of(f"{before}{name} came. She left.")[-2].removeprefix("- ") == f"{name} came."


def test_sections_go_from_heading_to_heading():
    """A heading starts a section if it is marked, underlined, or between paragraphs without blank lines."""
    text = "Before.\n# One\nThis. That.\n\nTwo\n---\nC.\n### Three ###\nFour\n====\n"
    assert cut(text) == [
        ["Before."],
        ["One", "This.", "That."],
        ["Two", "C."],
        ["Three"],
        ["Four"],
    ]


def test_a_line_that_is_no_heading_starts_no_section():
    """A hashtag, seven signs, a rule after a paragraph and a line of code are no headings."""
    text = "#hashtag\n####### seven\nA paragraph\nof two lines\n---\n```\n# code\n```"
    assert len(cut(text)) == 1


def test_the_author_of_a_message_is_no_part_of_its_first_sentence():
    """Author and time are a sentence of their own; a name and a colon alone belong to the first sentence."""
    chat = "wren — 10:00\nI am here. Is it open?\notis — 10:01\nuntil dusk"
    assert cut(chat) == [["wren — 10:00", "I am here.", "Is it open?", "otis — 10:01", "until dusk"]]
    assert cut("WREN: Open?\nOTIS: Yes. No.\nWREN: Ah.") == [
        ["WREN: Open?", "OTIS: Yes.", "No.", "WREN: Ah."]
    ]


@pytest.mark.parametrize(
    "text",
    [
        "." * 1_000_000 + "x",
        '."' * 500_000 + "x",
        "." + '"' * 1_000_000 + "x",
        ".\n" * 300_000,
        "a." * 500_000,
        "* A." * 100_000,
        "[10:02] a: b\n" * 50_000,
        "a\n10:02\n" * 50_000,
        "A: " * 300_000,
        "#" * 1_000_000,
        "(" * 1_000_000,
        " " * 1_000_000 + "x",
        "```\n" * 200_000,
        "- " * 500_000,
    ],
    ids=lambda text: text[:4],
)
def test_hostile_text_takes_time_in_proportion_to_its_length(text: str):
    """The time grows with the length of the text, not with its square."""
    begun = time.process_time()
    every_sentence(text)
    assert time.process_time() - begun < 15
