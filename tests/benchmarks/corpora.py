"""Real documents for the benchmarks: the documentation of the Linux kernel, or a sample of it.

    python tests/benchmarks/corpora.py FOLDER

This downloads Debian's package linux-doc with `apt-get download`, which installs nothing, and unpacks its
.rst and .txt files (GPL-2.0, kernel.org) into FOLDER.
"""

from __future__ import annotations

import argparse
import gzip
import random
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

_SUFFIXES = (".rst", ".txt")


def linux_doc(folder: Path) -> Path:
    """Download the kernel's documentation into `folder`, unless it contains files already; return the folder."""
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
            _unpack(path, source, folder)
    return folder


def sample(files: Sequence[Path], source: Path, folder: Path, count: int | None = None) -> Path:
    """Copy `count` random files (None: all) to `folder`, with their paths relative to `source`; return `folder`.

    The sample is drawn with a fixed seed.
    """
    if count is not None and count < len(files):
        files = random.Random(7).sample(files, count)
    for path in files:
        target = folder / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)  # keeps the file's times: by them an index knows that it has not changed
    return folder


def _unpack(path: Path, source: Path, folder: Path) -> None:
    """Copy a .rst or .txt file, decompressed, to its relative path in `folder`; skip any other file."""
    name = path.relative_to(source).as_posix().removesuffix(".gz")
    if path.is_symlink() or not path.is_file() or not name.endswith(_SUFFIXES):
        return
    data = path.read_bytes()
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.decompress(data) if path.suffix == ".gz" else data)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the documents are unpacked")
    folder = linux_doc(parser.parse_args().folder)
    files = [path for path in folder.rglob("*") if path.is_file()]
    print(f"{len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB in {folder}")


if __name__ == "__main__":
    main()
