"""Questions about real documentation in the style of a chat, and the scores of the blocks of its documents."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from index import Hit, Passage
from index.models.runtime import open_session
from index.models.tokenizer import load_tokenizer
from index.reader.model_config import MODEL_FILE, read_model_config
from index.reader.network.reading_model import LogitsCache, ReadingModel
from index.reader.network.relevance import relevance
from index.training.sources.faq import FaqExample, read_faq
from index.types import Evidence

_OTHER_BLOCKS = 9  # of the same document, which compete with the block that answers


def block_scores(weights: Path, faq: Path, every: int) -> Iterator[list[float]]:
    """Yield the block scores for every nth question of `chat_dev.jsonl`; the block that answers comes first."""
    limits = read_model_config(weights).limits
    model = ReadingModel(open_session(weights / MODEL_FILE), load_tokenizer(), limits)
    pairs = {example.name: example for example in read_faq(faq, "dev")}
    for line in (faq / "chat_dev.jsonl").read_text().splitlines()[::every]:
        row = json.loads(line)
        if example := pairs.get(row["pair"]):
            yield _scores(model, row["question"], example)


def _scores(model: ReadingModel, question: str, example: FaqExample) -> list[float]:
    """Return the scores of the answering block and of others; of a block's several windows, the best counts."""
    order = np.random.default_rng(5).permutation(len(example.others))[:_OTHER_BLOCKS].tolist()
    shown = [(example.trail, example.block), *(example.others[number] for number in order)]
    evidence = [_as_evidence(f"{trail}\n{text}" if trail else text) for trail, text in shown]
    scores = []
    for each, windows in zip(evidence, model.windows(question, evidence), strict=True):
        logits = model.logits(windows, LogitsCache())
        scores.append(relevance(each, windows, logits, model.limits).score if windows else -np.inf)
    return scores


def _as_evidence(text: str) -> Evidence:
    passage = Passage("given", "given", 0, len(text), text, 1)
    return Evidence(Hit(passage, 1.0, 1.0, 1.0), text, 0)
