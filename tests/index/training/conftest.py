"""Synthetic examples, a small random network and a teacher, with which training takes seconds.

Without torch, these tests are not collected.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tokenizers import Tokenizer

from index.models.tokenizer import load_tokenizer
from index.training.groups.stream import TrainingStream
from index.training.sources.data import QAExample

if TYPE_CHECKING:
    from index.training.network.loop import TrainingPlan
    from index.training.network.network import ReaderNetwork

collect_ignore_glob = [] if find_spec("torch") else ["test_*.py"]

NAMES = ("Anna", "Otto", "Marta", "Jonas", "Mia", "Oskar", "Lena", "Paul")
THINGS = ("the mill", "a red boat", "the old bakery", "a stone bridge")


@pytest.fixture
def names() -> tuple[str, ...]:
    """The names that answer the questions of the examples."""
    return NAMES


@pytest.fixture
def examples() -> list[QAExample]:
    """Twenty-four examples that ask who bought something in a village; the second sentence answers."""
    return [_example(number) for number in range(24)]


def _example(number: int) -> QAExample:
    name, thing = NAMES[number % len(NAMES)], THINGS[number % len(THINGS)]
    context = f"It rained all week in village {number}. {name} bought {thing} from a stranger. Nobody minded."
    start = context.index(name)
    question = f"Who bought {thing} in village {number}?"
    return QAExample("synthetic", question, context, ((start, start + len(name)),))


@pytest.fixture
def write_examples(examples: list[QAExample]) -> Callable[[Path], None]:
    """Write the first twelve examples as `train.jsonl.xz` into a folder."""

    def write(folder: Path) -> None:
        with lzma.open(folder / "train.jsonl.xz", "wt") as file:
            for example in examples[:12]:
                answers = [
                    {"text": example.context[start:end], "start": start} for start, end in example.answers
                ]
                row = {
                    "source": example.source,
                    "question": example.question,
                    "context": example.context,
                    "answers": answers,
                }
                file.write(json.dumps(row) + "\n")

    return write


@pytest.fixture(scope="session")
def tokenizer() -> Tokenizer:
    return load_tokenizer()


@pytest.fixture
def stream(examples: list[QAExample], tokenizer: Tokenizer) -> TrainingStream:
    """The stream of the examples, with hard negatives from BM25 alone."""
    return TrainingStream.of(examples, tokenizer, seed=1)


@pytest.fixture
def base_weights(random_network: ReaderNetwork, tmp_path: Path) -> Path:
    """A folder with the small random BERT, written by transformers."""
    random_network.bert.save_pretrained(tmp_path / "base")
    return tmp_path / "base"


@pytest.fixture
def make_network(base_weights: Path) -> Callable[..., ReaderNetwork]:
    """Make a copy of the small random network, the same at each call."""
    import torch

    from index.training.network.network import load_network

    def make(dropout: float = 0.0) -> ReaderNetwork:
        torch.manual_seed(0)
        return load_network(str(base_weights), dropout=dropout)

    return make


@pytest.fixture
def teacher(make_network: Callable[..., ReaderNetwork]) -> ReaderNetwork:
    """A copy of the small random network with other weights."""
    import torch

    torch.manual_seed(1)
    network = make_network().eval()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
    return network


@pytest.fixture
def plan() -> TrainingPlan:
    """A plan of about fourteen steps."""
    from index.training.network.loop import TrainingPlan

    return TrainingPlan(tokens=8_000, step_tokens=600, learning_rate=1e-3, bfloat16=False)


@pytest.fixture
def mpnet(tmp_path: Path):
    """A small random MPNet, also written to `tmp_path`."""
    from transformers import MPNetConfig, MPNetModel

    config = MPNetConfig(
        vocab_size=30527, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32
    )
    model = MPNetModel(config, add_pooling_layer=False)
    model.save_pretrained(tmp_path)
    return model


@pytest.fixture
def write_written() -> Callable[[Path, str, str], None]:
    """Write a folder of written questions: two about a document with a text, and two about a made-up one."""

    def write(folder: Path, document: str, text: str) -> None:
        block = [text.index("Ask Anna"), len(text.rstrip())]
        about = {"document": document, "excerpt": [0, len(text)]}
        rows = [
            {**about, "question": "how can i get in", "block": block, "words": [0, len("Ask Anna")]},
            {**about, "question": "how do i leave"},
        ]
        (folder / "communities" / "documents" / "club").mkdir(parents=True)
        (folder / "communities" / "documents" / "club" / "rules.md").write_text(
            "# Rules\n\n## Fees\n\nA year costs nine crowns. It is paid in May.\n\n## Keys\n\nThe warden has the keys.\n"
        )
        evidence = {"document": "club/rules.md", "evidence": "A year costs nine crowns."}
        asked = [
            {
                "id": "1",
                "kind": "club",
                "type": "fact",
                "question": "what is the fee",
                **evidence,
                "answers": ["nine crowns"],
            },
            {"id": "2", "kind": "club", "type": "none", "question": "who made the keys"},
        ]
        for path, lines in (
            (folder / "documentation.jsonl", rows),
            (folder / "communities" / "questions.jsonl", asked),
        ):
            path.write_text("".join(json.dumps(line) + "\n" for line in lines))

    return write
