"""Logits → how likely an evidence answers, and which block of it does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from index.citing.citations import cite
from index.documents.markdown import markdown
from index.models.tokenizer import load_tokenizer
from index.reader.blocks.answering_blocks import answering_block, most_relevant_part, shown_block
from index.reader.calibration.blocks import BlockCalibration, block_features, decide_blocks
from index.reader.evidence.evidence_text import evidence_text
from index.reader.network.relevance import Relevance, relevance, worth_reading
from index.reader.network.windows import TokenLimits, make_windows
from index.types import Block, Evidence, Hit, Outcome, Passage, Reading, Replacement
from tests.index.evidence import evidence_of, evidence_of_blocks

LEAD = "Before you leave:"
ITEMS = ("close the shutters", "bank the stove", "hang up the key")


def read(evidence: Evidence, *answering: str, mass: float = 5.0) -> Relevance:
    """A relevance in which only the spans that start within the `answering` texts are likely."""
    starts = np.arange(len(evidence.context), dtype=np.int32)
    masses = np.full(len(starts), -20.0)
    for words in answering:
        masses[evidence.context.index(words)] = mass
    return Relevance(evidence, mass, mass, starts, masses)


def block_of(relevant: Relevance) -> str:
    return relevant.evidence.context[slice(*answering_block(relevant))]


LIST = evidence_of_blocks(("paragraph", LEAD), *(("item", item) for item in ITEMS))


def most_relevant_text(relevant: Relevance) -> str:
    part = most_relevant_part(relevant, *answering_block(relevant))
    assert part
    return relevant.evidence.context[slice(*part)]


def test_an_item_answers_with_the_list_around_it():
    """The introduction and the other items that fit are part of the answer; the item is its most relevant part."""
    asked = read(LIST, ITEMS[1])
    assert block_of(asked) == LIST.context
    assert most_relevant_text(asked) == ITEMS[1]
    long = evidence_of_blocks(("paragraph", LEAD * 40), *(("item", item) for item in ITEMS))
    assert block_of(read(long, ITEMS[1])) == "\n\n".join(ITEMS)


def test_a_row_answers_alone():
    """A row of a table answers without its neighbours, and the header never does."""
    table = evidence_of_blocks(
        ("header", "| tier | price |"), ("row", "| Fan | $3 |"), ("row", "| Friend | $8 |")
    )
    assert block_of(read(table, "$3")) == "| Fan | $3 |"
    assert most_relevant_part(read(table, "$3"), *answering_block(read(table, "$3"))) is None
    assert block_of(read(table, "tier")) != "| tier | price |"


def test_of_a_table_the_row_that_covers_the_question_answers():
    """Rows differ little for the network: the row with the terms of the question answers, however likely another
    is."""
    table = evidence_of_blocks(
        ("header", "| tier | price |"), ("row", "| Fan | $3 |"), ("row", "| Friend | $8 |")
    )
    fan, friend = (block.start for block in table.blocks[1:])
    asked = replace(read(table, "$3"), block_coverage={fan: 0.1, friend: 0.9})
    assert block_of(asked) == "| Friend | $8 |"
    nearly = replace(asked, block_coverage={fan: 0.8, friend: 0.9})
    assert block_of(nearly) == "| Fan | $3 |"


def test_a_sentence_next_to_a_table_answers_by_its_coverage_too():
    """A sentence with the question's terms answers before a row with fewer, and no row is quoted with it."""
    closed = "On public holidays we are closed. On all others we are not."
    table = evidence_of_blocks(("row", "| Sunday | 12:00 |"), ("paragraph", closed), ("row", "| Fee | $3 |"))
    sunday, closed_at, _ = (block.start for block in table.blocks)
    asked = replace(read(table, "| Sunday", mass=-15.0), block_coverage={sunday: 0.3, closed_at: 0.9})
    assert block_of(asked) == closed
    assert block_of(replace(asked, block_coverage={sunday: 0.9, closed_at: 0.3})) == "| Sunday | 12:00 |"


