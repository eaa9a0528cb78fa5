"""The training loop: steps, learning rate, checkpoints and resuming. It reads no data files."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import torch

from index.training.groups.group_source import GroupSource, made_in_processes
from index.training.groups.windows import TrainingWindow
from index.training.network.loss import Teacher, group_loss
from index.training.network.network import ReaderNetwork, SeededDropout

_Groups = Sequence[Sequence[TrainingWindow]]

_CHECKPOINT = "checkpoint.pt"
_LOSS_DECAY = 0.98  # of the moving average that is reported
_REPORT_STEPS = 10
_GRADIENT_NORM = 1.0


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """The settings of a run. It ends after `tokens` or `minutes`, whichever comes first."""

    seed: int = 7
    tokens: int = 20_000_000
    minutes: float = float("inf")
    learning_rate: float = 1.2e-4
    head_factor: float = 5.0  #: factor of the learning rate for the head, which starts at random
    warmup: float = 0.05  #: share of the run
    weight_decay: float = 0.01
    step_tokens: int = 6144  #: least tokens of a step
    tokens_at_once: int = 1536  #: most tokens of a batch
    workers: int = 1  #: threads that share each step; on a CPU faster than threads inside each product
    device: str = "cpu"
    bfloat16: bool = True
    distillation_weight: float = 0.0  #: share of the loss against the teacher's probabilities
    hidden_state_weight: float = 0.0  #: factor of the loss of hidden states, which is added
    checkpoint_seconds: float = 240.0
    group_processes: int = 0  #: processes that make the groups; 0: they are made between the steps


@dataclass(slots=True)
class Position:
    """The position of a run: how much of it is done."""

    epoch: int = 0
    index: int = 0  #: of the next group in the epoch
    step: int = 0
    tokens: int = 0
    seconds: float = 0.0

    def progress(self, plan: TrainingPlan) -> float:
        """Return the share of the plan that is done, from 0 to 1."""
        return min(1.0, max(self.tokens / plan.tokens, self.seconds / 60 / plan.minutes))


class Trainer:
    """Trains a network; saves it, its optimiser and the position of the run in a folder, and resumes it."""

    def __init__(
        self,
        network: ReaderNetwork,
        source: GroupSource,
        plan: TrainingPlan,
        folder: Path,
        teacher: Teacher | None = None,
    ) -> None:
        self.network = network.to(plan.device)
        self.source, self.plan, self.folder, self.teacher = source, plan, folder, teacher
        self.position = Position()
        self._pool = ThreadPoolExecutor(plan.workers)
        heads = [*network.head.parameters(), *network.state_projections.parameters()]
        self.optimizer = torch.optim.AdamW(
            [
                {"params": list(network.bert.parameters()), "factor": 1.0},
                {"params": heads, "factor": plan.head_factor},
            ],
            lr=plan.learning_rate,
            weight_decay=plan.weight_decay,
            fused=True,
        )

    def resume(self) -> bool:
        """Load the last checkpoint of the folder; return whether there is one."""
        path = self.folder / _CHECKPOINT
        if not path.exists():
            return False
        saved = torch.load(path, map_location=self.plan.device, weights_only=True)
        self.network.load_state_dict(saved["network"])
        self.optimizer.load_state_dict(saved["optimizer"])
        self.position = Position(**saved["position"])
        return True

    def save(self) -> None:
        """Write the checkpoint, whole or not at all."""
        path = self.folder / _CHECKPOINT
        partial = path.with_suffix(".partial")
        state = {
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "position": asdict(self.position),
        }
        torch.save(state, partial)
        partial.replace(path)

    def run(
        self,
        report: Callable[[str], None],
        stop_after_steps: int | None = None,
        deadline: float = float("inf"),
    ) -> bool:
        """Train to the end of the plan; save checkpoints during training and at its end.

        Training stops earlier after `stop_after_steps` steps, or at the `deadline` of `time.monotonic()`.
        Return whether the end of the plan was reached.
        """
        started = saved = time.monotonic()
        seconds_before = self.position.seconds
        average: float | None = None
        steps = self._steps()
        while self.position.progress(self.plan) < 1 and stop_after_steps != 0 and time.monotonic() < deadline:
            loss = self._step(next(steps))
            average = loss if average is None else _LOSS_DECAY * average + (1 - _LOSS_DECAY) * loss
            self.position.seconds = seconds_before + time.monotonic() - started
            if self.position.step % _REPORT_STEPS == 0:
                report(self._status(average))
            if time.monotonic() - saved > self.plan.checkpoint_seconds:
                self.save()
                saved = time.monotonic()
            if stop_after_steps is not None:
                stop_after_steps -= 1
        self.save()
        return self.position.progress(self.plan) >= 1

    def _steps(self) -> Iterator[_Groups]:
        """Yield the groups of each step, of `step_tokens` tokens or a few more, and advance the position."""
        groups: list[Sequence[TrainingWindow]] = []
        size = 0
        while True:
            epoch, first = self.position.epoch, self.position.index
            for group in self._epoch_groups(epoch, first):
                groups.append(group)
                self.position.index += 1
                size += _tokens(groups[-1])
                if size >= self.plan.step_tokens:
                    self.position.tokens += size
                    yield groups
                    groups, size = [], 0
            self.position.epoch, self.position.index = self.position.epoch + 1, 0

    def _epoch_groups(self, epoch: int, first: int) -> Iterator[Sequence[TrainingWindow]]:
        """Yield the groups of an epoch from index `first` on."""
        numbers = self.source.epoch(epoch).tolist()[first:]
        requests = (
            (epoch, index, number, self.position.progress(self.plan))
            for index, number in enumerate(numbers, first)
        )
        if self.plan.group_processes:
            yield from made_in_processes(self.source, requests, self.plan.group_processes)
        else:
            for request in requests:
                yield self.source.group(*request)

    def _step(self, groups: _Groups) -> float:
        """Update the weights with the mean loss of `groups`, which the workers share; return this loss."""
        workers = self.plan.workers
        rate = self.plan.learning_rate * self._schedule()
        for parameters in self.optimizer.param_groups:
            parameters["lr"] = rate * parameters["factor"]
        by_size = sorted(groups, key=_tokens)
        parts = [part for first in range(workers) if (part := by_size[first::workers])]
        losses = self._pool.map(
            lambda number, part: self._backward(number, part, len(groups)), range(len(parts)), parts
        )
        loss = sum(losses)
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), _GRADIENT_NORM)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.position.step += 1
        return loss

    def _backward(self, number: int, part: _Groups, groups: int) -> float:
        """Add the gradients of part `number` of a step with `groups` groups; return its share of the loss."""
        plan = self.plan
        SeededDropout.seed((plan.seed * 1_000_003 + self.position.step) * plan.workers + number, plan.device)
        loss = group_loss(
            self.network,
            part,
            tokens_at_once=plan.tokens_at_once,
            device=plan.device,
            bfloat16=plan.bfloat16,
            distillation_weight=plan.distillation_weight,
            hidden_state_weight=plan.hidden_state_weight,
            teacher=self.teacher,
        )
        share = loss * (len(part) / groups)
        torch.autograd.backward(share)
        return float(share.detach())

    def _schedule(self) -> float:
        """Return the factor of the learning rate: linear warm-up, then linear decay to 0 at the end."""
        progress = self.position.progress(self.plan)
        return min(progress / self.plan.warmup + 0.01, (1 - progress) / (1 - self.plan.warmup))

    def _status(self, loss: float) -> str:
        position, progress = self.position, self.position.progress(self.plan)
        speed = position.tokens / max(position.seconds, 1e-9)
        return (
            f"step {position.step}  epoch {position.epoch}.{position.index}  {progress:.1%}  "
            f"loss {loss:.3f}  {position.tokens / 1e6:.2f}M tokens  {speed:.0f} tokens/s"
        )


def _tokens(group: Sequence[TrainingWindow]) -> int:
    return sum(len(window.ids) for window in group)
