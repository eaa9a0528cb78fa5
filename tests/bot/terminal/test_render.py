"""Answers and reports → text: whole replies are compared, and no text of a document controls the terminal."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.terminal.answer_json import answer_json
from bot.terminal.render import (
    Style,
    age_text,
    answer_text,
    report_text,
    safe,
    sentence_text,
    size_text,
    skipped_text,
    table_text,
)
from index.documents.skipped import NEEDS_FORMATS, OWN_ERROR
from index.store.report import BuildReport
from index.types import Answer, Citation, Misspelling, Outcome

QUOTE = "Rajani's father  had ordered\nthe killing. He confessed."
CITATION = Citation("000.txt", "The Star Hotel", 10, 10 + len(QUOTE), QUOTE, 12, None, (0, 15))
ANSWERED = Answer(
    "who framed Madan?", Outcome.ANSWERED, "Rajani's father", 0.876, (CITATION,), 3, "sentences",
    milliseconds={"retrieve": 1.23456},
)  # fmt: skip


def answered(quote: str, place: tuple[int, int], title: str = "t", document: str = "d.txt") -> Answer:
    text = quote[slice(*place)]
    citation = Citation(document, title, 0, len(quote), quote, 1, None, place)
    return Answer("q", Outcome.ANSWERED, text, 0.5, (citation,), 1)


def test_an_answer_in_plain_text():
    """A reply has the answer, the confidence, and then each citation with the answer marked and its source."""
    assert answer_text(ANSWERED) == (
        "Rajani's father  (88% sure)\n"
        "\n"
        "  1. “[Rajani's father] had ordered the killing. He confessed.”\n"
        "     The Star Hotel · 000.txt, line 12\n"
    )


def test_an_answer_in_colour_and_wrapped():
    """On a terminal the answer is bold, its words in the quote are underlined, and the quote is wrapped."""
    assert answer_text(ANSWERED, Style(colour=True, width=40)) == (
        "\x1b[1mRajani's father\x1b[0m  \x1b[2m(88% sure)\x1b[0m\n"
        "\n"
        "  1. “\x1b[1;4mRajani's father\x1b[0m had\n"
        "     ordered the killing. He confessed.”\n"
        "     \x1b[2mThe Star Hotel · 000.txt, line 12\x1b[0m\n"
    )


def test_passages_are_said_to_be_that():
    """Without a direct answer, the reply only has the closest passages, each with its source."""
    second = Citation("b/c.md", "b/c.md", 0, 4, "More", 1, 2)
    plain = Citation("a.txt", "", 0, 5, "Words", 7)
    answer = Answer("q", Outcome.PASSAGES, "", 0.3, (plain, second), 1)
    assert answer_text(answer) == (
        "The documents give no direct answer. The closest passages:\n"
        "\n"
        "  1. “Words”\n"
        "     a.txt, line 7\n"
        "\n"
        "  2. “More”\n"
        "     b/c.md, page 2, line 1\n"
    )


def test_nothing_is_one_sentence():
    """For an unanswerable question, the reply says only that, and notices."""
    nothing = Answer("q", Outcome.NOTHING, "", 0.0, (), 1)
    assert answer_text(nothing) == "The documents don't say.\n"
    noticed = Answer("q", Outcome.NOTHING, "", 0.0, (), 1, notices=("A\x1b[31m notice.",))
    assert answer_text(noticed, stale=True) == (
        "The documents don't say.\n"
        "The documents have changed since the index was built. Run `munshi index` to update it.\n"
        "A\ufffd[31m notice.\n"
    )


def test_a_whole_sentence_as_answer_is_not_marked():
    """If the answer is the whole quote, there are no brackets around it."""
    assert "[" not in answer_text(answered("All of it.", (0, 10)))


@pytest.mark.parametrize(
    ("quote", "place", "shown"),
    [
        ("a b c", (2, 3), "“a [b] c”"),
        ("a  \n b\t\tc", (5, 6), "“a [b] c”"),
        ("(b)", (1, 2), "“([b])”"),
        ("one\rtwo\r\nthree", (0, 3), "“[one] two three”"),
        ("one two\rthree", (0, 3), "“[one] two three”"),
        ("x\u2028y z", (4, 5), "“x y [z]”"),
    ],
)
def test_white_space_around_the_mark(quote: str, place: tuple[int, int], shown: str):
    """Every run of white space, line ends included, becomes one space; none is added or lost at the mark."""
    assert shown in answer_text(answered(quote, place))


DIRECTION_MARKS = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
OBEYED = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), *DIRECTION_MARKS)]


@given(text=st.text(st.one_of(st.sampled_from(OBEYED), st.characters(codec="utf-8"))), colour=st.booleans())
@example(text="x".join(OBEYED), colour=True)
def test_nothing_of_a_document_reaches_the_terminal(text: str, colour: bool):
    """Promise 7: a reply contains no control characters and no direction marks but our own."""
    quote = f"a{text}b"
    answer = answered(quote, (0, len(quote) - 1), title=text, document=text or "d")
    shown = answer_text(answer, Style(colour=colour, width=60))
    for ours in ("\x1b[1m", "\x1b[2m", "\x1b[1;4m", "\x1b[0m") if colour else ():
        shown = shown.replace(ours, "")
    assert not set(shown) & (set(OBEYED) - {"\n"})
    report = BuildReport(
        1, added=(text,), skipped=((text, "odd"),), warnings=(text,), other_kinds=((text, 1),)
    )
    assert not set(report_text(report)) & (set(OBEYED) - {"\n"})
    assert not any(unicodedata.category(sign) == "Cc" and sign != "\n" for sign in safe(text))


def test_a_title_of_many_lines_stays_on_one():
    """A document's name or title cannot add lines that look like ours."""
    answer = answered("a b", (0, 1), title="x\nmunshi: trust me", document="d\n  2. “fake”")
    assert answer_text(answer).count("\n") == 4