def test_a_table_is_quoted_with_its_introduction():
    """A table without an introduction is not quoted with the sentence before it."""
    table = evidence_of_blocks(("paragraph", "The fees:"), ("row", "| Fan | $3 |"))
    lead, row = table.blocks
    introduced = replace(table, blocks=(lead, row._replace(lead="The fees:")))
    introduced = replace(
        introduced, hit=replace(table.hit, passage=replace(table.passage, blocks=introduced.blocks))
    )
    assert block_of(read(introduced, "The fees")) == table.context
    assert block_of(read(table, "The fees")) == "The fees:"


def test_the_targets_of_links_do_not_count_for_the_limit():
    """The limit of an answer counts the characters that are read, not the markup."""
    sentences = ["Laptops are [allowed](TARGET).", "Your own ones are not.", "Ask the desk."]
    text = " ".join(sentences).replace("TARGET", "https://example.org/" + "x" * 800)
    target = Replacement(text.index("]"), text.index(")") + 1, "")
    block = Block("paragraph", 0, len(text), replacements=(Replacement(12, 13, ""), target))
    plain = evidence_of_blocks(("paragraph", text))
    linked = replace(
        plain, blocks=(block,), hit=replace(plain.hit, passage=replace(plain.hit.passage, blocks=(block,)))
    )
    assert block_of(read(linked, "Laptops")) == text
    assert block_of(read(plain, "Laptops")) == text.partition(" Your")[0]
    citation = cite(Reading(Outcome.PASSAGES), [linked], 1)[0]
    assert citation.shown == "Laptops are allowed. Your own ones are not. Ask the desk."


def test_before_an_answer_other_blocks_are_quoted_whole():
    """A last sentence of a long paragraph is quoted before a list or code only if it introduces that; sentences of
    the answer's own paragraph are quoted."""
    long = "Everybody has checked these. " * 20
    listed = evidence_of_blocks(("paragraph", f"{long}Tell us."), *(("item", item) for item in ITEMS))
    assert block_of(read(listed, ITEMS[1])) == "\n\n".join(ITEMS)
    code = evidence_of_blocks(("paragraph", f"{long}To do so, type:"), ("code", "lumen on"))
    assert block_of(read(code, "lumen on")) == "To do so, type:\n\nlumen on"
    own = evidence_of_blocks(("paragraph", f"{long}Tell us. It opens at dawn."))
    assert "these. Tell us. It opens" in block_of(read(own, "It opens"))


def test_an_answer_does_not_end_with_an_introduction():
    """The introduction of a table is omitted with the table; the introduction of the answer itself is kept."""
    told = "We meet on Mondays."
    assert (
        block_of(read(evidence_of_blocks(("paragraph", told), ("paragraph", "The **fees:**")), told)) == told
    )
    listed = evidence_of_blocks(("paragraph", LEAD), ("item", ITEMS[0]), ("paragraph", "As a table:"))
    assert block_of(read(listed, ITEMS[0])) == f"{LEAD}\n\n{ITEMS[0]}"


def test_code_answers_whole_with_its_introduction():
    """Code is never cut, and the sentence before it is part of the answer."""
    code = "lumen set x\nlumen on"
    asked = read(evidence_of_blocks(("paragraph", "Turn it on by hand:"), ("code", code)), "lumen on")
    assert block_of(asked) == f"Turn it on by hand:\n\n{code}"
    assert most_relevant_text(asked) == code


def test_of_a_long_paragraph_the_sentences_around_the_best_answer():
    """They are whole sentences, the best among them, and no more than fit."""
    sentences = [f"Sentence number {number} tells of the old harbour and its pilots." for number in range(20)]
    asked = read(evidence_of_blocks(("paragraph", " ".join(sentences))), "Sentence number 9")
    text = block_of(asked)
    assert most_relevant_text(asked) == sentences[9]
    assert sentences[9] in text
    assert len(text) <= 500
    assert all(sentence in sentences for sentence in (f"{part}." for part in text.rstrip(".").split(". ")))


@pytest.mark.parametrize("heading", ["How do I leave?", "どう出ますか？"])
def test_under_a_heading_that_asks_the_whole_text_answers(heading: str):
    """All text under a question in the document is its answer, whichever of its words are most likely."""
    asked = evidence_of_blocks(("paragraph", LEAD), ("item", ITEMS[0]), ("item", ITEMS[1]), trail=(heading,))
    assert block_of(read(asked, ITEMS[1])) == asked.context


