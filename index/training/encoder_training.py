"""Fine-tune the encoder, so that the passage that answers a question, read with its trail, is nearest to it.

The loss is one softmax over the passages of all questions of a step and a hard negative of each
(MultipleNegativesRanking: Henderson et al. 2017, https://arxiv.org/abs/1705.00652).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from torch import nn

from index.training.groups.dense_negatives import TorchEncoder
from index.training.groups.stream import TrainingStream
from index.training.groups.structured_contexts import structured, trail_of
from index.training.groups.typed_questions import as_typed
from index.training.groups.written_stream import draw_similar
from index.training.network.network import batches
from index.training.sources.faq import FaqExample
from index.training.sources.written import Shown, WrittenExample

_TYPED_SHARE = 0.4  # share of the questions that are changed to the style of a chat
_TRAIL_SHARE = 0.7  # share of the passages that get a trail
_SCALE = 20.0  # factor of the cosines in the softmax
_WARMUP = 0.1  # share of the run
_CHECKPOINT = "encoder.pt"
_REPORT_STEPS = 10


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, the passage that answers it, and one that does not."""

    question: str
    passage: str
    negative: str
    key: int  #: the same for questions on the same passage


@dataclass(frozen=True)
class PairSource:
    """Pairs by number: of questions that words answer, of those that blocks answer, of written questions."""

    stream: TrainingStream
    blocks: Sequence[FaqExample]
    written: Sequence[WrittenExample]

    @cached_property
    def _answered(self) -> list[int]:
        return [number for number, example in enumerate(self.stream.examples) if example.answers]

    @cached_property
    def _answerable_written(self) -> list[WrittenExample]:
        return [example for example in self.written if example.answering]

    @cached_property
    def _keys(self) -> dict[Shown, int]:
        """Passage that answers a written question → its key, which is below the keys of the blocks."""
        passages = dict.fromkeys(example.answering[0] for example in self._answerable_written)
        return {passage: -1 - len(self.blocks) - number for number, passage in enumerate(passages)}

    def __len__(self) -> int:
        return len(self._answered) + len(self.blocks) + len(self._answerable_written)

    def pair(self, number: int, rng: np.random.Generator) -> Pair:
        """Return pair `number`; `rng` draws the question's style, the passage's shape and the negative."""
        if number < len(self._answered):
            return self._of_words(self._answered[number], rng)
        number -= len(self._answered)
        if number < len(self.blocks):
            return self._of_block(number, rng)
        return self._of_written(self._answerable_written[number - len(self.blocks)], rng)

    def _of_words(self, number: int, rng: np.random.Generator) -> Pair:
        stream = self.stream
        example, own = stream.examples[number], stream.own_context[number]
        passage = structured(example, rng).context if rng.random() < _TRAIL_SHARE else example.context
        mined = stream.miner.mine(example, own) or [int(rng.integers(len(stream.contexts)))]
        negative = stream.contexts[mined[int(rng.integers(len(mined)))]]
        if rng.random() < _TRAIL_SHARE:
            negative = f"{trail_of(example, rng)}\n{negative}"
        return Pair(_asked(example.question, rng), passage, negative, own)

    def _of_block(self, number: int, rng: np.random.Generator) -> Pair:
        block = self.blocks[number]
        other = self.blocks[int(rng.integers(len(self.blocks)))]
        others = block.others or ((other.trail, other.block),)
        negative = others[int(rng.integers(len(others)))]
        above = block.trail if rng.random() < 0.5 else block.trail.rpartition(" › ")[0]
        passage = _read((above, block.block))
        return Pair(_asked(block.question, rng), passage, _read(negative), -1 - number)

    def _of_written(self, example: WrittenExample, rng: np.random.Generator) -> Pair:
        """Return the pair of a written question, whose words stay, since it is in the style of a chat."""
        answering = example.answering[0]
        others = example.others or (
            self._answerable_written[int(rng.integers(len(self._answerable_written)))].answering[0],
        )
        negative = others[draw_similar(len(others), 1, rng)[0]]
        return Pair(example.question, _read(answering), _read(negative), self._keys[answering])


def _read(shown: Shown) -> str:
    trail, text = shown
    return f"{trail}\n{text}"


def _asked(question: str, rng: np.random.Generator) -> str:
    return as_typed(question, rng) if rng.random() < _TYPED_SHARE else question