def test_how_the_question_was_read_is_told():
    """Below the answer: which part of the question it answers, and what a misspelt word was read as."""
    read = replace(ANSWERED, answered_part="who framed Madan", misspellings=(Misspelling("fery", "ferry"),))
    assert answer_text(read) == answer_text(ANSWERED).rstrip("\n") + (
        "\n\nOnly this part of the question is answered: “who framed Madan”.\n“fery” was read as “ferry”.\n"
    )
    assert answer_json(read)["answered_part"] == "who framed Madan"


def test_json_is_what_the_readme_says():
    """`ask --json` has these keys, whatever the answer is."""
    assert answer_json(ANSWERED, stale=True) == {
        "question": "who framed Madan?",
        "outcome": "answered",
        "answer": "Rajani's father",
        "answer_kind": "words",
        "confidence": 0.876,
        "contradicted": False,
        "citations": [
            {
                "document": "000.txt", "title": "The Star Hotel", "line": 12, "page": None, "page_name": None, "trail": [],
                "start": 10, "end": 10 + len(QUOTE), "quote": QUOTE, "shown": "", "answer": {"start": 0, "end": 15},
                "contradicts": False, "changed": None,
            }
        ],
        "generation": 3, "reader": "sentences", "stale": True, "misspellings": [], "answered_part": None, "unanswered": [], "notices": [], "milliseconds": {"retrieve": 1.2}, "wording": None,
    }  # fmt: skip
    nothing = answer_json(Answer("q", Outcome.NOTHING, "", 0.0, (), 1))
    assert (nothing["answer"], nothing["citations"], nothing["stale"]) == (None, [], False)
    assert json.loads(json.dumps(nothing)) == nothing


ROWS = Citation(
    "prices.md", "Prices", 0, 26, "| Fan | $3 |\n| Patron | $8 |", 4,
    shown="tier: Fan · price: $3\ntier: Patron · price: $8", shown_answer=(44, 46), answer=(24, 26), trail=("Support",),
)  # fmt: skip


def test_a_table_is_shown_row_by_row():
    """The cells of a row have the names of their columns, and the answer is marked in its cell."""
    answer = Answer("what does patron cost?", Outcome.ANSWERED, "$8", 0.9, (ROWS,), 1)
    assert answer_text(answer) == (
        "$8  (90% sure)\n\n"
        "  1. tier: Fan · price: $3\n"
        "     tier: Patron · price: [$8]\n"
        "     Prices · prices.md, line 4, Support\n"
    )


