"""Near misses: which words are replaced by which, and which questions have none."""

from __future__ import annotations

import numpy as np
import pytest

from index.training.groups.near_misses import KINDS, QuestionWords, any_near_miss, near_miss
from index.training.sources.data import QAExample

CONTEXT = "In May the old mill was opened by Anna Berg, wife of the mayor. It rained. Nobody minded."
EXAMPLE = QAExample("synthetic", "Who opened the old mill with Anna Berg?", CONTEXT, ((8, 20),))
WORDS = QuestionWords(
    ("Anna Berg", "Otto Falk", "Mia"), {("old", "with"): ("bridge", "mill", "mills"), ("the", "of"): ("end",)}
)


def made(kind: str, question: str = EXAMPLE.question, context: str = CONTEXT) -> QAExample | None:
    answer = context.index("mill")
    example = QAExample("synthetic", question, context, ((answer, answer + 4),))
    return near_miss(example, kind, WORDS, np.random.default_rng(0))


@pytest.mark.parametrize(
    ("kind", "question"),
    [
        ("name", "Who opened the old mill with Otto Falk?"),
        ("word", "Who opened the old bridge with Anna Berg?"),
        ("opposite", "Who closed the old mill with Anna Berg?"),
    ],
)
def test_a_part_of_the_question_is_replaced_by_one_that_is_not_in_the_text(kind: str, question: str):
    """By a name of as many words, a word with the same neighbours, or an opposite; then there is no answer."""
    missed = made(kind)
    assert missed is not None
    assert (missed.question, missed.context) == (question, CONTEXT)
    assert missed.impossible
    assert not missed.answers


def test_another_relation_is_asked_for():
    """The relation in the question is replaced by another one of its group that is not in the text."""
    missed = made("relation", "Who is the wife of the mayor?")
    assert missed is not None
    assert missed.question.startswith("Who is the ")
    assert missed.question.split()[3] not in CONTEXT
    assert missed.question.split()[3] in ("husband", "sister", "brother", "mother", "father", "son") or (
        missed.question.split()[3].startswith(("daughter", "uncle", "aunt", "cousin", "grand", "nephew"))
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Anna sold the mill in May.", "Anna did not sell the mill in May."),
        ("The mill was sold in May.", "The mill was not sold in May."),
        ("The mill has been sold in May.", "The mill has not been sold in May."),
    ],
)
def test_the_sentence_that_answers_is_negated(before: str, after: str):
    """Its verb is that of the question; the question is not changed."""
    missed = made("negation", "What was sold in May?", f"It rained. {before} Nobody minded.")
    assert missed is not None
    assert missed.context == f"It rained. {after} Nobody minded."
    assert missed.question == "What was sold in May?"


def test_no_near_miss_is_made_that_might_be_answerable():
    """None is made from names that are not in the text, forms of the same word, or questions that compare."""
    assert made("name", "Who opened the mill in Paris Plage?") is None
    assert made("word", "Who opened the old roof with Anna?") is None
    assert made("negation", "Who closed it?") is None
    comparing = QAExample("ropes_train", EXAMPLE.question, CONTEXT, EXAMPLE.answers)
    assert any_near_miss(comparing, WORDS, np.random.default_rng(0)) is None


def test_words_with_similar_meanings_do_not_replace_each_other(encoder):
    """With an encoder, a verb is not replaced by one that means the same."""
    questions = [f"Who {verb} the mill?" for verb in ("purchased", "bought", "painted")] * 4
    words = QuestionWords.of(questions, encoder)
    assert words.are_similar("purchased", "bought")
    assert not words.are_similar("purchased", "painted")
    assert set(words.slots["who", "the"]) == {"bought", "painted", "purchased"}


def test_each_kind_can_be_drawn():
    """If an example allows several kinds, each of them is drawn at times."""
    drawn = {
        (missed.question, missed.context)
        for seed in range(40)
        if (missed := any_near_miss(EXAMPLE, WORDS, np.random.default_rng(seed)))
    }
    assert len(drawn) == len(KINDS) - 1  # it has no relation
