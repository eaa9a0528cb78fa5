"""Synthetic coreference examples: a mention becomes a pronoun, and the answer stays right."""

from __future__ import annotations

import numpy as np

from index.training.sources.data import QAExample
from index.training.sources.pronouns import replace_mention


def test_a_later_mention_of_the_answer_becomes_a_pronoun():
    """If a name is mentioned twice, the later mention is replaced, and the earlier one is the answer."""
    context = "Anna was poor. Otto was rich. One night Anna burned the mill."
    start = context.rindex("Anna")
    example = QAExample("synthetic", "Who burned the mill?", context, ((start, start + 4),))
    made = replace_mention(example, np.random.default_rng(0))
    assert made.answers == ((0, 4),)
    assert made.context in {context[:start] + word + context[start + 4 :] for word in ("he", "she")}


def test_an_answer_that_is_mentioned_once_is_introduced_before():
    """It becomes a pronoun, and a new sentence before its own names it, where it is the answer."""
    context = "It rained. Otto was rich. One night Anna burned the mill."
    start = context.index("Anna")
    example = QAExample("synthetic", "Who burned the mill?", context, ((start, start + 4),))
    made = replace_mention(example, np.random.default_rng(0))
    assert made.answer_texts == ("Anna",)
    assert made.context.count("Anna") == 1
    assert made.context.startswith("It rained. Otto was rich. ")
    assert made.context.endswith((" he burned the mill.", " she burned the mill."))
    assert made.answers[0][0] < made.context.index("One night")


def test_a_name_of_the_question_becomes_a_pronoun():
    """If the sentence of the answer mentions a name of the question, it is replaced, and the answer stays right."""
    context = "Otto was rich. Nobody knew that Otto's sister had burned the mill. They fined Otto in May."
    start = context.index("sister")
    example = QAExample("synthetic", "Which relative of Otto burned it?", context, ((start, start + 6),))
    made = replace_mention(example, np.random.default_rng(0))
    assert made.answer_texts == ("sister",)
    assert "Otto's" not in made.context
    assert made.context.startswith("Otto was rich.")
