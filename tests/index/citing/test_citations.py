"""A reading → citations: short quotes of whole sentences, with the answer in them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index.citing.citations import MAX_QUOTE_CHARACTERS, cite, cite_span
from index.documents.markdown import markdown
from index.types import Block, Citation, Evidence, Hit, Outcome, Passage, Reading, Replacement, Span
from tests.index.evidence import evidence_of, span_of

TEXT = "Anna came. Otto left the house. Mia slept. Otto forgot the lamp."


def quotes(reading: Reading, evidence: list[Evidence], limit: int = 3, **options: bool) -> list[str]:
    return [citation.quote for citation in cite(reading, evidence, limit, **options)]


def test_the_answer_is_cited_first_with_those_that_say_the_same():
    """Another span is cited if it has the same words or half the confidence; a less sure one is not."""
    evidence = evidence_of(TEXT)
    spans = (
        span_of("Otto", 0.9, evidence),
        span_of("Otto", 0.1, evidence, last=True),
        span_of("Anna", 0.45, evidence),
        span_of("Mia", 0.44, evidence),
    )
    reading = Reading(Outcome.ANSWERED, spans)
    assert quotes(reading, [evidence]) == ["Otto left the house.", "Otto forgot the lamp.", "Anna came."]
    assert quotes(reading, [evidence], 1) == ["Otto left the house."]
    assert [citation.answer for citation in cite(reading, [evidence], 1)] == [(0, 4)]


def test_the_same_number_is_no_second_proof():
    """A number without a unit counts something else in another sentence, unless it is nearly as sure."""
    evidence = evidence_of("At most 30 turrets. Come back after 30 days, at 30 °C.")
    first = span_of("30", 0.9, evidence)
    for confidence, cited in ((0.1, 1), (0.5, 2)):
        spans = (first, span_of("30", confidence, evidence, last=True))
        assert len(quotes(Reading(Outcome.ANSWERED, spans), [evidence])) == cited


def test_two_spans_of_a_sentence_are_cited_once():
    """No two citations overlap, whether their spans do or not."""
    evidence, other = evidence_of(TEXT), evidence_of("Mia slept.", "other.txt", start=43)
    spans = (span_of("Otto", 0.9, evidence), span_of("house", 0.8, evidence), span_of("Mia", 0.7, other))
    assert quotes(Reading(Outcome.PASSAGES, spans), [evidence]) == ["Otto left the house.", "Mia slept."]


def test_the_same_quote_is_cited_once():
    """If several documents have the same words, only the best is cited; line ends do not matter."""
    texts = ("Mia slept. Otto left.", "Otto left. Mia\r\nslept.", "Mia slept.", "Mia slept late.")
    evidence = [evidence_of(text, f"{number}.txt") for number, text in enumerate(texts)]
    spans = tuple(span_of("Mia", 0.9 - number / 10, each) for number, each in enumerate(evidence))
    for outcome in (Outcome.ANSWERED, Outcome.PASSAGES):
        citations = cite(Reading(outcome, spans), evidence, 4)
        assert [(each.document, each.quote) for each in citations] == [
            ("0.txt", "Mia slept."),
            ("3.txt", "Mia slept late."),
        ]
    assert quotes(Reading(Outcome.PASSAGES), [evidence[2], evidence[2], evidence[0]]) == [texts[2], texts[0]]


def test_passages_are_cited_where_there_is_no_span_or_more_is_wanted():
    """Spans come first; a passage that overlaps one of their quotes is omitted."""
    first, second = evidence_of("Otto left."), evidence_of("Mia slept.", "other.txt")
    span = Reading(Outcome.PASSAGES, (span_of("Otto", 0.2, first),))
    assert quotes(Reading(Outcome.PASSAGES), [second, first]) == ["Mia slept.", "Otto left."]
    assert quotes(span, [second, first]) == ["Otto left."]
    assert quotes(span, [second, first], add_passages=True) == ["Otto left.", "Mia slept."]
    assert cite(Reading(Outcome.NOTHING, span.spans), [first], 3, add_passages=True) == ()


def test_of_a_passage_that_overlaps_a_quote_the_rest_is_cited():
    """The parts before and after the quote are cited, unless a part is only headings or is cited already."""
    text = "# Notes\n\nAnna came. Otto left. Mia slept.\n\nOtto came back."
    whole = evidence_of(text, blocks=tuple(markdown.blocks(text)))
    read = Reading(Outcome.PASSAGES, (span_of("Otto left", 0.2, whole),))
    assert quotes(read, [whole], 5, add_passages=True) == [
        "Otto left.",
        "Notes\n\nAnna came.",
        "Mia slept.\n\nOtto came back.",
    ]
    beginning = Reading(Outcome.PASSAGES, (span_of("Anna came", 0.2, whole),))
    rest = "Otto left. Mia slept.\n\nOtto came back."
    assert quotes(beginning, [whole, whole], 5, add_passages=True) == ["Anna came.", rest]
    assert [each.line for each in cite(read, [whole], 5, add_passages=True)] == [3, 1, 3]
    text = "# Notes\n\nBring:\n\n- a pen\n- a cup\n\n# Next\n\nOtto left."
    listed = evidence_of(text, blocks=tuple(markdown.blocks(text)))
    read = Reading(Outcome.PASSAGES, (span_of("a pen", 0.2, listed), span_of("Otto", 0.2, listed)))
    assert quotes(read, [listed], 5, add_passages=True) == ["- a pen", "Otto left.", "- a cup"]


def test_the_line_is_that_of_the_quote():
    """Lines are counted from the passage's line, forwards and backwards, with any line end."""
    context = "One.\r\n\r\nTwo.\rThree.\u2028Four."
    passage = Passage("d", "t", 108, 112, "Two.", 13)
    evidence = Evidence(Hit(passage, 0.0, 0.0, 0.0), context, 100)
    lines = {
        word: cite_span(span_of(word, 0.9, evidence)).line for word in ("One.", "Two.", "Three.", "Four.")
    }
    assert lines == {"One.": 11, "Two.": 13, "Three.": 14, "Four.": 15}