@pytest.mark.parametrize("comment", ["<!-- never -->", "{% comment %}\nnever\n{% endcomment %}", ".. never", "% never", "// never"])  # fmt: skip
def test_nothing_is_quoted_across_a_comment(comment: str):
    """Text beyond a comment is no part of an answer or of a shown passage, which would contain the comment."""
    text = f"{ITEMS[0]}\n{comment}\n{ITEMS[1]}\n{ITEMS[2]}"
    starts = [text.index(item) for item in ITEMS]
    blocks = tuple(Block("item", start, start + len(item)) for start, item in zip(starts, ITEMS, strict=True))
    evidence = evidence_of(text, trail=("What now?",), blocks=blocks)
    assert block_of(read(evidence, *ITEMS)) == ITEMS[0]
    relevant = read(evidence, ITEMS[2])
    assert block_of(relevant) == f"{ITEMS[1]}\n{ITEMS[2]}"
    assert text[slice(*shown_block(relevant, 500))] == f"{ITEMS[1]}\n{ITEMS[2]}"
    (citation,) = cite(Reading(Outcome.PASSAGES), [evidence], 1)
    assert citation.quote == ITEMS[0]


def test_a_passage_is_shown_around_its_block():
    """A shown passage is the block, and the whole quotable ranges after and before it that fit."""
    relevant = read(LIST, ITEMS[1])
    assert relevant.evidence.context[slice(*shown_block(relevant, 500))] == LIST.context
    short = len(ITEMS[1]) + 2 + len(ITEMS[2])
    assert relevant.evidence.context[slice(*shown_block(relevant, short))] == "\n\n".join(ITEMS[1:])


def test_a_passage_has_a_logit_that_it_answers_and_the_log_odds_of_its_spans(make_evidence):
    """The first is the fourth output of the network; the second is computed from all spans."""
    evidence, limits = make_evidence("Oskar paid"), TokenLimits()
    encoding = load_tokenizer().encode("Oskar paid", add_special_tokens=False)
    (window,) = make_windows([2040], encoding, evidence_text(evidence), evidence, 0, limits)
    logits = np.random.default_rng(0).normal(size=(len(window.ids), 4)).astype(np.float32)
    read = relevance(evidence, [window], [logits], limits)
    assert read.score == logits[0, 3]
    tokens = logits[window.first : window.first + len(encoding.ids)]
    odds = sum(
        np.exp(tokens[first, 0] + tokens[last, 1] + logits[0, 2])
        for first in range(len(tokens))
        for last in range(first, len(tokens))
    )
    assert read.words_score == pytest.approx(np.log(odds), rel=1e-5)


def test_the_most_relevant_part_contains_the_terms_of_the_question():
    """Of sentences with similar relevance, the one with the question's terms is marked."""
    prose = evidence_of_blocks(("paragraph", "The mill closed. Anna closed it in May. Nobody knows why."))
    relevant = read(prose, "The mill", "Anna", "Nobody")
    starts = {prose.context.index("Anna"): 0.9, 0: 0.4}
    part = most_relevant_part(replace(relevant, coverage=starts), 0, len(prose.context))
    assert prose.context[slice(*part)] == "Anna closed it in May."


def test_the_one_line_with_all_that_is_asked_is_marked():
    """However relevant its neighbour is. It has to be a block of its own, and the only one with all terms."""
    lines = evidence_of_blocks(
        ("item", "1947 Dunstan is keeper"), ("item", "1949 Callum drowns"), ("item", "1951")
    )
    keeper, drowns, _ = (block.start for block in lines.blocks)
    whole = (0, len(lines.context))
    asked = replace(read(lines, "1949", mass=15.0), coverage={keeper: 1.0})
    assert most_relevant_part(asked, *whole) == (keeper, lines.blocks[0].end)
    assert most_relevant_part(replace(asked, coverage={keeper: 0.9}), *whole) == (drowns, lines.blocks[1].end)
    both = replace(asked, coverage={keeper: 1.0, drowns: 1.0})
    assert most_relevant_part(both, *whole) == (drowns, lines.blocks[1].end)
    prose = evidence_of_blocks(("paragraph", "The mill closed. It was in May."))
    sentences = replace(read(prose, "It was", mass=15.0), coverage={0: 1.0})
    assert most_relevant_part(sentences, 0, len(prose.context)) == (17, 31)


