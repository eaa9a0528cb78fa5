"""Pack folders into archives of several parts, and unpack them, to exchange them with another machine.

An archive NAME is a tar file, cut into `NAME.part-000` and so on. `NAME.json` describes it: the number of
parts and the SHA-256 of the whole tar file.
"""

from __future__ import annotations

import json
import shutil
import tarfile
from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path

INPUT_PART = 54_000_000  #: most bytes of a part of the inputs
RESULT_PART = 13_500_000  #: most bytes of a part of a result


def pack(source: Path, name: str, folder: Path, part: int) -> list[Path]:
    """Write the folder `source` to `folder` as the archive `name`, in parts of at most `part` bytes.

    Return the files of the archive, its description first.
    """
    folder.mkdir(parents=True, exist_ok=True)
    whole = folder / f"{name}.tar"
    with tarfile.open(whole, "w") as archive:
        for path in sorted(source.rglob("*")):
            if path.is_file():
                archive.add(path, path.relative_to(source).as_posix(), filter=_anonymous)
    with whole.open("rb") as file:
        checksum = file_digest(file, "sha256").hexdigest()
    parts: list[Path] = []
    with whole.open("rb") as file:
        while chunk := file.read(part):
            parts.append(folder / f"{name}.part-{len(parts):03}")
            parts[-1].write_bytes(chunk)
    whole.unlink()
    described = folder / f"{name}.json"
    described.write_text(json.dumps({"parts": len(parts), "sha256": checksum}) + "\n")
    return [described, *parts]


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    return entry


def missing_parts(name: str, folder: Path) -> list[str]:
    """Return the files of an archive that are not in a folder; only its description, if that is missing."""
    described = folder / f"{name}.json"
    if not described.exists():
        return [described.name]
    count = json.loads(described.read_text())["parts"]
    names = [f"{name}.part-{number:03}" for number in range(count)]
    return [each for each in names if not (folder / each).exists()]


def unpack(name: str, folder: Path, target: Path) -> None:
    """Join the parts of an archive, all in `folder`, and unpack it as `target`, whole or not at all.

    Raises ValueError if the checksum of the joined parts is not that of the description.
    """
    described = json.loads((folder / f"{name}.json").read_text())
    partial = target.with_name(f"{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    whole = partial / "archive.tar"
    with whole.open("wb") as file:
        for number in range(described["parts"]):
            file.write((folder / f"{name}.part-{number:03}").read_bytes())
    with whole.open("rb") as file:
        if file_digest(file, "sha256").hexdigest() != described["sha256"]:
            raise ValueError(f"the parts of {name} are damaged or of different archives")
    with tarfile.open(whole) as archive:
        archive.extractall(partial, filter="data")
    whole.unlink()
    shutil.rmtree(target, ignore_errors=True)
    partial.replace(target)


def archives(folder: Path) -> Iterator[str]:
    """Return the names of the archives whose description is in a folder, sorted."""
    return (path.stem for path in sorted(folder.glob("*.json")))
