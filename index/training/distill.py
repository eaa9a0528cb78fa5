"""Let a teacher read what a smaller reader is to learn: `python -m index.training.distill --data FOLDER …`.

The teacher is a larger network that `index.training.train --base FOLDER` trained. It reads a part of the
stream of training groups, and `index.training.train --lessons FILE` learns from what it thinks.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

_SHOWN = 300  # windows that show how the teacher sees


def main(arguments: list[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    import torch

    from index.training.distillation_data import excerpt, taught, write_lessons
    from index.training.hidden_states import views_of
    from index.training.network import load_network
    from index.training.train import say, stream_of, workers_on

    workers = workers_on(options.device)
    teacher = load_network(str(options.base)).to(options.device).eval()
    saved = torch.load(options.teacher, map_location=options.device, weights_only=True)
    teacher.load_state_dict(saved["network"])
    options.out.parent.mkdir(parents=True, exist_ok=True)
    stream = stream_of(options.data, options.seed, workers, options.out.parent / "contexts.npy")
    groups = excerpt(stream, options.start_at, options.tokens)
    total = sum(len(window.ids) for group in groups for window in group)
    say(f"{len(groups)} groups of {total / 1e6:.2f}M tokens")
    begun, read, told = time.monotonic(), 0, 0

    def done(tokens: int) -> None:
        nonlocal read, told
        read += tokens
        if read - told >= 100_000 or read == total:
            told = read
            say(f"{read / total:.1%}  {read / (time.monotonic() - begun):.0f} tokens/s")

    how = {"device": options.device, "bfloat16": not options.float32}
    shown = [group[0] for group in groups[:_SHOWN]]
    views = views_of(teacher, shown, **how) if options.views else ()
    groups = taught(groups, teacher, workers=workers, done=done, views=views, **how)
    write_lessons(options.out, groups)
    say(f"written; next: python -m index.training.train --lessons {options.out}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index.training.distill", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with train.jsonl.xz")
    parser.add_argument("--base", type=Path, required=True, help="folder that the teacher started from")
    parser.add_argument("--teacher", type=Path, required=True, help="its checkpoint.pt")
    parser.add_argument("--out", type=Path, required=True, help="file for the lessons (.npz)")
    parser.add_argument("--tokens", type=int, default=2_500_000, help="read about this many tokens")
    parser.add_argument("--seed", type=int, default=7, help="of the stream: the teacher's own shows it")
    parser.add_argument(
        "--start-at", type=int, default=0, help="place in its first epoch, such as where the teacher ended"
    )
    parser.add_argument(
        "--views", action="store_true", help="also keep what it sees in every token: 0.5 kB for each"
    )
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument("--float32", action="store_true", help="no bfloat16 autocast")
    return parser


if __name__ == "__main__":
    main()
