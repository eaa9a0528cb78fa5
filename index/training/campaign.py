"""Train all models on another machine, with a GPU and no network: `python -m index.training.campaign`.

    prepare --data FOLDER --mpnet FOLDER --out FOLDER     here: write the inputs in parts of at most 54 MB
    receive --parts FOLDER --work FOLDER                  on the GPU machine: for each folder of parts
    run --work FOLDER --out FOLDER --minutes 9            on the GPU machine: repeat until all is done
    join --parts FOLDER --out FOLDER                      here: join the results from parts of at most 13.5 MB

Each `run` continues where the last one stopped, and writes parts of results to its `--out`: at most 8 files
and 64 MB in a run, the remaining ones in the next. CONTRIBUTING.md says more.
"""

from __future__ import annotations

import argparse
import lzma
import shutil
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

from index.training.campaign_files import (
    INPUT_PART,
    RESULT_PART,
    archives,
    missing_parts,
    pack,
    unpack,
)

_MOST_FILES, _MOST_BYTES = 8, 64_000_000  # in the output of a run
_QUESTIONS = ("train.jsonl.xz", "more_train.jsonl.xz")
_SHIPPED = Path(__file__).parents[1] / "reader" / "weights"
_WRITTEN = "written.txt"  # has the names of the files of results that were written