def _ranking_loss(
    questions: torch.Tensor, passages: torch.Tensor, negatives: torch.Tensor, keys: torch.Tensor
) -> torch.Tensor:
    """Return the mean cross-entropy of each question's own passage among all passages and negatives.

    The vectors are [pairs, dimensions], `keys` [pairs]. A passage with the same key as the question's own
    passage is excluded, because it answers the question as well.
    """
    scores = _SCALE * questions @ torch.cat([passages, negatives]).T
    same = keys[:, None] == keys[None, :]
    same.fill_diagonal_(False)
    scores[:, : len(passages)] = scores[:, : len(passages)].masked_fill(same, -1e4)
    return nn.functional.cross_entropy(scores, torch.arange(len(questions), device=scores.device))


def train_encoder(
    encoder: TorchEncoder,
    source: PairSource,
    folder: Path,
    *,
    seconds: float,
    deadline: float,
    pairs_a_step: int,
    learning_rate: float,
    report: Callable[[str], None],
) -> bool:
    """Train for `seconds` in all, resuming from the checkpoint in `folder`; return whether they are over.

    Training stops at the `deadline` of `time.monotonic()` at the latest, and always writes a checkpoint.
    """
    optimizer = torch.optim.AdamW(encoder.bert.parameters(), lr=learning_rate, weight_decay=0.01)
    step, spent = _resume(encoder, optimizer, folder)
    started = time.monotonic()
    for pairs in _steps(source, step, pairs_a_step):
        elapsed = spent + time.monotonic() - started
        progress = elapsed / seconds
        if progress >= 1 or time.monotonic() > deadline:
            break
        for parameters in optimizer.param_groups:
            parameters["lr"] = learning_rate * min(progress / _WARMUP + 0.01, (1 - progress) / (1 - _WARMUP))
        loss = _step(encoder, pairs)
        optimizer.step()
        optimizer.zero_grad()
        step += 1
        if step % _REPORT_STEPS == 0:
            report(f"encoder  step {step}  {progress:.1%}  loss {loss:.3f}")
    spent += time.monotonic() - started
    state = {"network": encoder.bert.state_dict(), "optimizer": optimizer.state_dict()}
    torch.save({**state, "step": step, "spent": spent}, folder / _CHECKPOINT)
    return spent >= seconds


def _resume(encoder: TorchEncoder, optimizer: torch.optim.Optimizer, folder: Path) -> tuple[int, float]:
    path = folder / _CHECKPOINT
    if not path.exists():
        return 0, 0.0
    saved = torch.load(path, map_location=encoder.device, weights_only=True)
    encoder.bert.load_state_dict(saved["network"])
    optimizer.load_state_dict(saved["optimizer"])
    return int(saved["step"]), float(saved["spent"])


def _steps(source: PairSource, first: int, size: int) -> Iterator[list[Pair]]:
    """Yield the pairs of each step from step `first` on, for ever."""
    per_epoch = max(1, len(source) // size)
    step = first
    while True:
        order = np.random.default_rng([17, step // per_epoch]).permutation(len(source))
        rng = np.random.default_rng([18, step])
        start = step % per_epoch * size
        yield [source.pair(int(number), rng) for number in order[start : start + size]]
        step += 1


def _step(encoder: TorchEncoder, pairs: Sequence[Pair]) -> float:
    """Add up the gradients of a step in the weights' `grad`, and return its loss.

    The vectors are computed first without gradients, then again one batch at a time (GradCache: Gao et al.
    2021, https://arxiv.org/abs/2101.06983), so that a step may have more texts than fit into memory at once.
    """
    texts = [
        *(pair.question for pair in pairs),
        *(pair.passage for pair in pairs),
        *(pair.negative for pair in pairs),
    ]
    keyed = batches(list(enumerate(encoder.windows(texts))), 32_768)
    bfloat16 = encoder.device != "cpu"
    vectors = torch.empty(len(texts), encoder.dimensions, device=encoder.device)
    with torch.no_grad():
        for batch in keyed:
            vectors[[number for number, _ in batch]] = encoder.vectors(
                [window for _, window in batch], bfloat16=bfloat16
            )
    vectors.requires_grad_()
    keys = torch.tensor([pair.key for pair in pairs], device=encoder.device)
    questions, passages, negatives = vectors.chunk(3)
    loss = _ranking_loss(questions, passages, negatives, keys)
    torch.autograd.backward(loss)
    assert vectors.grad is not None
    for batch in keyed:
        gradient = vectors.grad[[number for number, _ in batch]]
        again = encoder.vectors([window for _, window in batch], bfloat16=bfloat16)
        torch.autograd.backward((again * gradient).sum())
    return float(loss.detach())
