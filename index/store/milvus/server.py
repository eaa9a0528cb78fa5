"""A Milvus server, with the few requests that the store needs. No other module imports pymilvus."""

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

_CHUNK_CHARACTERS = 65_535  # of a text field of Milvus, at most
_EXACT_ROWS = 100_000  # rows up to which a search scores every vector
_GRAPH = {"M": 16, "efConstruction": 200}
_BREADTH = 2  # candidates that a search of the graph follows, for each row that is wanted
_EVENTUALLY = "Eventually"  # enough, since a collection is complete before it is used, and then never changes
# Every gRPC server allows this by default: a ping each five minutes, and none without a request. pymilvus
# pings each ten seconds, and some servers then close the connection ("too many pings").
_PINGS = {"grpc.keepalive_time_ms": 300_000, "grpc.keepalive_permit_without_calls": 0}


class MilvusServer:
    """A connection to the server of the settings. Several threads may use it at once.

    Each method raises StoreUnavailable if the server cannot be reached or fails, StoreRefused if it does not
    accept the token, and StoreMissing if the collection does not exist.
    """

    def __init__(self, settings: StoreSettings) -> None:
        """Connect to the server. Also raises ExtraMissing, StoreTokenMissing and KeyExposed."""
        file = settings.token_file
        token = read_key_file(file, noun="token", owner="store", missing=StoreTokenMissing)
        try:
            from pymilvus import MilvusClient
        except ModuleNotFoundError as error:
            raise ExtraMissing("The store Milvus", "milvus") from error
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # errors that it logs are also raised
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

    # Collections, and the alias of the current one.

    def collection_of(self, alias: str) -> str | None:
        """The collection that an alias names; None if there is no such alias."""
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

    def set_alias(self, alias: str, collection: str) -> None:
        """Make an alias name a collection, in one step: it names the previous collection or this one."""
        known = self.collection_of(alias) is not None
        with self._errors():
            point = self._client.alter_alias if known else self._client.create_alias
            point(collection, alias, timeout=self._timeout)

    def delete_alias(self, alias: str) -> None:
        """Delete an alias, if it exists."""
        if self.collection_of(alias) is not None:
            with self._errors():
                self._client.drop_alias(alias, timeout=self._timeout)

    def drop(self, collection: str) -> None:
        """Delete a collection, if it exists."""
        with self._errors():
            self._client.drop_collection(collection, timeout=self._timeout)

    def rows(self, collection: str) -> int:
        """The number of rows of a collection, including those written last."""
        with self._errors():
            found = self._client.query(
                collection, filter="", output_fields=["count(*)"], consistency_level="Strong"
            )
        return int(found[0]["count(*)"])

    # Collections of vectors. Fields: row and vector.

    def create_vectors(self, collection: str, dimensions: int) -> None:
        """Make a collection of vectors. Then call `insert_vectors` for all rows, and `finish_vectors`."""
        from pymilvus import DataType

        schema = self._schema()
        schema.add_field("row", DataType.INT64, is_primary=True)
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimensions)
        self._create(collection, schema)

    def insert_vectors(self, collection: str, first: int, vectors: np.ndarray) -> None:
        """Write vectors, float32 [rows, dimensions], as the rows from `first` on."""
        rows = [{"row": row, "vector": vector} for row, vector in enumerate(vectors, first)]
        with self._errors():
            self._client.insert(collection, rows)

    def finish_vectors(self, collection: str, rows: int) -> None:
        """Index a filled collection of `rows` vectors, and load it into the server's memory.

        Up to 100,000 vectors are searched exactly, more through a graph (HNSW: Malkov and Yashunin 2018).
        """
        kind, parameters = ("FLAT", {}) if rows <= _EXACT_ROWS else ("HNSW", _GRAPH)
        self._finish(collection, "vector", kind, "IP", parameters)

    def nearest(self, collection: str, vector: np.ndarray, count: int, condition: str = "") -> np.ndarray:
        """The rows of the `count` vectors nearest to `vector`, int64, best first, that meet a condition.

        `condition` is an expression of Milvus's filter language; empty: every row meets it.
        """
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
        # `hit.id`, since the key in a hit is the name of the field, but "id" from servers before 2.4.
        return np.array([hit.id for hit in found[0]], np.int64)

    def vectors(self, collection: str, rows: Sequence[int]) -> dict[int, list[float]]:
        """Row → vector, for those of `rows` that exist."""
        found = self._get(collection, rows, ["row", "vector"])
        return {int(each["row"]): each["vector"] for each in found}

    # Collections of files in chunks. Fields: the chunk's key, the size of its file, and its bytes as text.

    def create_files(self, collection: str) -> None:
        """Make a collection of chunks. Then call `insert_chunks` for all of them, and `finish_files`."""
        from pymilvus import DataType

        schema = self._schema()
        schema.add_field("chunk", DataType.VARCHAR, is_primary=True, max_length=200)
        schema.add_field("size", DataType.INT64)
        schema.add_field("content", DataType.VARCHAR, max_length=_CHUNK_CHARACTERS)
        schema.add_field("unused", DataType.FLOAT_VECTOR, dim=2)  # Milvus has no collection without a vector
        self._create(collection, schema)

    def insert_chunks(self, collection: str, chunks: Iterable[tuple[str, int, str]]) -> None:
        """Write chunks, given as (key, size of its file, content)."""
        rows = [
            {"chunk": chunk, "size": size, "content": content, "unused": [0.0, 0.0]}
            for chunk, size, content in chunks
        ]
        with self._errors():
            self._client.insert(collection, rows)

    def finish_files(self, collection: str) -> None:
        """Make a filled collection of chunks readable."""
        self._finish(collection, "unused", "FLAT", "L2", {})

    def chunks(self, collection: str, chunks: Sequence[str]) -> dict[str, tuple[int, str]]:
        """Key → (size of its file, content), for those chunks that exist."""
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
        """Return the result of a request. If the collection is not loaded, as after a restart of the server,
        load it and repeat the request."""
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
                # Some connections end before a large graph is built. pymilvus then repeats the request, and
                # Milvus Lite, which answers when the graph is built, reports that there is an index already.
                if not self._client.list_indexes(collection, field):
                    raise
            self._client.load_collection(collection)
