"""Real folders of documents for the benchmarks: the kernel's documentation, as Debian packages it, or some of it.

    python tests/benchmarks/corpora.py FOLDER

fetches the package linux-doc by `apt-get download` (nothing is installed) and unpacks its .rst and .txt files
(GPL-2.0, kernel.org) below FOLDER.
"""

from __future__ import annotations

import gzip
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

_KINDS = (".rst", ".txt")


def linux_doc(folder: Path) -> Path:
    """The kernel's documentation below `folder`, fetched unless it is already there."""
    if folder.is_dir() and any(folder.iterdir()):
        return folder
    with tempfile.TemporaryDirectory() as scratch:
        depends = subprocess.run(
            ["apt-cache", "depends", "linux-doc"], check=True, capture_output=True, text=True
        ).stdout
        package = depends.split("Depends:")[1].split()[0]
        subprocess.run(["apt-get", "download", "-qq", package], check=True, cwd=scratch)
        (archive,) = Path(scratch).glob("*.deb")
        unpacked = Path(scratch, "unpacked")
        subprocess.run(["dpkg-deb", "-x", str(archive), str(unpacked)], check=True)
        (source,) = unpacked.glob("usr/share/doc/*/Documentation")
        for path in sorted(source.rglob("*")):
            _copy(path, source, folder)
    return folder


def draw(files: Sequence[Path], source: Path, folder: Path, count: int | None = None) -> Path:
    """Copy `count` of the files below `source`, drawn with a seed (None: all), to the same places in `folder`."""
    if count is not None and count < len(files):
        files = random.Random(7).sample(files, count)
    for path in files:
        target = folder / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)  # with its times, by which an index knows it again
    return folder


def _copy(path: Path, source: Path, folder: Path) -> None:
    name = path.relative_to(source).as_posix().removesuffix(".gz")
    if path.is_symlink() or not path.is_file() or not name.endswith(_KINDS):
        return
    data = path.read_bytes()
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.decompress(data) if path.suffix == ".gz" else data)


if __name__ == "__main__":
    made = linux_doc(Path(sys.argv[1]))
    files = [path for path in made.rglob("*") if path.is_file()]
    print(f"{len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB in {made}")
