"""Promise 3 after a power cut: a build's calls, replayed, leave a whole index at every point.

What POSIX promises to be on the disk is little: the bytes of a file after its fsync, and a name in a folder,
new or changed, after the fsync of that folder. Everything else may be lost, or may be there already.
"""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath

import pytest

from index.settings import IndexSettings

RECORDED_BUILDS = """
import json, os, sys
calls = []

def recorded(name):
    original = getattr(os, name)

    def call(*arguments, **named):
        result = original(*arguments, **named)
        if name == "fsync":
            path, size = os.readlink(f"/proc/self/fd/{arguments[0]}"), os.fstat(arguments[0]).st_size
            calls.append([name, path, size])
        else:
            calls.append([name, *(os.path.abspath(each) for each in arguments if isinstance(each, (str, os.PathLike)))])
        return result

    setattr(os, name, call)

for name in ("fsync", "mkdir", "rename", "replace", "unlink", "rmdir"):
    recorded(name)
from index.settings import IndexSettings
from index.store.build import build
settings = IndexSettings(sys.argv[1], sys.argv[2])
build(settings)
(settings.documents / "b.txt").write_text("Jonas closed it.")
build(settings)
print(json.dumps(calls))
"""


def replay(calls: list[list], index: Path) -> list[str]:
    """Check that CURRENT never names what might be lost; return the generations that it named."""
    flushed: dict[str, int] = {}  # file → bytes that are surely on the disk
    unsure: set[str] = set()  # names that a power cut may take back
    named = []
    for call, path, *rest in calls:
        if call == "fsync":
            flushed[path] = rest[0]
            unsure -= {name for name in unsure if str(PurePosixPath(name).parent) == path}
        elif call == "mkdir":
            unsure.add(path)
        elif call in ("rename", "replace"):
            target = rest[0]
            if target == str(index / "CURRENT"):
                assert path in flushed, "CURRENT may be empty"
                generation = str(index / f"gen-{len(named) + 1}")
                assert not unsure, "what CURRENT names may be lost"
                for file in Path(generation).rglob("*"):
                    if file.is_file():
                        assert flushed.get(str(file)) == file.stat().st_size, "a file may be incomplete"
                    assert str(file.parent) in flushed, "a file may have no name"
                named.append(generation)
            moved = {
                name: size for name, size in flushed.items() if name == path or name.startswith(path + "/")
            }
            for name, size in moved.items():
                flushed[target + name.removeprefix(path)] = size
            unsure.add(target)
        elif path == str(index / "CURRENT") or path.startswith(str(index / "gen-")):
            # Before anything is deleted, it is sure that CURRENT names another generation.
            assert str(index / "CURRENT") not in unsure
    assert not unsure, "what was done last may be lost"
    return named


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the names of open files are read from /proc")
def test_current_never_names_what_a_power_cut_may_take(empty_folder: IndexSettings, write, python):
    """Files, folders and names are flushed before what relies on them is, also those of new parent folders."""
    write("a.txt", "Marta opened the bakery.")
    index = empty_folder.index / "made" / "by" / "the build"
    result = python(RECORDED_BUILDS, str(empty_folder.documents), str(index))
    assert result.returncode == 0, result.stderr
    calls = json.loads(result.stdout)
    assert [call[1] for call in calls if call[0] == "mkdir"][:3] == [
        str(empty_folder.index / "made"),
        str(empty_folder.index / "made" / "by"),
        str(index),
    ]
    assert replay(calls, index) == [str(index / "gen-1"), str(index / "gen-2")]
