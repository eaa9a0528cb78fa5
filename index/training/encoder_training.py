"""Fine-tune the encoder: a question should be nearest to the passage that answers it, under its trail.

The loss is that of the passages of all questions of a step, and of a hard negative of each, in one softmax
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
from index.training.groups.written_stream import likest
from index.training.network.network import batches
from index.training.sources.faq import FaqExample
from index.training.sources.written import Shown, WrittenExample

_TYPED_SHARE = 0.4  # of the questions
_TRAIL_SHARE = 0.7  # of the passages
_SCALE = 20.0  # of the cosines in the softmax
_WARMUP = 0.1
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
    """Pairs by number: of questions with words that answer, of blocks, and of written questions."""

    stream: TrainingStream
    blocks: Sequence[FaqExample]
    written: Sequence[WrittenExample]

    @cached_property
    def _answered(self) -> list[int]:
        return [number for number, example in enumerate(self.stream.examples) if example.answers]

    @cached_property
    def _told(self) -> list[WrittenExample]:
        return [example for example in self.written if example.answering]

    @cached_property
    def _keys(self) -> dict[Shown, int]:
        """A key below those of the blocks for each passage that answers a written question."""
        passages = dict.fromkeys(example.answering[0] for example in self._told)
        return {passage: -1 - len(self.blocks) - place for place, passage in enumerate(passages)}

    def __len__(self) -> int:
        return len(self._answered) + len(self.blocks) + len(self._told)

    def pair(self, number: int, rng: np.random.Generator) -> Pair:
        """Pair `number`, with its question and its passage in the shapes that `rng` draws."""
        if number < len(self._answered):
            return self._of_words(self._answered[number], rng)
        number -= len(self._answered)
        if number < len(self.blocks):
            return self._of_block(number, rng)
        return self._of_written(self._told[number - len(self.blocks)], rng)

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
        """It is asked as it stands, since it was written as people type."""
        answering = example.answering[0]
        others = example.others or (self._told[int(rng.integers(len(self._told)))].answering[0],)
        negative = others[likest(len(others), 1, rng)[0]]
        return Pair(example.question, _read(answering), _read(negative), self._keys[answering])


def _read(shown: Shown) -> str:
    trail, text = shown
    return f"{trail}\n{text}"


def _asked(question: str, rng: np.random.Generator) -> str:
    return as_typed(question, rng) if rng.random() < _TYPED_SHARE else question


def ranking_loss(
    questions: torch.Tensor, passages: torch.Tensor, negatives: torch.Tensor, keys: torch.Tensor
) -> torch.Tensor:
    """The mean cross-entropy of each question's own passage among all passages and negatives.

    The vectors are [pairs, dimensions], `keys` [pairs]. Another passage with the same key as the question's
    own does not compete, since it answers as well.
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
    """Train for so many `seconds`, and say whether their end was reached; resumed from `folder`.

    It stops at the `deadline` of `time.monotonic()` at the latest.
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
    """The pairs of each step from step `first` on, without end."""
    per_epoch = max(1, len(source) // size)
    step = first
    while True:
        order = np.random.default_rng([17, step // per_epoch]).permutation(len(source))
        rng = np.random.default_rng([18, step])
        start = step % per_epoch * size
        yield [source.pair(int(number), rng) for number in order[start : start + size]]
        step += 1


def _step(encoder: TorchEncoder, pairs: Sequence[Pair]) -> float:
    """Add the gradients of a step's loss, which is returned.

    The vectors are computed first without gradients, then again a batch at a time (GradCache: Gao et al.
    2021, https://arxiv.org/abs/2101.06983), so that a step may have more texts than memory allows at once.
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
    loss = ranking_loss(questions, passages, negatives, keys)
    torch.autograd.backward(loss)
    assert vectors.grad is not None
    for batch in keyed:
        gradient = vectors.grad[[number for number, _ in batch]]
        again = encoder.vectors([window for _, window in batch], bfloat16=bfloat16)
        torch.autograd.backward((again * gradient).sum())
    return float(loss.detach())