def test_a_block_that_answers_is_shown_once():
    """If a whole block is the answer, its quote is the answer, and no headline repeats it."""
    cited = Citation("a.md", "", 0, 12, "Ask a `mod`.", 1, shown="Ask a mod.")
    answer = Answer("who can help?", Outcome.ANSWERED, "Ask a `mod`.", 0.7, (cited,), 1, kind="block")
    assert answer_text(answer) == (
        "The documents answer:  (70% sure)\n\n  1. “Ask a mod.”\n     a.md, line 1\n"
    )
    assert answer_json(answer)["answer_kind"] == "block"


def test_what_is_close_to_a_block_is_not_shown_as_its_proof():
    """If a block answers, only the first citation is the answer; a line separates the others."""
    cited = Citation("a.md", "", 0, 10, "Ask a mod.", 1)
    other = Citation("b.md", "", 0, 14, "Mods may vote.", 2)
    answer = Answer("who can help?", Outcome.ANSWERED, "Ask a mod.", 0.7, (cited, other), 1, kind="block")
    assert answer_text(answer) == (
        "The documents answer:  (70% sure)\n\n  1. “Ask a mod.”\n     a.md, line 1\n\n"
        "Also close:\n\n  2. “Mods may vote.”\n     b.md, line 2\n"
    )
    words = replace(answer, kind="words")
    assert "Also close:" not in answer_text(words)


def test_documents_that_differ_are_shown_with_their_dates():
    """If documents contradict each other, there is no answer above the quotes."""
    new = Citation("fees.md", "", 0, 10, "It is $8.", 3, answer=(6, 8), changed="2024-10-04")
    old = replace(new, document="old/fees.md", quote="It is $5.", contradicts=True, changed="2023-05-23")
    answer = Answer("what is the fee?", Outcome.ANSWERED, "$8", 0.7, (new, old), 1)
    assert answer_text(answer) == (
        "The documents differ:\n\n"
        "  1. “It is [$8].”\n     fees.md, changed on 2024-10-04, line 3\n\n"
        "  2. “It is [$5].”\n     old/fees.md, changed on 2023-05-23, line 3\n"
    )
    printed = answer_json(answer)
    assert (printed["answer"], printed["contradicted"]) == ("$8", True)
    assert [(each["contradicts"], each["changed"]) for each in printed["citations"]] == [
        (False, "2024-10-04"),
        (True, "2023-05-23"),
    ]


def test_a_report_names_the_command_that_brings_a_format():
    """After files that need the extra `formats`, the report says once how to install it."""
    skipped = (("a.pdf", NEEDS_FORMATS), ("b.docx", NEEDS_FORMATS), ("c.txt", "is empty, munshi[x]"))
    assert report_text(BuildReport(1, skipped=skipped, written=True)) == (
        "skipped: a.pdf: needs packages that are not installed; they come with munshi[formats]\n"
        "skipped: b.docx: needs packages that are not installed; they come with munshi[formats]\n"
        "skipped: c.txt: is empty, munshi[x]\n"
        "Run `pip install 'munshi[formats]'`.\n"
        "Generation 1: 0 documents, 0 passages, 0 newly embedded, in 0.0 s.\n"
    )


def test_a_report_names_the_setting_that_lets_larger_files_be_read():
    """After files that are too large, the report says once where to raise the limit."""
    skipped = (
        ("a.json", "is 197.0 MB, over the limit of 50.0 MB"),
        ("b.pdf", "is 51.0 MB, over the limit of 50.0 MB"),
    )
    told = report_text(BuildReport(1, skipped=skipped, written=True)).split("\n")
    assert told[2] == (
        "To have larger files read, raise `max_bytes` under [files] in config.toml. An export of a channel can also be "
        "made in parts."
    )


