"""A small campaign with random networks through its commands, from parts of inputs to parts of results."""

from __future__ import annotations

import json
import lzma
import shutil
from pathlib import Path

import pytest
import torch

from index.reader.span_reader import SpanReader
from index.training import campaign
from index.training.campaign_files import archives, missing_parts, pack, unpack
from index.training.campaign_steps import packed_state, unpacked_state
from index.training.network.network import load_network

#: Runs the campaign without packages that a GPU machine may lack.
WITHOUT = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"Stemmer", "faiss", "chardet", "platformdirs", "discord", "sentence_transformers"}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Absent())
from index.training.campaign import main

main(sys.argv[1:])
"""


@pytest.fixture
def prepared(
    write_examples, write_written, mpnet, base_weights: Path, random_weights: Path, tmp_path: Path
) -> Path:
    """The inputs of a campaign in parts; the MPNet is in `tmp_path`."""
    data = tmp_path / "data"
    (data / "faq").mkdir(parents=True)
    write_examples(data)
    shutil.copyfile(data / "train.jsonl.xz", data / "more_train.jsonl.xz")
    text = "# Village\n\nHere is all about it.\n\n## How do I join?\n\nAsk Anna, who knows everybody of the village.\n"
    start = text.index("Ask Anna")
    pair = {
        "id": "a",
        "document": "a.md",
        "question": "How do I join?",
        "heading_path": ["Village"],
        "heading_start": text.index("## How"),
        "answer_start": start,
        "answer_end": len(text) - 1,
        "generic": False,
        "split": "train",
    }
    for name, row in (("documents", {"id": "a.md", "text": text}), ("pairs", pair)):
        with lzma.open(data / "faq" / f"{name}.jsonl.xz", "wt") as file:
            file.write(json.dumps(row) + "\n")
    write_written(tmp_path / "written", "a.md", text)
    folders = [
        "--written",
        str(tmp_path / "written"),
        "--mpnet",
        str(tmp_path),
        "--minilm",
        str(base_weights),
        "--reader",
        str(random_weights),
    ]
    campaign.main(["prepare", "--data", str(data), *folders, "--out", str(tmp_path / "parts")])
    return tmp_path / "parts"


def test_a_campaign_goes_from_parts_to_parts(prepared: Path, tmp_path: Path, python, monkeypatch):
    """Parts arrive one at a time; a run stops and is resumed, and the engine loads the resulting weights.

    The second run is in a process without the packages that a GPU machine may lack.
    """
    work, out = tmp_path / "work", tmp_path / "out"
    run = ["run", "--work", str(work), "--device", "cpu", "--scale", "0.002"]
    described, *parts = sorted(prepared.iterdir())
    for path in (described, *parts):
        with pytest.raises(SystemExit, match=r"not been received: inputs\.(json|part-000)"):
            campaign.main([*run, "--out", str(out)])
        (tmp_path / "one").mkdir(exist_ok=True)
        shutil.copyfile(path, tmp_path / "one" / path.name)
        campaign.main(["receive", "--parts", str(tmp_path / "one"), "--work", str(work)])
    campaign.main([*run, "--out", str(out), "--minutes", "0.02"])
    assert not (work / "wide" / "done").exists()
    assert {value.dtype for value in load_network(str(work / "inputs" / "mpnet")).parameters()} == {
        torch.float32
    }
    result = python(WITHOUT, *run, "--out", str(out))
    assert "to do: nothing" in result.stdout, result.stdout + result.stderr
    assert len(list(out.iterdir())) <= 2 * 8  # a run writes eight files at most
    campaign.main([*run, "--out", str(out), "--minutes", "0"])
    campaign.main(["join", "--parts", str(out), "--out", str(tmp_path / "results")])
    results = tmp_path / "results"
    assert {path.name for path in results.iterdir()} == {
        "encoder",
        "encoder-mean",
        "small",
        "teacher",
        "wide",
    }
    for name in ("small", "wide"):
        SpanReader.load(results / name)


def test_a_teacher_of_an_earlier_campaign_is_not_trained_again(prepared: Path, tmp_path: Path):
    """Its parts are received on a new machine, and its step is done."""
    teacher = tmp_path / "teacher"
    teacher.mkdir()
    (teacher / "teacher.pt").write_bytes(b"trained")
    pack(teacher, "teacher", prepared, 1000)
    work = tmp_path / "work"
    campaign.main(["receive", "--parts", str(prepared), "--work", str(work)])
    campaign.main(
        ["run", "--work", str(work), "--out", str(tmp_path / "out"), "--minutes", "0", "--device", "cpu"]
    )
    assert (work / "teacher" / "done").exists()
    assert (work / "results" / "teacher" / "teacher.pt").read_bytes() == b"trained"


def test_results_are_written_in_turns(tmp_path: Path, monkeypatch):
    """A run writes at most eight files; each part is written by one run only."""
    for name, size in (("teacher", 40), ("small", 10)):
        folder = tmp_path / "results" / name
        folder.mkdir(parents=True)
        (folder / "weights").write_bytes(bytes(range(size)) * 1000)
    monkeypatch.setattr(campaign, "RESULT_PART", 8_000)
    outs = []
    left = 1
    while left:
        outs.append(tmp_path / f"out{len(outs)}")
        left = campaign.write_results(tmp_path, ["teacher", "small"], outs[-1])
        assert 0 < len(list(outs[-1].iterdir())) <= 8
    names = [path.name for out in outs for path in out.iterdir()]
    assert len(names) == len(set(names)) > 8
    assert (outs[0] / "small.json").exists()


def test_an_archive_comes_back_from_its_parts(tmp_path: Path):
    """The unpacked folder equals the packed one; a missing part is named, and a wrong part raises ValueError."""
    source, parts = tmp_path / "source", tmp_path / "parts"
    (source / "inner").mkdir(parents=True)
    (source / "inner" / "a").write_bytes(b"a" * 3000)
    (source / "b").write_bytes(b"b")
    files = pack(source, "thing", parts, 5000)
    assert [path.name for path in files] == [
        "thing.json",
        "thing.part-000",
        "thing.part-001",
        "thing.part-002",
    ]
    assert list(archives(parts)) == ["thing"]
    unpack("thing", parts, tmp_path / "target")
    assert (tmp_path / "target" / "inner" / "a").read_bytes() == b"a" * 3000
    assert (tmp_path / "target" / "b").read_bytes() == b"b"
    files[2].rename(tmp_path / "elsewhere")
    assert missing_parts("thing", parts) == ["thing.part-001"]
    files[2].write_bytes(b"other")
    with pytest.raises(ValueError, match="the parts of thing are damaged"):
        unpack("thing", parts, tmp_path / "target")


def test_a_packed_state_is_about_the_same():
    """The error of each matrix value is at most half a step of its scale; other values have 16 bits."""
    state = {"a": torch.randn(20, 30), "b": torch.randn(30)}
    back = unpacked_state(packed_state(state))
    assert float((back["a"] - state["a"]).abs().max()) <= float(state["a"].abs().max()) / 254 * 1.01
    assert torch.allclose(back["b"], state["b"], atol=2e-3)


def test_the_fine_tuned_encoder_is_an_encoder(prepared: Path, tmp_path: Path):
    """Its file is a graph that returns unit vectors."""
    work, out = tmp_path / "work", tmp_path / "out"
    campaign.main(["receive", "--parts", str(prepared), "--work", str(work)])
    run = ["run", "--work", str(work), "--out", str(out), "--device", "cpu", "--scale", "1"]
    encoder = work / "results" / "encoder" / "encoder.onnx"
    for _ in range(50):  # each run resumes the last one; on a busy machine a run may do a single step
        campaign.main([*run, "--minutes", "0.005"])
        if encoder.exists():
            break
    from index.models.runtime import open_session

    session = open_session(encoder)
    (vector,) = session.run(None, {"input_ids": torch.tensor([[101, 2040, 102]], dtype=torch.int32).numpy()})
    assert float((vector**2).sum()) == pytest.approx(1, abs=1e-3)
