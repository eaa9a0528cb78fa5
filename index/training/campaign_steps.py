"""The steps of a campaign: what each one trains, for how long, and its results.

The encoder is trained first, then the teacher. Two students learn from the teacher: a small one, which starts
as the shipped reader, and a wide one, which starts as half of the teacher's layers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch

from index.models.tokenizer import load_tokenizer
from index.training.encoder_training import PairSource, train_encoder
from index.training.export.export import export, interpolate, read_state
from index.training.export.graph import encoder_graph
from index.training.export.quantisation import quantised
from index.training.groups.block_stream import BlockStream
from index.training.groups.dense_negatives import DenseMiner, TorchEncoder
from index.training.groups.group_source import GroupSource, JoinedStream
from index.training.groups.stream import TrainingStream
from index.training.groups.written_stream import WrittenStream
from index.training.network.loop import Trainer, TrainingPlan
from index.training.network.network import ReaderNetwork, keep_layers, load_network
from index.training.sources.data import training_examples
from index.training.sources.faq import FaqExample, read_faq, read_headings, with_similar_others
from index.training.sources.written import read_written
from index.training.teacher.live_teacher import LiveTeacher

Log = Callable[[str], None]

#: The steps in their order → seconds of training on a data-centre GPU.
STEPS = {"encoder": 120.0, "teacher": 480.0, "small": 180.0, "wide": 240.0}
_SEED = 41
_PAIRS_A_STEP = 512
_HEADINGS_AN_EPOCH = 12_000
_OLD_SHARE = 0.5  # weight of the old weights in the result `encoder-mean`


@dataclass(frozen=True)
class Campaign:
    """A campaign in a work folder, which contains `inputs`, the state of each step, and `results`."""

    work: Path
    device: str
    scale: float  #: factor of the times of all steps
    deadline: float  #: value of `time.monotonic()` at which the steps stop; the next run can resume them
    log: Log = field(repr=False)

    @property
    def inputs(self) -> Path:
        return self.work / "inputs"

    @cached_property
    def _miner(self) -> TorchEncoder:
        """The encoder before its training, which finds hard negatives."""
        return TorchEncoder.load(self.inputs / "minilm", load_tokenizer(), self.device)

    @cached_property
    def _stream(self) -> TrainingStream:
        encoder = self._miner
        examples = training_examples(self.inputs / "data")

        def miner(examples: Any, contexts: Any) -> DenseMiner:
            return DenseMiner.of(examples, contexts, encoder, self.work / "nearest.npy")

        stream = TrainingStream.of(examples, load_tokenizer(), _SEED, encoder, miner=miner)
        self.log(f"{len(stream.examples)} questions on {len(stream.contexts)} contexts")
        return stream

    @cached_property
    def _blocks(self) -> BlockStream:
        return self._block_stream(read_faq(self._faq), _SEED)

    @cached_property
    def _headings(self) -> BlockStream:
        return self._block_stream(read_headings(self._faq), _SEED + 1, _HEADINGS_AN_EPOCH)

    @cached_property
    def _written(self) -> WrittenStream:
        return WrittenStream(load_tokenizer(), read_written(self._faq, self._miner), _SEED)

    @property
    def _faq(self) -> Path:
        return self.inputs / "data" / "faq"

    def _block_stream(
        self, examples: Sequence[FaqExample], seed: int, per_epoch: int | None = None
    ) -> BlockStream:
        return BlockStream(load_tokenizer(), with_similar_others(examples, self._miner), seed, per_epoch)

    @cached_property
    def _source(self) -> GroupSource:
        # Questions that are headings are read twice in an epoch: they are few, and the most similar to what
        # people ask. So are the questions written for the training, which are similar to those that the
        # models are judged by.
        blocks, written = self._blocks, self._written
        sources = (self._stream, blocks, blocks, self._headings, written, written)
        return JoinedStream(sources, [len(source.examples) for source in sources], _SEED)

    @property
    def _bfloat16(self) -> bool:
        return self.device != "cpu"

    def run(self) -> list[str]:
        """Run or resume the steps in their order; return the names of those that are done."""
        for name in STEPS:
            if not self._is_done(name) and time.monotonic() < self.deadline:
                self.log(f"{name} starts or continues")
                if self._run_step(name):
                    self._folder(name).joinpath("done").touch()
                    self.log(f"{name} is done")
        return [name for name in STEPS if self._is_done(name)]

    def _run_step(self, name: str) -> bool:
        """Run a step until its end or the deadline; return whether it has ended."""
        if name == "encoder":
            return self._encoder()
        return self._teacher() if name == "teacher" else self._student(name)

    def _is_done(self, name: str) -> bool:
        return (self.work / name / "done").exists()

    def _folder(self, name: str) -> Path:
        folder = self.work / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _result(self, name: str) -> Path:
        folder = self.work / "results" / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _encoder(self) -> bool:
        """Fine-tune the encoder; write it and its mean with the old one; return whether training ended."""
        encoder = TorchEncoder.load(self.inputs / "minilm", load_tokenizer(), self.device)
        old = {name: value.cpu().clone() for name, value in encoder.bert.state_dict().items()}
        ended = train_encoder(
            encoder,
            PairSource(
                self._stream,
                [*self._blocks.examples, *self._headings.examples],
                self._written.examples,
            ),
            self._folder("encoder"),
            seconds=STEPS["encoder"] * self.scale,
            deadline=self.deadline,
            pairs_a_step=_PAIRS_A_STEP if self._bfloat16 else 16,
            learning_rate=5e-5,
            report=self.log,
        )
        new = {name: value.cpu() for name, value in encoder.bert.state_dict().items()}
        for name, share in (("encoder", 0.0), ("encoder-mean", _OLD_SHARE)):
            mean = interpolate(new, old, share) if share else new
            arrays = {name: value.float().numpy() for name, value in mean.items() if value.ndim}
            (self._result(name) / "encoder.onnx").write_bytes(quantised(encoder_graph(arrays)))
        return ended

    def _plan(self, name: str, learning_rate: float) -> TrainingPlan:
        on_gpu = self._bfloat16
        return TrainingPlan(
            seed=_SEED,
            tokens=10**12,
            minutes=STEPS[name] * self.scale / 60,
            learning_rate=learning_rate,
            step_tokens=49_152 if on_gpu else 2_048,
            tokens_at_once=24_576 if on_gpu else 1_024,
            device=self.device,
            bfloat16=on_gpu,
            checkpoint_seconds=240.0,
            group_processes=12 if on_gpu else 0,
        )

    def _train(self, name: str, network: ReaderNetwork, plan: TrainingPlan, teacher: Any = None) -> bool:
        """Train or resume a network to the end of its plan or to the deadline; return whether it ended."""
        trainer = Trainer(network, self._source, plan, self._folder(name), teacher)
        if trainer.resume():
            self.log(f"{name} resumed at step {trainer.position.step}")
        return trainer.run(lambda line: self.log(f"{name}  {line}"), deadline=self.deadline)

    def _teacher(self) -> bool:
        """Train all layers of the base network; return whether training has ended."""
        network = load_network(str(self.inputs / "mpnet"), "sdpa", dropout=0.05)
        ended = self._train("teacher", network, self._plan("teacher", 4e-5))
        torch.save(packed_state(network.state_dict()), self._result("teacher") / "teacher.pt")
        return ended

    def _trained_teacher(self) -> ReaderNetwork:
        """Return the teacher from its checkpoint, or from its result if it was trained on another machine."""
        checkpoint = self.work / "teacher" / "checkpoint.pt"
        if checkpoint.exists():
            state = torch.load(checkpoint, map_location="cpu", weights_only=True)["network"]
        else:
            result = self.work / "results" / "teacher" / "teacher.pt"
            state = unpacked_state(torch.load(result, weights_only=True))
        return load_network(str(self.inputs / "mpnet"), "sdpa", state=state)

    def _student(self, name: str) -> bool:
        """Train a student of the teacher, and write it in 8 bits; return whether training has ended."""
        student = self._new_small() if name == "small" else self._new_wide()
        teacher = LiveTeacher.of(
            self._trained_teacher(),
            student,
            self._source.sample_windows(),
            cache=self._folder(name) / "components.pt",
            device=self.device,
            bfloat16=self._bfloat16,
        )
        plan = replace(
            self._plan(name, 1.5e-4 if name == "small" else 8e-5),
            distillation_weight=0.7,
            hidden_state_weight=1.0,
        )
        ended = self._train(name, student, plan, teacher)
        trained = {
            key: value.cpu() for key, value in student.state_dict().items() if "projections" not in key
        }
        export(trained, self._result(name), calibration_windows=self._source.sample_windows())
        return ended

    def _new_small(self) -> ReaderNetwork:
        """Return the shipped reader."""
        state = read_state(self.inputs / "reader")
        return load_network(str(self.inputs / "minilm"), "sdpa", 0.05, state)

    def _new_wide(self) -> ReaderNetwork:
        """Return every other layer of the teacher with its head and its embeddings."""
        network = self._trained_teacher()
        layers = len(network.layers)
        keep_layers(network, range(2 - layers % 2, layers + 1, 2))
        return network


def packed_state(state: dict[str, torch.Tensor]) -> dict[str, Any]:
    """Return a state with its matrices as 8-bit integers and a scale for each row, the rest in 16 bits."""
    packed: dict[str, Any] = {}
    for name, value in state.items():
        value = value.detach().float().cpu()
        if value.ndim < 2:
            packed[name] = value.half()
            continue
        scale = value.abs().amax(1, keepdim=True).clamp(min=1e-12) / 127
        packed[name] = {"values": (value / scale).round().to(torch.int8), "scale": scale}
    return packed


def unpacked_state(packed: dict[str, Any]) -> dict[str, torch.Tensor]:
    """Return the state from which `packed_state` made `packed`, except for rounding errors."""
    return {
        name: value["values"].float() * value["scale"] if isinstance(value, dict) else value.float()
        for name, value in packed.items()
    }


def half_precision(source: Path, target: Path) -> None:
    """Copy the configuration of a model of transformers and its weights in 16 bits.

    Only floating-point weights are copied, without the pooler: the others are positions, which every model
    makes itself.
    """
    from safetensors.numpy import load_file, save_file

    target.mkdir(parents=True, exist_ok=True)
    (target / "config.json").write_bytes((source / "config.json").read_bytes())
    weights = {
        name: value.astype(np.float16)
        for name, value in load_file(source / "model.safetensors").items()
        if value.dtype == np.float32 and "pooler" not in name
    }
    save_file(weights, target / "model.safetensors", metadata={"format": "pt"})
