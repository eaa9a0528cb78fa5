"""Write the outputs of a teacher, from which a smaller reader learns: `python -m index.training.distill`.

The teacher is a larger network, trained by `index.training.train --base FOLDER`. It reads a part of the
stream of training groups. `index.training.train --distillation-data FILE` then learns from its logits, and
also from its hidden states if they were written with `--hidden-states`.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from index.training.run import has_bfloat16, load_stream, log, worker_count

_FITTED_WINDOWS = 300  # windows to which the components of hidden states are fitted
_REPORT_TOKENS = 100_000


def main(arguments: list[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    import torch

    from index.training.network.network import load_network
    from index.training.teacher.distillation_data import (
        first_groups,
        with_teacher_outputs,
        write_distillation_data,
    )
    from index.training.teacher.hidden_states import fit_components

    device = options.device
    bfloat16 = not options.float32 and has_bfloat16(device)
    workers = worker_count(device)
    teacher = load_network(str(options.base)).to(device).eval()
    saved = torch.load(options.teacher, map_location=device, weights_only=True)
    teacher.load_state_dict(saved["network"])
    options.out.parent.mkdir(parents=True, exist_ok=True)
    stream = load_stream(options.data, options.seed, workers, options.out.parent / "contexts.npy")
    groups = first_groups(stream, options.start_at, options.tokens)
    total = sum(len(window.ids) for group in groups for window in group)
    log(f"{len(groups)} groups of {total / 1e6:.2f}M tokens")
    fitted = [group[0] for group in groups[:_FITTED_WINDOWS]] if options.hidden_states else []
    components = fit_components(teacher, fitted, device=device, bfloat16=bfloat16) if fitted else ()
    groups = with_teacher_outputs(
        groups,
        teacher,
        workers=workers,
        device=device,
        bfloat16=bfloat16,
        done=_progress(total, log),
        components=components,
    )
    write_distillation_data(options.out, groups)
    log(f"written; next: python -m index.training.train --distillation-data {options.out}")


def _progress(total: int, log: Callable[[str], None]) -> Callable[[int], None]:
    """Return a function that logs progress; it is called with the number of tokens of each batch."""
    started, read, reported = time.monotonic(), 0, 0

    def done(tokens: int) -> None:
        nonlocal read, reported
        read += tokens
        if read - reported >= _REPORT_TOKENS or read == total:
            reported = read
            log(f"{read / total:.1%}  {read / (time.monotonic() - started):.0f} tokens/s")

    return done


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index.training.distill", description=__doc__)
    add = parser.add_argument
    add("--data", type=Path, required=True, metavar="FOLDER", help="folder with train.jsonl.xz")
    add("--base", type=Path, required=True, metavar="FOLDER", help="the teacher's --base when it was trained")
    add("--teacher", type=Path, required=True, metavar="FILE", help="checkpoint.pt of the teacher")
    add("--out", type=Path, required=True, metavar="FILE", help="the .npz file to write")
    add("--tokens", type=int, default=2_500_000, help="read about this many tokens (default: 2.5 million)")
    add(
        "--seed",
        type=int,
        default=7,
        help="seed of the stream; that of the teacher's training gives the same groups (default: 7)",
    )
    add(
        "--start-at",
        type=int,
        default=0,
        metavar="INDEX",
        help="first group of the first epoch to read, such as the one where the teacher's training ended",
    )
    add("--hidden-states", action="store_true", help="also write hidden states: 0.5 kB for each token")
    add("--device", default="cpu", help="cpu or cuda (default: cpu)")
    add("--float32", action="store_true", help="no bfloat16 autocast; a CPU without AVX-512 never uses it")
    return parser


if __name__ == "__main__":
    main()