def main(arguments: list[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    {"prepare": _prepare, "receive": _receive, "run": _run, "join": _join}[options.command](options)


def _log(line: str) -> None:
    print(time.strftime("%H:%M:%S"), line, flush=True)


def _prepare(options: argparse.Namespace) -> None:
    """Write the archive `inputs`: the data, the base models in 16 bits and the shipped reader."""
    from index.models.encoder import MiniLM
    from index.models.sentence_transformers import minilm_folder
    from index.training.campaign_steps import half_precision
    from index.training.sources.faq import read_faq, read_headings, save_examples
    from index.training.sources.written import WRITTEN, read_written, save_written

    with TemporaryDirectory() as scratch:
        inputs = Path(scratch)
        for name in _QUESTIONS:
            _copy_lines(options.data / name, inputs / "data" / name, options.every)
        faq = options.data / "faq"
        questions, headings = read_faq(faq)[:: options.every], read_headings(faq)[:: options.every]
        save_examples(questions, inputs / "data" / "faq", headings)
        written = read_written(faq, MiniLM.load(), options.written or WRITTEN)
        save_written(written[:: options.every], inputs / "data" / "faq")
        half_precision(options.mpnet, inputs / "mpnet")
        half_precision(options.minilm or minilm_folder(), inputs / "minilm")
        shutil.copytree(options.reader, inputs / "reader")
        files = pack(inputs, "inputs", options.out, INPUT_PART)
    size = sum(path.stat().st_size for path in files) / 1e6
    _log(f"{len(files) - 1} parts of {size:.0f} MB in {options.out}")


def _copy_lines(source: Path, target: Path, every: int) -> None:
    """Copy a compressed file of lines; of these, only about one in `every`.

    Lines whose last 200 characters are equal are either all copied or all omitted.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if every == 1:
        shutil.copyfile(source, target)
        return
    with (
        lzma.open(source, "rt", encoding="utf-8") as lines,
        lzma.open(target, "wt", encoding="utf-8") as kept,
    ):
        kept.writelines(line for line in lines if crc32(line[-200:].encode()) % every == 0)


def _receive(options: argparse.Namespace) -> None:
    """Copy parts of the inputs or of earlier results to the work folder; log which parts are missing."""
    parts = options.work / "parts"
    parts.mkdir(parents=True, exist_ok=True)
    for path in options.parts.iterdir():
        if path.suffix == ".json" or ".part-" in path.name:
            shutil.copyfile(path, parts / path.name)
    for name in ["inputs", *archives(parts)]:
        _log(f"{name}: missing {', '.join(missing_parts(name, parts)) or 'nothing'}")


def _run(options: argparse.Namespace) -> None:
    """Run the steps as far as the time allows, and write parts of their results."""
    started = time.monotonic()
    _unpack_received(options.work)
    from index.training.campaign_steps import STEPS, Campaign

    deadline = started + options.minutes * 60
    done = Campaign(options.work, options.device, options.scale, deadline, _log).run()
    left = write_results(options.work, done, options.out)
    _log(f"done: {', '.join(done) or 'nothing'}; to do: {', '.join(set(STEPS) - set(done)) or 'nothing'}")
    _log(f"parts of results still to be written: {left}")


def _unpack_received(work: Path) -> None:
    """Unpack the inputs, and the results of an earlier campaign; mark the steps of these results as done.

    A result is unpacked if all of its parts were received. Raises SystemExit if parts of the inputs are
    missing.
    """
    parts = work / "parts"
    if not (work / "inputs").exists():
        if missing := missing_parts("inputs", parts):
            raise SystemExit(f"These parts have not been received: {', '.join(missing)}")
        unpack("inputs", parts, work / "inputs")
    for name in archives(parts):
        result = work / "results" / name
        if name != "inputs" and not missing_parts(name, parts) and not result.exists():
            unpack(name, parts, result)
            (work / name).mkdir(exist_ok=True)
            (work / name / "done").touch()


def write_results(work: Path, done: list[str], out: Path) -> int:
    """Write parts of the results of finished steps, smallest results first; return how many remain.

    Each part is written by one run only, and a run writes at most _MOST_FILES and _MOST_BYTES. A result that
    was received is not written.
    """
    out.mkdir(parents=True, exist_ok=True)
    packed, log_file = work / "packed", work / _WRITTEN
    _pack_results(work, done, packed)
    written = set(log_file.read_text().split()) if log_file.exists() else set()
    waiting = [path for path in _parts_in(packed) if path.name not in written]
    size = 0
    for count, path in enumerate(waiting):
        size += path.stat().st_size
        if count == _MOST_FILES or size > _MOST_BYTES:
            break
        shutil.copyfile(path, out / path.name)
        written.add(path.name)
    log_file.write_text("\n".join(sorted(written)))
    return len([path for path in waiting if path.name not in written])


def _pack_results(work: Path, done: list[str], packed: Path) -> None:
    """Pack the results of finished steps, except those that were received or are packed already."""
    for folder in sorted((work / "results").glob("*")):
        described = f"{folder.name}.json"
        if (work / "parts" / described).exists() or (packed / described).exists():
            continue
        if folder.name.removesuffix("-mean") in done:
            pack(folder, folder.name, packed, RESULT_PART)


def _parts_in(packed: Path) -> list[Path]:
    """Return the files of all packed results, the smallest result first."""
    sizes = {name: sum(path.stat().st_size for path in packed.glob(f"{name}.*")) for name in archives(packed)}
    return [
        path for name in sorted(sizes, key=sizes.__getitem__) for path in sorted(packed.glob(f"{name}.*"))
    ]


def _join(options: argparse.Namespace) -> None:
    """Join the results that have all of their parts in a folder."""
    for name in archives(options.parts):
        if missing := missing_parts(name, options.parts):
            _log(f"{name}: missing {', '.join(missing)}")
        else:
            unpack(name, options.parts, options.out / name)
            _log(f"{name}: in {options.out / name}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m index.training.campaign",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    add = commands.add_parser("prepare").add_argument
    add("--data", type=Path, required=True, help="folder with train.jsonl.xz, more_train.jsonl.xz and faq")
    add("--written", type=Path, help="folder of questions written for the training (default: the project's)")
    add("--mpnet", type=Path, required=True, help="folder of all-mpnet-base-v2")
    add("--minilm", type=Path, help="folder of all-MiniLM-L6-v2 (default: that of its package)")
    add(
        "--reader",
        type=Path,
        default=_SHIPPED,
        help="exported weights from which the small reader starts (default: the shipped ones)",
    )
    add("--every", type=int, default=1, metavar="N", help="take about one question in N, for a rehearsal")
    add("--out", type=Path, required=True, metavar="FOLDER")
    add = commands.add_parser("receive").add_argument
    add("--parts", type=Path, required=True, metavar="FOLDER")
    add("--work", type=Path, required=True, metavar="FOLDER")
    add = commands.add_parser("run").add_argument
    add("--work", type=Path, required=True, metavar="FOLDER")
    add("--out", type=Path, required=True, metavar="FOLDER")
    add(
        "--minutes",
        type=float,
        default=9.0,
        help="stop training after so many minutes; writing comes after that (default: 9)",
    )
    add(
        "--scale",
        type=float,
        default=1.0,
        help="factor of the times of all steps, for a rehearsal (default: 1)",
    )
    add("--device", default="cuda", help="cuda or cpu (default: cuda)")
    add = commands.add_parser("join").add_argument
    add("--parts", type=Path, required=True, metavar="FOLDER")
    add("--out", type=Path, required=True, metavar="FOLDER")
    return parser


if __name__ == "__main__":
    main()
