"""The stream of training groups: it is repeatable, and its groups of single sentences."""

from __future__ import annotations

import numpy as np
import pytest

from index.training.groups.stream import TrainingStream
from index.training.groups.windows import TrainingWindow
from index.training.sources.data import QAExample


def contexts(stream: TrainingStream, windows: list[TrainingWindow]) -> list[str]:
    """Return the context in each window."""
    return [stream.tokenizer.decode(window.ids[window.context_start : -1].tolist()) for window in windows]


@pytest.mark.parametrize("progress", [0.0, 0.9])
def test_a_resumed_run_gets_the_same_groups(stream: TrainingStream, examples, progress: float):
    """A group depends on seed, epoch, index and progress alone: another stream of the same examples repeats it."""
    again = TrainingStream.of(examples, stream.tokenizer, seed=1)
    assert np.array_equal(stream.epoch(2), again.epoch(2))
    kinds = set()
    for index, number in enumerate(stream.epoch(2).tolist()):
        ours, theirs = (each.group(2, index, number, progress) for each in (stream, again))
        assert [window.ids.tolist() for window in ours] == [window.ids.tolist() for window in theirs]
        assert [window.gold_spans for window in ours] == [window.gold_spans for window in theirs]
        kinds.add((len(ours), any(window.gold_spans for window in ours)))
    assert len(kinds) >= 3


def test_an_epoch_takes_each_example_once(stream: TrainingStream):
    """The order differs between epochs."""
    first, second = stream.epoch(0).tolist(), stream.epoch(1).tolist()
    assert sorted(first) == sorted(second) == list(range(24))
    assert first != second


def test_single_sentences_are_windows_of_their_own(stream: TrainingStream):
    """A group has the sentence with the answer and the others, or only the others; each is whole."""
    rng = np.random.default_rng(0)
    groups = [stream.single_sentences(stream.asked(5, rng)) for _ in range(40)]
    answering = {
        tuple(contexts(stream, [window for window in group if window.gold_spans])) for group in groups
    }
    assert answering == {("oskar bought a red boat from a stranger.",), ()}
    ((first, last),) = next(window.gold_spans for window in groups[0] if window.gold_spans)
    assert stream.tokenizer.decode(groups[0][0].ids[first : last + 1].tolist()) == "oskar"
    assert {len(group) for group in groups} == {3, 2}


def test_a_sentence_with_a_part_of_an_answer_is_not_used(stream: TrainingStream):
    """If an answer spans two sentences, neither of them is labelled as not answering."""
    context = "Anna came. Then Otto. Mia came too. It rained."
    example = QAExample("synthetic", "Who came?", context, ((0, 4), (16, 25)))
    single = TrainingStream.of([example], stream.tokenizer, seed=1)
    unanswering = {
        text
        for seed in range(20)
        for text in contexts(
            single,
            [
                window
                for window in single.single_sentences(single.asked(0, np.random.default_rng(seed)))
                if not window.gold_spans
            ],
        )
    }
    assert unanswering == {"it rained."}


def test_impossible_questions_never_get_an_answer(tokenizer):
    """This holds for every kind of group that these examples allow."""
    contexts = [f"Anna bought mill {number}. It rained. Otto was ill." for number in range(12)]
    examples = [QAExample("synthetic", "Who sold it?", context, (), impossible=True) for context in contexts]
    stream = TrainingStream.of(examples, tokenizer, seed=1)
    for index, number in enumerate(stream.epoch(0).tolist()):
        for progress in (0.0, 0.9):
            assert not any(window.answers for window in stream.group(0, index, number, progress))