def test_a_quote_holds_whole_sentences(root: Path):
    """A quote of ordinary length starts and ends with whole sentences."""
    text = (root / "seeds" / "000_1cec97276c6227d2.txt").read_bytes().decode()
    quote = cite_span(span_of("Rajani's father  had ordered", 0.9, evidence_of(text))).quote
    assert quote.startswith("Rajani's father  had ordered the killing")
    assert quote.endswith("suitable for his daughter.")


def test_a_single_word_is_quoted_with_the_next_sentence():
    """ "No." alone says too little. A quote of two words, or the last of a paragraph, stays as it is."""
    evidence = evidence_of("No. We keep no logs. Nobody asked.")
    assert cite_span(span_of("No", 0.9, evidence)).quote == "No. We keep no logs."
    assert cite_span(span_of("Nobody", 0.9, evidence)).quote == "Nobody asked."
    assert cite_span(span_of("No", 0.9, evidence_of("We asked. No."), last=True)).quote == "No."


def test_no_of_another_section_is_no_second_proof():
    """There the same short word answers another question; in its own section it may support the answer."""
    first, other = evidence_of("No. We keep no logs."), evidence_of("No. It runs on no phone.", "other.txt")
    spans = (span_of("No", 0.9, first), span_of("no", 0.8, first), span_of("No", 0.8, other))
    assert quotes(Reading(Outcome.ANSWERED, spans), [first, other]) == ["No. We keep no logs."]


@pytest.mark.parametrize("size", [499, 500, 501, 900])
@pytest.mark.parametrize("mark", [True, False])
def test_a_quote_is_short_unless_the_answer_is_not(size: int, mark: bool):
    """A quote keeps to its limit, unless the answer is longer: then it is the whole answer."""
    text = ("word " * 1000)[:size] + " and so on" * 300 + "."
    end = len(text[:size].rstrip())
    citation = cite_span(Span(evidence_of(text), 0, end, 0.9), mark_answer=mark)
    assert text[citation.start : citation.end] == citation.quote
    if mark:
        assert citation.quote[slice(*citation.answer)] == text[:end]
        assert len(citation.quote) <= max(MAX_QUOTE_CHARACTERS, end)
    else:
        assert 0 < len(citation.quote) <= MAX_QUOTE_CHARACTERS
        assert text[citation.end : citation.end + 1].isspace()


def test_a_location_in_words():
    """A location names the document, the page where there are pages, and the line."""
    citation = Citation("notes/a.md", "A", 0, 1, "x", 12)
    assert citation.location == "notes/a.md, line 12"
    assert replace(citation, page=3).location == "notes/a.md, page 3, line 12"


def test_an_answer_that_begins_with_what_an_escape_stands_for_is_marked_whole():
    """If a character that is read represents several of the document, it is marked as a whole."""
    text = "Lunch costs \\$7.50 or 6&euro;."
    block = Block("paragraph", 0, len(text), (), (Replacement(12, 14, "$"), Replacement(23, 29, "€")))
    evidence = evidence_of(text, blocks=(block,))
    for start in (12, 13):
        citation = cite_span(Span(evidence, start, 29, 0.9))
        assert citation.shown_answer is not None
        assert citation.shown[slice(*citation.shown_answer)] == "$7.50 or 6€"


RUN = "Telemetry is off. To switch it on, run this:\n\n```sh\nset on\nrestart\n```\n\nBe patient:\n\n- first\n- second\n\nEnd."


@pytest.mark.parametrize(
    ("text", "answer", "quote"),
    [
        (RUN, "run this", "To switch it on, run this:\n\n```sh\nset on\nrestart"),
        (RUN, "off", "Telemetry is off."),
        (RUN, "patient", "Be patient:\n\n- first\n- second"),
        (RUN, "first", "- first"),
        ("- Take:\n  1. rope\n  2. tent\n- Go.", "Take", "- Take:\n  1. rope\n  2. tent"),
        ("Fares：\n\n| a | b |\n|---|---|\n| 1 | 2 |", "Fares", "Fares：\n\n| a | b |\n|---|---|\n| 1 | 2 |"),
        ("Run this: now.\n\n    code", "Run", "Run this: now."),
        ("Run this:\n\nMore.", "Run", "Run this:"),
        ("Run this:\n<!-- never -->\n\n    code", "Run", "Run this:"),
        ("Run this:\n\n- one\n- " + "word " * 120, "Run", "Run this:\n\n- one"),
    ],
)  # fmt: skip
def test_what_introduces_something_is_quoted_with_it(text: str, answer: str, quote: str):
    """A sentence that ends with a colon is quoted with the code, the items or the rows after it."""
    evidence = evidence_of(text, blocks=tuple(markdown.blocks(text)))
    citation = cite_span(span_of(answer, 0.9, evidence))
    assert citation.quote == quote
    assert citation.shown[slice(*citation.shown_answer or (0, 0))] == answer
