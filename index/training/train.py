"""Train Munshi's reader: `python -m index.training.train --data FOLDER --out FOLDER`."""

from __future__ import annotations

import argparse
import time
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

    from index.training.distillation_data import Lessons
    from index.training.loop import Trainer
    from index.training.network import ReaderNetwork
    from index.training.stream import Stream


def main(arguments: list[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    import torch

    from index.training.hidden_states import match
    from index.training.loop import Plan, Trainer
    from index.training.network import Mpnet

    workers = workers_on(options.device, options.threads)
    torch.manual_seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    plan = Plan(
        seed=options.seed,
        tokens=options.tokens,
        minutes=options.minutes,
        learning_rate=options.learning_rate,
        device=options.device,
        bfloat16=not options.float32,
        workers=workers,
        taught_share=options.taught_share if options.lessons else 0.0,
        seen_weight=options.seen_weight if options.lessons else 0.0,
    )
    groups = _groups(options, workers)
    network = _network(options, groups)
    start = deepcopy(network.state_dict()) if options.start else None
    if plan.seen_weight:
        match(network, groups.examples(), device="cpu", bfloat16=plan.bfloat16)  # where it is as yet
    trainer = Trainer(network, groups, plan, options.out)
    if options.resume and trainer.resume():
        say(f"taken up at step {trainer.position.step}")
    trainer.run(say)
    if isinstance(network.bert, Mpnet):
        say("trained; next: python -m index.training.distill with its checkpoint.pt")
        return
    _write(trainer, start, options)
    say("written; next: python -m index.training.calibrate --weights on the folder of weights")


def workers_on(device: str, threads: int | None = None) -> int:
    """How many threads share the work: on a CPU `threads`, or one for each core, with one core each."""
    import torch

    from index.models.runtime import processors

    if device != "cpu":
        return 1
    torch.set_num_threads(1)
    return threads or processors()


def _groups(options: argparse.Namespace, workers: int) -> Stream | Lessons:
    """What is trained on."""
    if options.lessons:
        from index.training.distillation_data import read_lessons

        lessons = read_lessons(options.lessons, options.seed)
        if options.seen_weight and not lessons.groups[0][0].seen.size:
            raise SystemExit(
                f"{options.lessons} holds nothing of what the teacher sees; make it anew with "
                "python -m index.training.distill --views"
            )
        say(f"learning from {len(lessons.groups)} lessons")
        return lessons
    stream = stream_of(options.data, options.seed, workers, options.out / "contexts.npy")
    say(f"training on {len(stream.questions)} questions")
    return stream


def _network(options: argparse.Namespace, groups: Stream | Lessons) -> ReaderNetwork:
    """The network as it is before it is trained."""
    from index.models.sentence_transformers import minilm_folder
    from index.training.export import state_of
    from index.training.network import deepen, freeze, load_network

    state = state_of(options.start) if options.start else None
    network = load_network(str(options.base or minilm_folder()), options.attention, options.dropout, state)
    if options.freeze:
        freeze(network, options.freeze)
    if options.deepen:
        deepen(network, options.deepen, groups.examples())
    return network


def stream_of(data: Path, seed: int, workers: int, cache: Path) -> Stream:
    """The questions of a folder, in BERT's tokens; the vectors of their contexts are kept in `cache`."""
    from index.models.encoder import MiniLM
    from index.models.tokenizer import load_tokenizer
    from index.training.data import read_questions
    from index.training.stream import Stream

    say("reading the questions and mining hard negatives")
    questions = read_questions(data / "train.jsonl.xz")
    return Stream.of(questions, load_tokenizer(), seed, MiniLM.load(threads=workers), cache)


def _write(trainer: Trainer, start: dict[str, Tensor] | None, options: argparse.Namespace) -> None:
    """Write the trained weights, or their mean with those of the `start`, in 8 and in 32 bits."""
    from index.training.export import export, mean

    state = {name: value.cpu() for name, value in trainer.network.state_dict().items()}
    if start:
        state = mean({name: state[name] for name in start}, start, options.start_share)
    examples = trainer.stream.examples()
    for folder, int8 in (("weights", True), ("weights-fp32", False)):
        export(state, options.out / folder, int8=int8, examples=examples)


def say(line: str) -> None:
    print(time.strftime("%H:%M:%S"), line, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index.training.train", description=__doc__)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--data", type=Path, help="folder with train.jsonl.xz")
    source.add_argument("--lessons", type=Path, help="file of index.training.distill, in place of --data")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints and weights")
    parser.add_argument(
        "--base", type=Path, help="folder of the BERT or MPNet to start from (default: all-MiniLM-L6-v2)"
    )
    parser.add_argument(
        "--freeze", type=int, default=0, metavar="LAYERS", help="keep so many, the lowest, as they are"
    )
    parser.add_argument("--tokens", type=int, default=20_000_000, help="end after this many tokens")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="end after this many minutes")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--learning-rate", type=float, default=1.2e-4)
    parser.add_argument("--dropout", type=float, default=0.1, help="share of values left out while training")
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument("--threads", type=int, help="CPU cores to use (default: all)")
    parser.add_argument("--attention", default="eager", choices=["eager", "sdpa"])
    parser.add_argument("--float32", action="store_true", help="no bfloat16 autocast")
    parser.add_argument("--resume", action="store_true", help="take up the last checkpoint in --out")
    parser.add_argument(
        "--start", type=Path, help="folder of weights to go on from (such as index/reader/weights)"
    )
    parser.add_argument(
        "--start-share", type=float, default=0.4, help="what is written is a mean: their share in it"
    )
    parser.add_argument(
        "--taught-share", type=float, default=0.7, help="of the loss that is the one against the teacher"
    )
    parser.add_argument(
        "--seen-weight",
        type=float,
        default=0.0,
        help="what the distance to what the teacher sees weighs beside the loss (lessons of teach --views)",
    )
    parser.add_argument(
        "--deepen",
        type=_numbers,
        default=(),
        metavar="LAYERS",
        help="put a new layer after each of these, such as 2,4,6",
    )
    return parser


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(","))


if __name__ == "__main__":
    main()
