"""The generations on a Milvus server: which is current, how a build publishes the next, how they are read.

    munshi                    an alias of the collection with the current generation's vectors
    munshi_<identity>         the vectors of a generation, by the generation's identity
    munshi_<identity>_files   its other files (see index/store/milvus/files.py)

A generation is written to collections of its own; the alias is changed last. So whoever asks for the alias
sees the old generation or the new one, at every moment. The previous generation stays until the next build,
for those who still read it. That build also removes the collections of killed builds.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from index.errors import IndexDamaged, IndexMismatch, IndexMissing, StoreMissing, StoreUnavailable, UserError
from index.search.vectors import VectorIndex, VectorWriter, file_parts
from index.settings import StoreSettings
from index.store.checksums import ChecksummedFolder, read_whole
from index.store.generation import Generation
from index.store.layout import UNLISTED_FILES, VECTOR_FILES, VECTORS_FILE
from index.store.manifest import Manifest, read_manifest
from index.store.milvus.files import RemoteFiles, write_files
from index.store.milvus.server import MilvusServer
from index.store.milvus.vectors import MilvusVectors

_ROWS_WRITTEN = 1 << 10  # vectors that are written at a time
_REWRITES = 3  # attempts that another build may spoil by removing a generation while it is written
_T = TypeVar("_T")


class MilvusStore:
    """The generations of one index on a Milvus server. Raises as MilvusServer does."""

    def __init__(self, settings: StoreSettings) -> None:
        self._server = MilvusServer(settings)
        self._alias = settings.collection
        self._location = settings.location
        self._folder = Path(re.sub("https?://", "", settings.location))  # for the paths in error messages

    def identity(self) -> str | None:
        """The identity of the current generation; None if there is none.

        Raises IndexMismatch if the alias names a collection that Munshi did not write.
        """
        collection = self._server.collection_of(self._alias)
        if collection is None:
            return None
        found = re.fullmatch(rf"{re.escape(self._alias)}_([0-9a-f]{{64}})", collection)
        if not found:
            raise IndexMismatch(
                f"The alias {self._location} names the collection {collection}, which Munshi did not write."
            )
        return found[1]

    def manifest(self) -> Manifest:
        """Read the current generation's manifest. Raises IndexMissing, IndexDamaged or IndexMismatch."""
        return self._with_current(lambda identity: self._read_manifest(identity)[0])

    def open(self, *, verify: bool = False) -> Generation:
        """Open the current generation; with `verify`, check every byte of its files, but not the vectors.

        Raises IndexMissing, IndexDamaged or IndexMismatch.
        """
        return self._with_current(lambda identity: self._open(identity, verify))

    def verified_manifest(self) -> Manifest:
        """Check every byte of the current generation, vectors too, and return its manifest.

        Raises as `open`.
        """

        def verify(identity: str) -> Manifest:
            manifest, checked = self._checked(identity)
            checked.verify()
            vectors = self._vectors(identity, manifest)
            batches = map(vectors.vectors, vectors.batches())
            checked.check_parts(VECTORS_FILE, file_parts(vectors.dimensions, len(vectors), batches))
            return manifest

        return self._with_current(verify)

    def size(self) -> int:
        """Bytes of the current generation: its files, with its vectors in single precision."""
        sizes = self.manifest().checksums.sizes
        return sum(size * 2 if name == VECTORS_FILE else size for name, size in sizes.items())

    def _with_current(self, use: Callable[[str], _T]) -> _T:
        """Call `use` with the identity of the current generation.

        If `use` fails because a build replaced the generation meanwhile, it is called again.
        """
        while True:
            identity = self.identity()
            if identity is None:
                raise IndexMissing(f"There is no index in {self._location} yet.")
            try:
                return use(identity)
            except (StoreMissing, IndexDamaged):
                if self.identity() == identity:
                    raise

    def _read_manifest(self, identity: str) -> tuple[Manifest, RemoteFiles, Path]:
        folder = self._folder / self._collection(identity)
        files = RemoteFiles(self._server, f"{self._collection(identity)}_files", folder)
        return read_manifest(folder, files), files, folder

    def _checked(self, identity: str) -> tuple[Manifest, ChecksummedFolder]:
        manifest, files, folder = self._read_manifest(identity)
        return manifest, ChecksummedFolder.open(folder, manifest.checksums, files, absent=VECTOR_FILES)

    def _vectors(self, identity: str, manifest: Manifest) -> MilvusVectors:
        rows = sum(entry.passages for entry in manifest.documents)
        return MilvusVectors(self._server, self._collection(identity), rows)

    def _open(self, identity: str, verify: bool) -> Generation:
        manifest, checked = self._checked(identity)
        generation = Generation.read(checked, manifest, identity, lambda: self._vectors(identity, manifest))
        if verify:
            generation.verify()
        return generation

    # Methods for builds.

    def publish(self, generation: Generation, notify: Callable[[int], None]) -> None:
        """Make a generation on disk the current one. `notify` gets the number of vectors written so far.

        If that fails, the current generation stays, and the new collections are removed if the server allows
        it. If another build removes the new collections, since they are not current yet, they are written
        again, up to three times.
        """
        for _ in range(_REWRITES):
            with contextlib.suppress(StoreMissing):
                return self._publish(generation, notify)
        self._publish(generation, notify)

    def _publish(self, generation: Generation, notify: Callable[[int], None]) -> None:
        assert generation.identity is not None
        with contextlib.suppress(StoreUnavailable):  # the next build removes what remains
            self.remove_unused()
        collection = self._collection(generation.identity)
        files = f"{collection}_files"
        try:
            self._write(generation, collection, files, notify)
            self._server.set_alias(self._alias, collection)
        except BaseException:
            with contextlib.suppress(UserError):
                if self._server.collection_of(self._alias) != collection:
                    self._drop(collection, files)
            raise

    def _write(
        self, generation: Generation, collection: str, files: str, notify: Callable[[int], None]
    ) -> None:
        server, vectors = self._server, generation.vectors
        assert isinstance(vectors, VectorIndex)
        names = [name for name in generation.manifest.checksums.sizes if name not in VECTOR_FILES]
        server.create_files(files)
        chunks = write_files(server, files, generation.folder, [*names, *UNLISTED_FILES])
        server.create_vectors(collection, generation.dimensions)
        for first in range(0, len(vectors), _ROWS_WRITTEN):
            notify(first)
            server.insert_vectors(collection, first, vectors.stored(first, first + _ROWS_WRITTEN))
        server.finish_files(files)
        server.finish_vectors(collection, len(vectors))
        if (server.rows(collection), server.rows(files)) != (len(vectors), chunks):
            raise StoreUnavailable(
                f"The Milvus server of {self._location} has not kept all that was written to it."
            )

    def restore(self, folder: Path) -> None:
        """Write the files of the current generation into an empty folder, unchecked. Raises as `open`."""

        def write(identity: str) -> None:
            manifest, files, remote = self._read_manifest(identity)
            for name in manifest.checksums.sizes.keys() - VECTOR_FILES | set(UNLISTED_FILES):
                path = folder / name
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(read_whole(files(remote / name)))
            vectors = self._vectors(identity, manifest)
            writer = VectorWriter(folder / VECTORS_FILE, vectors.dimensions)
            for rows in vectors.batches():
                writer.append(vectors.vectors(rows))
            writer.close()

        self._with_current(write)

    def delete(self) -> bool:
        """Delete all generations. Return whether one was current."""
        existed = self.identity() is not None
        self._server.delete_alias(self._alias)
        self.remove_unused()
        return existed

    def remove_unused(self) -> None:
        """Remove the collections of all generations but the current one. Collections of others stay."""
        own = re.compile(rf"({re.escape(self._alias)}_[0-9a-f]{{64}})(?:_files)?")
        for name in self._server.collections():
            found = own.fullmatch(name)
            # The alias is read each time, since another build may have finished meanwhile.
            if found and found[1] != self._server.collection_of(self._alias):
                self._drop(name)

    def _drop(self, *collections: str) -> None:
        for collection in collections:
            with contextlib.suppress(StoreMissing):
                self._server.drop(collection)

    def _collection(self, identity: str) -> str:
        return f"{self._alias}_{identity}"
