"""Windows and logits depend on the question and the evidence alone."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from index.models.runtime import open_session
from index.models.tokenizer import load_tokenizer
from index.reader.model_config import MODEL_FILE
from index.reader.network.reading_model import LogitsCache, ReadingModel
from index.reader.network.windows import CLS_ID, SEP_ID, TokenLimits
from index.types import Block
from tests.index.evidence import evidence_of


@pytest.fixture
def evidence(make_evidence):
    """Four texts of different lengths."""
    texts = [f"Number {n}. " + "Marta sold the mill to Jonas in spring. " * n for n in (1, 4, 9, 2)]
    return tuple(make_evidence(text, document=f"{n}.txt") for n, text in enumerate(texts))


def test_threads_and_other_windows_do_not_change_a_logit(random_weights: Path, evidence):
    """A window gets the same logits on one thread and on four, alone and among others, to the last bit."""
    session, tokenizer = open_session(random_weights / MODEL_FILE), load_tokenizer()
    single, parallel = (
        ReadingModel(session, tokenizer, TokenLimits(), threads=threads) for threads in (1, 4)
    )
    windows = list(chain.from_iterable(single.windows("Who sold the mill?", evidence)))
    together = single.logits(windows, LogitsCache())
    for window, expected, threaded in zip(
        windows, together, parallel.logits(windows, LogitsCache()), strict=True
    ):
        assert expected.shape == (len(window.ids), 4)
        assert np.array_equal(expected, threaded)
        assert np.array_equal(expected, single.logits([window], LogitsCache())[0])


def test_a_cached_window_is_not_read_again(recording_model, recording_session, evidence):
    """The same tokens are read once, whichever document they are from, and their logits are the same."""
    windows = list(chain.from_iterable(recording_model.windows("Who?", [*evidence, *evidence])))
    cache = LogitsCache()
    first = recording_model.logits(windows[:2], cache)
    assert len(recording_session.read) == 2
    again = recording_model.logits(windows, cache)
    assert len(recording_session.read) == len(set(recording_session.read)) == 4
    assert all(np.array_equal(*pair) for pair in zip(first, again, strict=False))
    assert all(np.array_equal(*pair) for pair in zip(again[:4], again[4:], strict=True))


def test_trail_and_context_are_the_second_segment(recording_model, recording_session):
    """As in training: the question is the first segment, and the trail belongs to the second."""
    blocks = (Block("paragraph", 0, 15),)
    evidence = evidence_of("Otto burned it.", title="The mill", trail=("End",), blocks=blocks)
    ((window,),) = recording_model.windows("Who burned it?", [evidence])
    question, trail, text = (
        load_tokenizer().encode(part, add_special_tokens=False).ids
        for part in ("Who burned it?", "The mill › End", "Otto burned it.")
    )
    assert window.ids.tolist() == [CLS_ID, *question, SEP_ID, *trail, *text, SEP_ID]
    assert (window.second, window.first) == (len(question) + 2, len(question) + 2 + len(trail))
    recording_model.logits([window], LogitsCache())
    assert recording_session.segments == [[0] * window.second + [1] * (len(window.ids) - window.second)]


def test_a_lone_surrogate_keeps_the_offsets(recording_model, make_evidence):
    """It is replaced by another character for the tokenizer, so all other characters keep their offsets."""
    context = "Anna \ud800 left"
    ((window,),) = recording_model.windows("\udfff who?", [make_evidence(context)])
    assert [context[start:end] for start, end in window.offsets] == ["Anna", "\ud800", "left"]
