"""Synthetic questions about events that are inserted into real contexts."""

from __future__ import annotations

import numpy as np

from index.training.sources.data import QAExample
from index.training.sources.synthetic_events import event_question, person_names


def test_an_event_is_inserted_into_the_context(examples: list[QAExample], names: tuple[str, ...]):
    """The answer is the agent, other persons are named in the statement, and the context is not changed."""
    sentences = ("It rained all week.", "Nobody minded.", "The mill burned down.")
    example = QAExample("synthetic", "What burned down?", " ".join(sentences), ((35, 43),))
    known = person_names(examples[:8])
    assert known == sorted(names)
    agents = set()
    for seed in range(200):
        made = event_question(example, known, np.random.default_rng(seed))
        statement = made.context
        for sentence in sentences:
            assert sentence in statement
            statement = statement.replace(sentence, "")
        (agent,) = made.answer_texts
        patient = next(name for name in names if name in made.question)
        assert agent in statement
        assert patient in statement
        assert patient not in agent
        assert sum(name in agent for name in names) == 1
        assert sum(name in statement for name in names) >= 3
        agents.add(agent)
    assert len(agents) > 50
