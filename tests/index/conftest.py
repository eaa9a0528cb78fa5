"""Two readers, a fast one with small random weights and the shipped one, and a function that makes evidence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index.reader.span_reader import SpanReader
from index.types import Evidence, Hit, Passage

MakeEvidence = Callable[..., Evidence]


@pytest.fixture(scope="session")
def random_network():
    """An untrained network of two small layers, with large weights so that its scores differ."""
    torch = pytest.importorskip("torch")
    from transformers import BertConfig, BertModel

    from index.training.network.network import ReaderNetwork

    torch.manual_seed(5)
    config = BertConfig(
        vocab_size=30522,
        hidden_size=48,
        num_hidden_layers=2,
        num_attention_heads=12,
        intermediate_size=96,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        attn_implementation="eager",
    )
    network = ReaderNetwork(BertModel(config, add_pooling_layer=False)).eval()
    with torch.no_grad():
        for parameter in network.parameters():
            if parameter.ndim > 1:
                parameter.mul_(8.0)
    return network


@pytest.fixture(scope="session")
def random_weights(random_network, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the untrained network's weights in fp32. No test may change it."""
    from index.training.export.export import export

    folder = tmp_path_factory.mktemp("random-weights")
    export(random_network.state_dict(), folder, int8=False)
    return folder


@pytest.fixture(scope="session")
def random_reader(random_weights: Path) -> SpanReader:
    """The reader with the untrained network, and the default calibration."""
    return SpanReader.load(random_weights, threads=2)


@pytest.fixture(scope="session")
def shipped_reader() -> SpanReader:
    """The reader as Munshi ships it."""
    return SpanReader.load(threads=2)


@pytest.fixture(scope="session")
def make_evidence() -> MakeEvidence:
    """Return a context as evidence; `start` and `end` bound the passage in it, `at` is its offset in the document."""

    def make(
        context: str,
        start: int = 0,
        end: int | None = None,
        *,
        at: int = 0,
        document: str = "notes.txt",
        score=0.5,
    ) -> Evidence:
        end = len(context) if end is None else end
        passage = Passage(document, document, at + start, at + end, context[start:end], 1)
        return Evidence(Hit(passage, score, score, 1.0), context, at)

    return make
