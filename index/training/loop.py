"""The training loop: steps, learning rate, checkpoints, resuming. It knows nothing of files of questions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import torch

from index.training.distillation_data import Lessons
from index.training.loss import group_loss
from index.training.network import ReaderNetwork, SeededDropout
from index.training.stream import Stream
from index.training.windows import Window


@dataclass(frozen=True, slots=True)
class Plan:
    """The settings of a run. Its length is `tokens` read or `minutes` spent, whichever ends first."""

    seed: int = 7
    tokens: int = 20_000_000
    minutes: float = float("inf")
    learning_rate: float = 1.2e-4
    head_factor: float = 5.0  #: the head starts from nothing, so it learns faster
    warmup: float = 0.05
    weight_decay: float = 0.01
    step_tokens: int = 6144
    tokens_at_once: int = 1536
    workers: int = 1  #: threads that each take a part of a step; on a CPU faster than one thread's helpers
    device: str = "cpu"
    bfloat16: bool = True
    taught_share: float = 0.0  #: of the loss that is the one against the teacher
    seen_weight: float = 0.0  #: of the distance to what the teacher sees, which is added to it
    checkpoint_seconds: float = 240.0


@dataclass(slots=True)
class Position:
    """How far a run has come."""

    epoch: int = 0
    place: int = 0
    step: int = 0
    tokens: int = 0
    seconds: float = 0.0

    def progress(self, plan: Plan) -> float:
        return min(1.0, max(self.tokens / plan.tokens, self.seconds / 60 / plan.minutes))


class Trainer:
    """A network, its optimiser and a position, that can be saved and taken up again."""

    def __init__(self, network: ReaderNetwork, stream: Stream | Lessons, plan: Plan, folder: Path) -> None:
        self.network = network.to(plan.device)
        self.stream, self.plan, self.folder = stream, plan, folder
        self.position = Position()
        self._pool = ThreadPoolExecutor(plan.workers)
        body = {"params": list(network.bert.parameters()), "factor": 1.0}
        heads = [*network.head.parameters(), *network.views.parameters()]
        head = {"params": heads, "factor": plan.head_factor}
        self.optimizer = torch.optim.AdamW(
            [body, head], lr=plan.learning_rate, weight_decay=plan.weight_decay, fused=True
        )

    def resume(self) -> bool:
        """Take up the last checkpoint of the folder; False where there is none."""
        path = self.folder / "checkpoint.pt"
        if not path.exists():
            return False
        saved = torch.load(path, map_location=self.plan.device, weights_only=True)
        self.network.load_state_dict(saved["network"])
        self.optimizer.load_state_dict(saved["optimizer"])
        self.position = Position(**saved["position"])
        return True

    def save(self) -> None:
        """Write the checkpoint whole or not at all."""
        path = self.folder / "checkpoint.pt"
        partial = path.with_suffix(".partial")
        state = {
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "position": asdict(self.position),
        }
        torch.save(state, partial)
        partial.replace(path)

    def run(self, report: Callable[[str], None], stop_after_steps: int | None = None) -> None:
        """Train until the plan is done, or for `stop_after_steps` more steps; save on the way and at last."""
        begun, saved, spent = time.monotonic(), time.monotonic(), self.position.seconds
        average = None
        steps = self._steps()
        while self.position.progress(self.plan) < 1 and stop_after_steps != 0:
            loss = self._step(next(steps))
            average = loss if average is None else 0.98 * average + 0.02 * loss
            self.position.seconds = spent + time.monotonic() - begun
            if self.position.step % 10 == 0:
                report(self._line(average))
            if time.monotonic() - saved > self.plan.checkpoint_seconds:
                self.save()
                saved = time.monotonic()
            if stop_after_steps is not None:
                stop_after_steps -= 1
        self.save()

    def _steps(self) -> Iterator[list[list[Window]]]:
        """Groups of about `step_tokens` tokens in all, from the position on, which moves along."""
        groups: list[list[Window]] = []
        size = 0
        while True:
            order = self.stream.epoch(self.position.epoch)
            while self.position.place < len(order):
                epoch, place = self.position.epoch, self.position.place
                group = self.stream.group(epoch, place, int(order[place]), self.position.progress(self.plan))
                self.position.place += 1
                groups.append(group)
                size += sum(len(window.ids) for window in group)
                if size >= self.plan.step_tokens:
                    self.position.tokens += size
                    yield groups
                    groups, size = [], 0
            self.position.epoch, self.position.place = self.position.epoch + 1, 0

    def _step(self, groups: list[list[Window]]) -> float:
        plan = self.plan
        rate = plan.learning_rate * self._schedule()
        for parameters in self.optimizer.param_groups:
            parameters["lr"] = rate * parameters["factor"]
        by_size = sorted(groups, key=lambda group: sum(len(window.ids) for window in group))
        parts = [part for first in range(plan.workers) if (part := by_size[first :: plan.workers])]
        losses = self._pool.map(
            lambda number, part: self._backward(number, part, len(groups)), range(len(parts)), parts
        )
        loss = sum(losses)
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.position.step += 1
        return loss

    def _backward(self, number: int, part: list[list[Window]], groups: int) -> float:
        """Add the gradients of part `number` of a step's `groups`; its part of the loss."""
        plan = self.plan
        SeededDropout.seed((plan.seed * 1_000_003 + self.position.step) * plan.workers + number, plan.device)
        loss = group_loss(
            self.network,
            part,
            tokens_at_once=plan.tokens_at_once,
            device=plan.device,
            bfloat16=plan.bfloat16,
            taught_share=plan.taught_share,
            seen_weight=plan.seen_weight,
        )
        share = loss * (len(part) / groups)
        share.backward()
        return float(share.detach())

    def _schedule(self) -> float:
        """Up in a straight line during the warm-up, then down in one to zero at the end of the plan."""
        progress = self.position.progress(self.plan)
        return min(progress / self.plan.warmup + 0.01, (1 - progress) / (1 - self.plan.warmup))

    def _line(self, loss: float) -> str:
        here = self.position
        speed = here.tokens / max(here.seconds, 1e-9)
        return (
            f"step {here.step}  epoch {here.epoch}.{here.place}  {here.progress(self.plan):.1%}  "
            f"loss {loss:.3f}  {here.tokens / 1e6:.2f}M tokens  {speed:.0f} tokens/s"
        )
