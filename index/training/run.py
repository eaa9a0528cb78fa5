"""What the programs that train networks share: the questions to train on, the processors, and the log."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.training.groups.group_source import GroupSource

_WITHOUT_BFLOAT16 = ("DEFAULT", "NO AVX", "AVX2")  # capabilities of a processor, as torch names them
BLOCK_SHARE = 0.25  #: share of the groups whose question is answered by a block, not by words


def load_stream(
    data: Path, seed: int, workers: int, cache: Path, block_share: float = BLOCK_SHARE
) -> GroupSource:
    """Return the groups of the questions in the folder `data`; the vectors of contexts are saved in `cache`.

    About `block_share` of the groups are of questions that a block answers. The folder contains
    `train.jsonl.xz`, optionally `more_train.jsonl.xz`, and optionally a folder `faq`.
    """
    from index.models.encoder import MiniLM
    from index.models.tokenizer import load_tokenizer
    from index.training.groups.block_stream import BlockStream
    from index.training.groups.group_source import JoinedStream
    from index.training.groups.stream import TrainingStream
    from index.training.groups.written_stream import WrittenStream
    from index.training.sources.data import training_examples
    from index.training.sources.faq import read_faq, with_similar_others
    from index.training.sources.written import read_written

    log("reading the questions and mining hard negatives")
    tokenizer = load_tokenizer()
    encoder = MiniLM.load(threads=workers)
    stream = TrainingStream.of(training_examples(data), tokenizer, seed, encoder, cache)
    log(f"{len(stream.examples)} questions that words answer, or unanswerable")
    if not (data / "faq").exists():
        return stream
    blocks = BlockStream(tokenizer, with_similar_others(read_faq(data / "faq"), encoder), seed)
    log(f"{len(blocks.examples)} questions that a block answers")
    words, count = len(stream.epoch(0)), len(blocks.examples)
    times = max(1, round(block_share / (1 - block_share) * words / count))
    written = WrittenStream(tokenizer, read_written(data / "faq", encoder), seed)
    log(f"{len(written.examples)} questions written for the training")
    counts = [len(stream.examples), *[count] * times, len(written.examples)]
    return JoinedStream([stream, *[blocks] * times, written], counts, seed)


def worker_count(device: str, threads: int | None = None) -> int:
    """Return the number of workers: on a CPU `threads`, by default one for each core; on a GPU one.

    On a CPU, torch is limited to one thread, because each worker has its own core.
    """
    import torch

    from index.models.runtime import core_count

    if device != "cpu":
        return 1
    torch.set_num_threads(1)
    return threads or core_count()


def has_bfloat16(device: str) -> bool:
    """Whether bfloat16 is faster than float32 on a device; without AVX-512 it takes fifty times as long."""
    import torch

    return device != "cpu" or torch.backends.cpu.get_cpu_capability() not in _WITHOUT_BFLOAT16


def log(line: str) -> None:
    print(time.strftime("%H:%M:%S"), line, flush=True)