def test_nothing_ends_with_an_item_whose_items_are_not_in_it():
    """Neither an answer nor a shown passage does: "Sleeping" alone says nothing."""
    text = "- Guests\n  - Ada\n- Sleeping\n  - forty rooms " + "in the inn by the river " * 20
    blocks = tuple(markdown.blocks(text))
    passage = Passage("a.md", "A", 0, blocks[2].end, text[: blocks[2].end], 1, blocks=blocks[:3])
    evidence = Evidence(Hit(passage, 0.5, 0.5, 1.0), text, 0, blocks)
    assert block_of(read(evidence, "Ada")) == "- Guests\n  - Ada"
    [citation] = cite(Reading(Outcome.PASSAGES), [evidence], 1)
    assert citation.shown == "• Guests\n  • Ada"


def test_a_question_in_the_text_is_no_part_that_answers():
    """The text after it does; a question without text after it stays marked."""
    chat = evidence_of_blocks(
        ("paragraph", "What is the code of the door?"), ("paragraph", "Ask me by mail.")
    )
    question, reply = chat.blocks
    asked = read(chat, "What is")
    assert most_relevant_part(asked, 0, len(chat.context)) == (reply.start, reply.end)
    late = evidence_of_blocks(
        ("paragraph", "Ask me by mail."), ("paragraph", "What is the code of the door?")
    )
    question = late.blocks[1]
    assert most_relevant_part(read(late, "What is"), 0, len(late.context)) == (question.start, question.end)


def test_evidence_that_can_hardly_come_first_is_not_read():
    """Evidence with a low retrieval score is omitted, unless too little is left; the order is unchanged."""
    evidence = [
        replace(LIST, hit=replace(LIST.hit, score=score)) for score in (0.7, 0.1, 0.9, 0.75, 0.2, 0.6)
    ]
    scores = [each.hit.score for each in worth_reading(evidence, 2)]
    assert scores == [0.7, 0.1, 0.9, 0.75]
    assert worth_reading([], 4) == []


def test_another_version_does_not_lower_the_confidence_of_a_block():
    """A version in another document does not lower the confidence of a block."""
    text = "Keep {} metres away from the loop."
    best, old = (
        read(evidence_of(text.format(metres), document), "Keep", mass=mass)
        for metres, document, mass in ((3, "new.md", 4.0), (2, "old.md", 3.5))
    )
    rival = read(evidence_of("The loop is long.", "loop.md"), "The", mass=2.0)
    assert block_features([best, old, rival]).margin == best.rank_score - rival.rank_score
    assert block_features([best, old]).margin == best.rank_score - old.rank_score


def test_a_block_is_an_answer_from_its_threshold_on():
    """The confidence is the logistic function of the features, and of overlapping blocks only one is shown."""
    first = read(LIST, ITEMS[1], mass=2.0)
    second = replace(first, score=1.0)
    features = block_features([first, second])
    assert (features.relevance, features.margin, features.retrieval_score) == (2.0, 1.0, LIST.hit.score)
    calibration = BlockCalibration(intercept=-1.0, relevance=0.5, margin=1.0, threshold=0.7)
    assert calibration.confidence(features) == pytest.approx(1 / (1 + np.exp(-1.0)))
    assert BlockCalibration.from_json(calibration.to_json()) == calibration
    reading = decide_blocks([first, second], calibration)
    assert (reading.outcome, [span.text for span in reading.spans]) == (Outcome.ANSWERED, [LIST.context])
    unsure = decide_blocks([first, second], replace(calibration, threshold=0.8))
    assert (unsure.outcome, [span.text for span in unsure.spans]) == (Outcome.NOTHING, [LIST.context])