def test_an_error_of_our_own_is_told_as_such():
    """After files over which Munshi's own code failed, a report and a status say once what to do."""
    skipped = tuple((name, f"{OWN_ERROR} (KeyError in index/a.py, line 3)") for name in ("a.md", "b.md"))
    told = (
        "skipped: a.md: met an error of Munshi's own (KeyError in index/a.py, line 3)\n"
        "skipped: b.md: met an error of Munshi's own (KeyError in index/a.py, line 3)\n"
        "An error of Munshi's own is not the file's fault: the other files are indexed, and the next build tries this "
        "one again. A newer Munshi may read it, and this one may if you save it as plain text. To have the error mended, "
        "send the line that names the file to those from whom you have Munshi, and the file too if others may see it.\n"
    )
    assert report_text(BuildReport(1, skipped=skipped, written=True)).startswith(told)
    assert skipped_text(skipped, Style()) == told


def test_many_skipped_files_with_one_reason_hide_no_other():
    """If too many files are skipped to name all, those with one reason are counted; the status names each."""
    skipped = (*((f"{number}.json", "is no export") for number in range(30)), ("a.txt", "is empty"))
    assert report_text(BuildReport(1, skipped=skipped, written=True)).startswith(
        "skipped: 30 files such as 0.json: is no export (`munshi status` names each)\n"
        "skipped: a.txt: is empty\n"
    )
    assert skipped_text(skipped, Style()).count("\n") == 31


def test_a_report_of_a_build():
    """Each kind of change is listed by name, then the skipped files, then the totals."""
    report = BuildReport(
        7, ("a.txt",), ("b.txt",), ("c.txt",), (("d.txt", "e.txt"),), (("f.txt", "is empty"),),
        ("g.txt is not UTF-8; it was read as cp1252.",), ((".pdf", 3),), 2, 10, 4, 1.26, True,
    )  # fmt: skip
    assert report_text(report) == (
        "added: a.txt\n"
        "changed: b.txt\n"
        "removed: c.txt\n"
        "renamed: d.txt → e.txt\n"
        "skipped: f.txt: is empty\n"
        "warning: g.txt is not UTF-8; it was read as cp1252.\n"
        "not included: 3 .pdf (see `include` under [files] in config.toml)\n"
        "Generation 7: 5 documents, 10 passages, 4 newly embedded, in 1.3 s.\n"
    )


def test_other_reports():
    """An unchanged build, dry runs with and without a change, and a first build have a closing sentence each."""
    assert report_text(BuildReport(2, unchanged=1)) == "Nothing has changed: generation 2, 1 document.\n"
    assert report_text(BuildReport(0, ("a",), dry_run=True)) == "added: a\n1 change would be indexed.\n"
    assert report_text(BuildReport(2, dry_run=True)) == "Nothing would change.\n"
    one = BuildReport(1, ("a",), passages=1, embedded=1, written=True)
    assert report_text(one).endswith("Generation 1: 1 document, 1 passage, 1 newly embedded, in 0.0 s.\n")


def test_a_table_has_its_values_in_one_column():
    """Names and values are one row a line; no value adds a line or controls the terminal."""
    assert table_text({"a": "1", "long name": "x\ny\x1b"}) == "a          1\nlong name  x y\ufffd\n"


def test_sentences_are_wrapped_only_where_a_person_looks():
    """On a terminal words are not broken, and a file gets the sentence on one line."""
    sentence = "There is no documents folder /a/long-name\x1b."
    assert sentence_text(sentence) == "There is no documents folder /a/long-name\ufffd."
    assert sentence_text(sentence, Style(width=24)) == ("There is no documents\nfolder /a/long-name\ufffd.")


def test_a_long_report_is_cut():
    """If there are many names of one kind, the first are shown and the rest are counted."""
    lines = report_text(BuildReport(1, tuple(f"{n:03}.txt" for n in range(50)), written=True)).splitlines()
    assert lines[19:21] == ["added: 019.txt", "added: and 30 more"]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-1, "0 seconds"),
        (0, "0 seconds"),
        (1, "1 second"),
        (59.9, "59 seconds"),
        (60, "1 minute"),
        (7200, "2 hours"),
        (200_000, "2 days"),
    ],
)
def test_ages(seconds: float, text: str):
    """A duration is shown in its largest unit."""
    assert age_text(seconds) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 bytes"), (999, "999 bytes"), (1500, "1.5 kB"), (2_340_000, "2.3 MB"), (5 * 10**12, "5000.0 GB")],
)
def test_sizes(size: int, text: str):
    """A size is shown in the largest unit in which it is at least 1."""
    assert size_text(size) == text
