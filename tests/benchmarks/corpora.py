"""A folder of real documents for the benchmarks: the kernel's documentation as Debian packages it, or a sample.

    python tests/benchmarks/corpora.py FOLDER

downloads the package linux-doc with `apt-get download` (nothing is installed) and unpacks its .rst and .txt files
(GPL-2.0, kernel.org) into FOLDER.
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
    """Download the kernel's documentation into `folder`, unless that has files already; return the folder."""
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
    """Copy `count` of the files in `source` (None: all), drawn with a seed, to the same places in `folder`."""
    if count is not None and count < len(files):
        files = random.Random(7).sample(files, count)
    for path in files:
        target = folder / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)  # with its times, from which an index tells that it has not changed
    return folder


def _unpack(path: Path, source: Path, folder: Path) -> None:
    """Copy a document to the same place in `folder`, without its compression; other files are left out."""
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
