"""A Milvus server, in the few words that the store has for it. The one door of pymilvus."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from index.errors import ExtraMissing, StoreMissing, StoreTokenMissing
from index.key_file import read_key_file
from index.settings import StoreSettings
from index.store.milvus.failures import NotLoaded, failure

CHUNK_CHARACTERS = 65_535  #: of a text field of Milvus, at most
_EXACT_ROWS = 100_000  # up to which every vector is scored
_GRAPH = {"M": 16, "efConstruction": 200}
_BREADTH = 2  # times the candidates that are wanted are followed in the graph
_EVENTUALLY = "Eventually"  # a collection is whole before anyone is sent to it, and never changes then
# What any gRPC server allows by default: a ping each five minutes, and none while nothing is asked. pymilvus
# pings each ten seconds, at which some servers close the connection ("too many pings").
_PINGS = {"grpc.keepalive_time_ms": 300_000, "grpc.keepalive_permit_without_calls": 0}


class MilvusServer:
    """A connection to the server of the settings. Several threads may use it at once.

    Each method raises StoreUnavailable where the server is away or fails, StoreRefused where it does not take
    the token, and StoreMissing where the collection is not there.
    """

    def __init__(self, settings: StoreSettings) -> None:
        """Connect. Raises also ExtraMissing, StoreTokenMissing and KeyExposed."""
        file = settings.token_file
        token = read_key_file(file, noun="token", owner="store", missing=StoreTokenMissing)
        try:
            from pymilvus import MilvusClient
        except ModuleNotFoundError as error:
            raise ExtraMissing("The store Milvus", "milvus") from error
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # its errors are raised as well
        self._address = settings.address
        self._timeout = settings.timeout
        with self._errors():
            self._client: Any = MilvusClient(
                settings.address, token=token, timeout=settings.timeout, grpc_options=_PINGS
            )

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        from pymilvus import MilvusException

        try:
            yield
        except MilvusException as error:
            raise failure(self._address, error) from error
        except Exception as error:
            if type(error).__module__.partition(".")[0] != "grpc":
                raise
            raise failure(self._address, error) from error

    # Collections and the name that leads to the current one.

    def collection_of(self, alias: str) -> str | None:
        """The collection that an alias names, or None where there is no such alias."""
        try:
            with self._errors():
                found = self._client.describe_alias(alias, timeout=self._timeout)
        except StoreMissing:
            return None
        return str(found["collection_name"])

    def collections(self) -> list[str]:
        """The names of all collections."""
        with self._errors():
            return list(self._client.list_collections(timeout=self._timeout))

    def point(self, alias: str, collection: str) -> None:
        """Have an alias name a collection: whoever looks sees the one before or this one."""
        known = self.collection_of(alias) is not None
        with self._errors():
            point = self._client.alter_alias if known else self._client.create_alias
            point(collection, alias, timeout=self._timeout)

    def forget(self, alias: str) -> None:
        """Delete an alias, where there is one."""
        if self.collection_of(alias) is not None:
            with self._errors():
                self._client.drop_alias(alias, timeout=self._timeout)

    def drop(self, collection: str) -> None:
        """Delete a collection, where there is one."""
        with self._errors():
            self._client.drop_collection(collection, timeout=self._timeout)

    def rows(self, collection: str) -> int:
        """How many rows a collection has, all that were written counted."""
        with self._errors():
            found = self._client.query(
                collection, filter="", output_fields=["count(*)"], consistency_level="Strong"
            )
        return int(found[0]["count(*)"])

    # Vectors: row and vector.

    def create_vectors(self, collection: str, dimensions: int) -> None:
        """Make a collection of vectors, which `insert_vectors` fills, then `finish_vectors`."""
        from pymilvus import DataType

        schema = self._schema()
        schema.add_field("row", DataType.INT64, is_primary=True)
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimensions)
        self._create(collection, schema)

    def insert_vectors(self, collection: str, first: int, vectors: np.ndarray) -> None:
        """Write vectors, float32 [rows, dimensions], as rows `first` and following."""
        rows = [{"row": row, "vector": vector} for row, vector in enumerate(vectors, first)]
        with self._errors():
            self._client.insert(collection, rows)

    def finish_vectors(self, collection: str, rows: int) -> None:
        """Index a filled collection of this many vectors and load it into the server's memory.

        Up to 100,000 are searched exactly, more through a graph (HNSW: Malkov and Yashunin 2018).
        """
        kind, parameters = ("FLAT", {}) if rows <= _EXACT_ROWS else ("HNSW", _GRAPH)
        self._finish(collection, "vector", kind, "IP", parameters)

    def nearest(self, collection: str, vector: np.ndarray, count: int, condition: str = "") -> np.ndarray:
        """The rows of the `count` vectors nearest to `vector`, int64, best first, where a condition holds."""
        parameters = {"metric_type": "IP", "params": {"ef": _BREADTH * count}}
        search = partial(
            self._client.search,
            collection,
            [vector.tolist()],
            filter=condition,
            limit=count,
            search_params=parameters,
            consistency_level=_EVENTUALLY,
            timeout=self._timeout,
        )
        found = self._read(collection, search)
        # By `id`: the key that a hit has it under is the field's name, but "id" from servers before 2.4.
        return np.array([hit.id for hit in found[0]], np.int64)

    def vectors(self, collection: str, rows: Sequence[int]) -> dict[int, list[float]]:
        """Row → vector, of those of `rows` that are there."""
        found = self._get(collection, rows, ["row", "vector"])
        return {int(each["row"]): each["vector"] for each in found}

    # Files, cut into chunks: name and number, size of the whole file, and bytes as text.

    def create_files(self, collection: str) -> None:
        """Make a collection of files' chunks, which `insert_chunks` fills, then `finish_files`."""
        from pymilvus import DataType

        schema = self._schema()
        schema.add_field("chunk", DataType.VARCHAR, is_primary=True, max_length=200)
        schema.add_field("size", DataType.INT64)
        schema.add_field("content", DataType.VARCHAR, max_length=CHUNK_CHARACTERS)
        schema.add_field("unused", DataType.FLOAT_VECTOR, dim=2)  # Milvus has no collection without a vector
        self._create(collection, schema)

    def insert_chunks(self, collection: str, chunks: Iterable[tuple[str, int, str]]) -> None:
        """Write chunks as (chunk, size of its file, content)."""
        rows = [
            {"chunk": chunk, "size": size, "content": content, "unused": [0.0, 0.0]}
            for chunk, size, content in chunks
        ]
        with self._errors():
            self._client.insert(collection, rows)

    def finish_files(self, collection: str) -> None:
        """Have a filled collection of chunks read."""
        self._finish(collection, "unused", "FLAT", "L2", {})

    def chunks(self, collection: str, chunks: Sequence[str]) -> dict[str, tuple[int, str]]:
        """Chunk → size of its file and content, of those that are there."""
        found = self._get(collection, chunks, ["chunk", "size", "content"])
        return {each["chunk"]: (int(each["size"]), each["content"]) for each in found}

    def _get(self, collection: str, keys: Sequence[Any], fields: list[str]) -> list[Any]:
        get = partial(
            self._client.query,
            collection,
            ids=list(keys),
            output_fields=fields,
            consistency_level=_EVENTUALLY,
            timeout=self._timeout,
        )
        return list(self._read(collection, get))

    def _read(self, collection: str, read: Callable[[], Any]) -> Any:
        """What a request for a collection gives; it is loaded where a restart of the server unloaded it."""
        try:
            with self._errors():
                return read()
        except NotLoaded:
            with self._errors():
                self._client.load_collection(collection)
                return read()

    def _schema(self) -> Any:
        return self._client.create_schema(auto_id=False, enable_dynamic_field=False)

    def _create(self, collection: str, schema: Any) -> None:
        with self._errors():
            self._client.create_collection(collection, schema=schema, consistency_level=_EVENTUALLY)

    def _finish(
        self, collection: str, field: str, kind: str, metric: str, parameters: dict[str, Any]
    ) -> None:
        from pymilvus import MilvusException

        index = self._client.prepare_index_params()
        index.add_index(field, index_type=kind, metric_type=metric, params=parameters)
        with self._errors():
            # Flushed before it is loaded: then whoever reads it, at any consistency, reads all of it.
            self._client.flush(collection)
            try:
                # While an index is made, vectors are searched without it, which is what FLAT does.
                self._client.create_index(collection, index, sync=kind != "FLAT")
            except MilvusException:
                # A large graph takes longer than some connections last. pymilvus then asks again, and
                # Milvus Lite, which answers once the graph is made, says that there is one.
                if not self._client.list_indexes(collection, field):
                    raise
            self._client.load_collection(collection)
