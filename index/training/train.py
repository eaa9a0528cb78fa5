"""Train the weights of the reader: `python -m index.training.train --data FOLDER --out FOLDER`."""

from __future__ import annotations

import argparse
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING

from index.training.run import BLOCK_SHARE, has_bfloat16, load_stream, log, worker_count

if TYPE_CHECKING:
    from index.training.export.export import State
    from index.training.groups.group_source import GroupSource
    from index.training.network.loop import Trainer, TrainingPlan
    from index.training.network.network import ReaderNetwork


def main(arguments: list[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    import torch

    from index.training.network.loop import Trainer
    from index.training.network.mpnet import MPNetAsBert
    from index.training.teacher.hidden_states import initialise_projections

    workers = worker_count(options.device, options.threads)
    torch.manual_seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    plan = _plan(options, workers)
    source = _source(options, workers)
    network = _network(options, source)
    initial = deepcopy(network.state_dict()) if options.init_weights else None
    if plan.hidden_state_weight:  # the network is still on the CPU
        initialise_projections(network, source.sample_windows(), device="cpu", bfloat16=plan.bfloat16)
    trainer = Trainer(network, source, plan, options.out)
    if options.resume and trainer.resume():
        log(f"resumed at step {trainer.position.step}")
    trainer.run(log)
    if isinstance(network.bert, MPNetAsBert):
        log("trained; next: python -m index.training.distill, with the checkpoint")
        return
    _write(trainer, initial, options)
    log("written; next: python -m index.training.calibrate, with the folder of weights")


def _plan(options: argparse.Namespace, workers: int) -> TrainingPlan:
    from index.training.network.loop import TrainingPlan

    return TrainingPlan(
        seed=options.seed,
        tokens=options.tokens,
        minutes=options.minutes,
        learning_rate=options.learning_rate,
        device=options.device,
        bfloat16=not options.float32 and has_bfloat16(options.device),
        workers=workers,
        distillation_weight=options.distillation_weight if options.distillation_data else 0.0,
        hidden_state_weight=options.hidden_state_weight if options.distillation_data else 0.0,
    )


def _source(options: argparse.Namespace, workers: int) -> GroupSource:
    """Return the groups to train on: distillation data, or the questions in a folder of training data."""
    if not options.distillation_data:
        contexts = options.out / "contexts.npy"
        return load_stream(options.data, options.seed, workers, contexts, options.block_share)
    from index.training.teacher.distillation_data import read_distillation_data

    data = read_distillation_data(options.distillation_data, options.seed)
    if options.hidden_state_weight and not data.has_hidden_states:
        raise SystemExit(
            f"{options.distillation_data} contains no hidden states: "
            "write it again with python -m index.training.distill --hidden-states"
        )
    log(f"training on {len(data.groups)} groups of distillation data")
    return data


def _network(options: argparse.Namespace, source: GroupSource) -> ReaderNetwork:
    """Return the network before training."""
    from index.models.sentence_transformers import minilm_folder
    from index.training.export.export import read_state
    from index.training.network.network import freeze, insert_layers, load_network

    state = read_state(options.init_weights) if options.init_weights else None
    network = load_network(str(options.base or minilm_folder()), options.attention, options.dropout, state)
    if options.freeze:
        freeze(network, options.freeze)
    if options.insert_layers:
        insert_layers(network, options.insert_layers, source.sample_windows())
    return network


def _write(trainer: Trainer, initial: State | None, options: argparse.Namespace) -> None:
    """Write the trained weights, or their weighted mean with the `initial` ones, in 8 and in 32 bits."""
    from index.training.export.export import export, interpolate

    state: State = {name: value.cpu() for name, value in trainer.network.state_dict().items()}
    if initial:
        state = interpolate({name: state[name] for name in initial}, initial, options.init_share)
    windows = trainer.source.sample_windows()
    for folder, int8 in (("weights", True), ("weights-fp32", False)):
        export(state, options.out / folder, int8=int8, calibration_windows=windows)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index.training.train", description=__doc__)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--data", type=Path, metavar="FOLDER", help="folder with train.jsonl.xz")
    source.add_argument(
        "--distillation-data",
        type=Path,
        metavar="FILE",
        help="file that index.training.distill wrote, instead of --data",
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FOLDER", help="folder for checkpoints and weights"
    )
    parser.add_argument("--resume", action="store_true", help="resume from the last checkpoint in --out")
    _add_network_options(parser)
    _add_run_options(parser)
    return parser


def _add_network_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("network").add_argument
    add(
        "--base",
        type=Path,
        metavar="FOLDER",
        help="a BERT or MPNet to start from (default: all-MiniLM-L6-v2)",
    )
    add("--freeze", type=int, default=0, metavar="N", help="freeze the lowest N layers and the embeddings")
    add(
        "--insert-layers",
        type=_numbers,
        default=(),
        metavar="LAYERS",
        help="insert a new layer after each of these, such as 2,4,6",
    )
    add(
        "--init-weights",
        type=Path,
        metavar="FOLDER",
        help="exported weights to start from, such as index/reader/weights",
    )
    add(
        "--init-share",
        type=float,
        default=0.4,
        help="weight of --init-weights in the mean of them and the trained weights (default: 0.4)",
    )
    add("--dropout", type=float, default=0.1, help="probability of dropout (default: 0.1)")
    add("--attention", default="eager", choices=["eager", "sdpa"], help="implementation of transformers")


def _add_run_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("run").add_argument
    add("--tokens", type=int, default=20_000_000, help="end after this many tokens (default: 20 million)")
    add(
        "--block-share",
        type=float,
        default=BLOCK_SHARE,
        metavar="SHARE",
        help=f"share of the groups whose question is answered by a block (default: {BLOCK_SHARE})",
    )
    add("--minutes", type=float, default=float("inf"), help="end after this many minutes")
    add("--seed", type=int, default=7, help="seed of all random choices (default: 7)")
    add("--learning-rate", type=float, default=1.2e-4, help="the highest learning rate (default: 1.2e-4)")
    add(
        "--distillation-weight",
        type=float,
        default=0.7,
        help="share of the loss against the teacher's probabilities (default: 0.7)",
    )
    add(
        "--hidden-state-weight",
        type=float,
        default=0.0,
        help="factor of the loss of hidden states, for data of distill --hidden-states (default: 0)",
    )
    add("--device", default="cpu", help="cpu or cuda (default: cpu)")
    add("--threads", type=int, help="CPU cores to use (default: all)")
    add("--float32", action="store_true", help="no bfloat16 autocast; a CPU without AVX-512 never uses it")


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(","))


if __name__ == "__main__":
    main()
