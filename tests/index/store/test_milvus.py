"""A store on a Milvus server: killed servers and builds, other machines, and its refusals in words."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent import futures
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest

from bot.config import load
from index.engine import Engine
from index.errors import (
    IndexDamaged,
    IndexMismatch,
    IndexReadOnly,
    KeyExposed,
    OtherDocuments,
    StoreMissing,
    StoreRefused,
    StoreTokenMissing,
    StoreUnavailable,
)
from index.settings import EncoderSettings, IndexSettings, PassageSettings, StoreSettings
from index.store import manifest
from index.store.build import build
from index.store.changes import pending_changes
from index.store.layout import MANIFEST_CHECKSUM_FILE, MANIFEST_FILE
from index.store.milvus.failures import NotLoaded, failure
from index.store.milvus.server import MilvusServer
from index.store.milvus.store import MilvusStore
from index.store.store import Store
from tests.conftest import environment
from tests.milvus_lite import MilvusLite

ROOT = Path(__file__).resolve().parents[3]
T = TypeVar("T")
QUESTION = "Who took over the bakery on Mill Street?"


@pytest.fixture
def published(small_index: IndexSettings, milvus_store: StoreSettings) -> IndexSettings:
    """Three short documents, indexed and published."""
    settings = replace(small_index, store=milvus_store)
    build(settings)
    return settings


def collections(settings: IndexSettings) -> set[str]:
    """The collections of an index on its server."""
    every = MilvusServer(settings.store).collections()
    return {name for name in every if name.startswith(f"{settings.store.collection}_")}


def other_machine(settings: IndexSettings, name: str = "other") -> IndexSettings:
    """The same documents and server, and an index folder of its own."""
    return replace(settings, index=settings.index.with_name(name))


def once_reachable(call: Callable[[], T]) -> T:
    """The result of a call, repeated while the server is away: a failed connection rests for seconds."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return call()
        except StoreUnavailable:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def test_a_killed_server_comes_back_with_the_index(small_index: IndexSettings, own_server: MilvusLite):
    """Without the server a question fails with a sentence; after its restart the same engine answers."""
    settings = replace(small_index, store=StoreSettings("milvus", own_server.address, timeout=30))
    build(settings)
    engine = Engine.open(settings)
    before = engine.retrieve(QUESTION, 3)
    own_server.kill()
    away = Engine.open(replace(settings, store=StoreSettings()))  # the builder's own folder answers still
    assert away.retrieve(QUESTION, 3) == before
    with pytest.raises(StoreUnavailable, match=r"The Milvus server at http://127\.0\.0\.1:\d+ cannot be"):
        Engine.open(replace(settings, store=replace(settings.store, timeout=2)))
    own_server.start()
    assert once_reachable(lambda: engine.retrieve(QUESTION, 3)) == before
    assert Engine.open(settings).retrieve(QUESTION, 3) == before


def test_a_server_away_during_a_build_loses_nothing(
    small_index: IndexSettings, own_server: MilvusLite, write: Callable[..., Path]
):
    """Promise 4: vectors made before the server went away are published by the next build, not made again."""
    settings = replace(small_index, store=StoreSettings("milvus", own_server.address, timeout=30))
    build(settings)
    write("bakery.txt", "Jonas took over the bakery on Mill Street.\n")
    killed = []

    def kill_when_publishing(progress: object) -> None:
        if getattr(progress, "stage", "") == "publishing" and not killed:
            killed.append(True)
            own_server.kill()

    with pytest.raises(StoreUnavailable, match="The Milvus server"):
        build(replace(settings, store=replace(settings.store, timeout=3)), progress=kill_when_publishing)
    own_server.start()
    assert "Jonas" not in once_reachable(lambda: Engine.open(settings)).retrieve(QUESTION, 1)[0].passage.text
    report = build(settings)
    assert not report.embedded
    assert "Jonas" in Engine.open(settings).retrieve(QUESTION, 1)[0].passage.text
    assert len(collections(settings)) <= 4


def test_a_graph_that_is_asked_for_again(milvus_store: StoreSettings, monkeypatch: pytest.MonkeyPatch):
    """If the connection is lost while a large index is made, the request is repeated and succeeds."""
    monkeypatch.setattr("index.store.milvus.server._EXACT_ROWS", 10)
    server, collection = MilvusServer(milvus_store), f"{milvus_store.collection}_graph"
    vectors = np.eye(20, dtype=np.float32)
    server.create_vectors(collection, 20)
    server.insert_vectors(collection, 0, vectors)
    for _ in range(2):
        server.finish_vectors(collection, 20)
    assert server.nearest(collection, vectors[7], 1).tolist() == [7]
    server.drop(collection)


KILLED = """
import os, signal, sys
from pathlib import Path
from bot.config import load
from index.store.milvus import server
step = getattr(server.MilvusServer, sys.argv[2])
setattr(server.MilvusServer, sys.argv[2], lambda *a: (sys.argv[3] == "after" and step(*a), os.kill(os.getpid(), 9)))
from index.store.build import build
build(load(Path(sys.argv[1])).engine)
"""
STEPS = [
    ("create_files", "after"),
    ("insert_vectors", "after"),
    ("finish_vectors", "after"),
    ("set_alias", "before"),
    ("set_alias", "after"),
]


@pytest.mark.parametrize(("step", "when"), STEPS)
def test_a_killed_build_leaves_the_alias(
    published: IndexSettings, write: Callable[..., Path], config, step: str, when: str
):
    """Promise 3: after a kill the old or the new index answers; the next build removes the rest."""
    write("bakery.txt", "Jonas took over the bakery on Mill Street.\n")
    before = Store(published.index).identity()
    path = config(published)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), step, when], cwd=ROOT, env=environment(), timeout=120
    )
    assert killed.returncode == -signal.SIGKILL
    engine = Engine.open(published)
    assert (engine.identity == before) == ((step, when) != ("set_alias", "after"))
    assert ("Jonas" in engine.retrieve(QUESTION, 1)[0].passage.text) == (engine.identity != before)
    assert not build(published).embedded  # its own folder kept what the killed build embedded
    assert "Jonas" in Engine.open(published).retrieve(QUESTION, 1)[0].passage.text
    build(published)
    current = f"{published.store.collection}_{Store(published.index).identity()}"
    assert collections(published) == {current, f"{current}_files"}


def test_a_build_goes_on_from_another_machines(published: IndexSettings, write: Callable[..., Path]):
    """Promise 4: a builder without an index folder takes the published index, and embeds only changes."""
    other = other_machine(published)
    assert not build(other).written
    assert Store(other.index).identity() == Store(published.index).identity()
    write("bakery.txt", "Jonas took over the bakery on Mill Street.\n")
    assert build(other).embedded == 1
    assert not build(published).written  # and the first one takes that up
    assert Store(other.index).identity() == Store(published.index).identity()
    assert Store(other.index).open(verify=True).manifest.documents


def test_two_builders_at_once(published: IndexSettings, write: Callable[..., Path]):
    """Promise 3: two machines that build at the same time leave all whole.

    Each may take away what the other is writing; then both say so, and the next build goes through.
    """
    write("bakery.txt", "Jonas took over the bakery on Mill Street.\n")

    def attempt(settings: IndexSettings) -> None:
        with suppress(StoreUnavailable):
            build(settings)

    with futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(attempt, [published, other_machine(published)]))
    build(published)
    engine = Engine.open(other_machine(published, "none"))
    assert "Jonas" in engine.retrieve(QUESTION, 1)[0].passage.text


def test_nobody_who_asks_sees_the_alias_switch(published: IndexSettings, write: Callable[..., Path]):
    """Promise 3: while builds replace the index repeatedly, each question is answered from a whole one."""
    texts = [f"Jonas took over the bakery on Mill Street in {year}.\n" for year in range(1990, 1994)]
    stop, failures, seen = threading.Event(), [], set()

    def asking() -> None:
        engine = Engine.open(published)
        while not stop.is_set():
            try:
                if not engine.is_current():
                    engine = Engine.open(published)
                seen.add(engine.retrieve(QUESTION, 1)[0].passage.text)
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=asking) for _ in range(3)]
    for thread in threads:
        thread.start()
    for text in texts:
        write("bakery.txt", text)
        build(published)
    time.sleep(0.5)
    stop.set()
    for thread in threads:
        thread.join()
    assert not failures
    assert texts[-1].strip() in {text.strip() for text in seen}


def test_a_reader_two_builds_behind_is_told(published: IndexSettings, write: Callable[..., Path]):
    """The previous generation is kept, an older one is not: a question to it raises StoreMissing."""
    engine = Engine.open(published)
    for text in ("Jonas took over.\n", "Karin took over.\n"):
        write("bakery.txt", text)
        build(published)
    with pytest.raises(StoreMissing, match="does not have what was asked for"):
        engine.retrieve(QUESTION, 3)


def upsert(settings: IndexSettings, suffix: str, row: dict[str, object]) -> None:
    """Change a row of the current generation's collections without Munshi."""
    server = MilvusServer(settings.store)
    collection = f"{settings.store.collection}_{Store(settings.index).identity()}{suffix}"
    server._client.upsert(collection, [row])
    server.rows(collection)  # waits until it can be read


def test_damage_on_the_server_is_noticed(published: IndexSettings):
    """Promise 6: quotes are checked when they arrive from the server; `index --full` repairs the damage."""
    size = MilvusStore(published.store).manifest().checksums.sizes["text.utf8"]
    content = b64encode(b"x" * size).decode()
    upsert(published, "_files", {"chunk": "text.utf8:0", "size": size, "content": content, "unused": [0, 0]})
    for look in (MilvusStore(published.store).verified_manifest, lambda: Engine.open(published, verify=True)):
        with pytest.raises(IndexDamaged, match=r"text\.utf8 does not match its checksum"):
            look()
    build(published, full=True)
    assert MilvusStore(published.store).verified_manifest() == Store(published.index).manifest()


def test_damaged_vectors_are_noticed(published: IndexSettings):
    """`status` checks the vectors too, and a build on another machine uses no damaged ones."""
    store = MilvusStore(published.store)
    dimensions = store.open().dimensions
    upsert(published, "", {"row": 1, "vector": np.eye(1, dimensions)[0].tolist()})
    with pytest.raises(IndexDamaged, match=r"vectors\.faiss does not match its checksum"):
        store.verified_manifest()
    report = build(other_machine(published))
    assert report.embedded == 3
    assert report.warnings[0].endswith("vectors.faiss does not match its checksum. It is replaced.")
    assert store.verified_manifest().documents
    collection = f"{published.store.collection}_{store.identity()}"
    server = MilvusServer(published.store)
    server._client.delete(collection, ids=[2])
    server.rows(collection)  # waits until it can be read
    with pytest.raises(IndexDamaged, match="has no vector 2"):
        store.verified_manifest()


def forge_manifest(settings: IndexSettings, name: str, other: str, *, built_at: float) -> None:
    """Make the current generation's manifest name a file otherwise, with its own checksum right."""
    text = replace(MilvusStore(settings.store).manifest(), built_at=built_at).to_json()
    forged = text.replace(f'"{name}": ', f'"{other}": ').encode()
    line = f"{sha256(forged).hexdigest()}  {MANIFEST_FILE}\n".encode()
    for name, content in ((MANIFEST_FILE, forged), (MANIFEST_CHECKSUM_FILE, line)):
        put_file(settings, name, content)


def put_file(settings: IndexSettings, name: str, content: bytes, *, size: int | None = None) -> None:
    text, told = b64encode(content).decode(), len(content) if size is None else size
    row = {"chunk": f"{name}:0", "size": told, "content": text, "unused": [0.0, 0.0]}
    upsert(settings, "_files", row)


@pytest.mark.parametrize("name", ["../../escaped.txt", "x/../../../escaped.txt"])
def test_a_server_that_lies_writes_nothing_outside_the_index(
    published: IndexSettings, tmp_path: Path, name: str
):
    """A manifest with files elsewhere is damage: a build uses nothing of it, and publishes its own index."""
    first = next(iter(MilvusStore(published.store).manifest().checksums.sizes))
    put_file(published, name, b"owned")
    forge_manifest(published, first, name, built_at=time.time() + 60)
    report = build(other_machine(published))
    assert "manifest.json is missing or cannot be read. It is replaced." in report.warnings[0]
    assert not list(tmp_path.rglob("escaped.txt"))
    assert MilvusStore(published.store).verified_manifest().documents


def test_a_size_that_is_not_true_costs_nothing(published: IndexSettings):
    """If the server states a size for a file that no memory holds, the end of its chunks is damage."""
    put_file(published, MANIFEST_FILE, b"{}", size=1 << 60)
    with pytest.raises(IndexDamaged, match=r"manifest\.json is missing or cannot be read"):
        MilvusStore(published.store).manifest()


# ---------------------------------------------------------------- refusals


def test_other_settings_are_refused(published: IndexSettings):
    """An index of another encoder, with other dimensions, or of other passages does not answer."""
    for other in (
        replace(published, encoder=EncoderSettings(precision="float32")),
        replace(published, passages=PassageSettings(tokens=64)),
    ):
        with pytest.raises(
            IndexMismatch, match=r"The index in test_\w+ at http.* was made with other settings"
        ):
            Engine.open(other)


def test_another_versions_index_is_refused(published: IndexSettings, monkeypatch: pytest.MonkeyPatch):
    """An index of another format is refused for its format, not for an error in reading it."""
    monkeypatch.setattr(manifest, "FORMAT_VERSION", manifest.FORMAT_VERSION + 1)
    with pytest.raises(IndexMismatch, match="was written by another version of Munshi"):
        Engine.open(published)


def test_what_others_wrote_is_left_alone(small_index: IndexSettings, milvus_store: StoreSettings):
    """An alias of that name that names another program's collection is not changed."""
    server = MilvusServer(milvus_store)
    foreign = f"{milvus_store.collection}_other_program"
    server.create_vectors(foreign, 8)
    server.set_alias(milvus_store.collection, foreign)
    settings = replace(small_index, store=milvus_store)
    for use in (build, Engine.open):
        with pytest.raises(
            IndexMismatch, match=f"names the collection {foreign}, which Munshi did not write"
        ):
            use(settings)
    assert server.collection_of(milvus_store.collection) == foreign


def test_tokens_are_read_from_a_private_file(milvus_store: StoreSettings, tmp_path: Path):
    """The file must contain the token alone, and only its owner may read it."""
    path = tmp_path / "token"
    settings = replace(milvus_store, token_file=path)
    with pytest.raises(StoreTokenMissing, match="cannot be read: No such file"):
        MilvusServer(settings)
    path.write_text("two words\n")
    with pytest.raises(StoreTokenMissing, match="does not hold a token and nothing else"):
        MilvusServer(settings)
    path.write_text("root:Milvus\n")
    path.chmod(0o644)
    with pytest.raises(KeyExposed, match="Others on this machine can read the store's token"):
        MilvusServer(settings)
    path.chmod(0o600)
    MilvusServer(settings)


@pytest.fixture
def refusing(milvus: str) -> Iterator[str]:
    """The address of a server that accepts no token, and says so as Milvus does."""
    import grpc

    class Refusing(grpc.GenericRpcHandler):
        def service(self, details):
            def refuse(request, context):
                message = "auth check failure, please check username and password are correct"
                context.abort(grpc.StatusCode.UNAUTHENTICATED, message)

            return grpc.unary_unary_rpc_method_handler(refuse)

    server = grpc.server(futures.ThreadPoolExecutor(2), handlers=[Refusing()])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"http://127.0.0.1:{port}"
    server.stop(None)


def test_a_wrong_token_is_told_apart(refusing: str):
    """A server that does not accept the token is distinguished from one that is away."""
    with pytest.raises(StoreRefused, match=r"The Milvus server at http://127\.0\.0\.1:\d+ does not accept"):
        MilvusServer(StoreSettings("milvus", refusing, timeout=5)).collections()


@pytest.mark.parametrize("name", ["authors", "permissions", "unavailable_deadlines"])
def test_no_name_of_a_collection_is_taken_for_an_error(
    small_index: IndexSettings, milvus_store: StoreSettings, name: str
):
    """An index is built and answers, whatever words of error messages its name contains."""
    store = replace(milvus_store, collection=f"{milvus_store.collection}_{name}")
    settings = replace(small_index, store=store)
    build(settings)
    assert Engine.open(settings).retrieve(QUESTION, 1)
    MilvusServer(store).delete_alias(store.collection)


@pytest.mark.parametrize(
    ("code", "message", "kind"),
    [
        (100, "can't find collection[database=default][collection=authors]", StoreMissing),
        (1600, "alias not found[database=default][alias=authors]", StoreMissing),
        (101, "collection not loaded[collection=authors]", NotLoaded),
        (1400, "privilege not authenticated", StoreRefused),
        (2, "Fail connecting to server on authors:19530", StoreUnavailable),
        (65535, "collection 'authors' does not exist", StoreMissing),
        (65535, "can't load the collection 'authors'", StoreUnavailable),
        (65535, "call unauthenticated: auth check failure", StoreRefused),
    ],
)
def test_errors_are_classed_by_their_codes(milvus: str, code: int, message: str, kind: type[Exception]):
    """The code of an error decides its meaning; without a known code, the message without names does."""
    from pymilvus import MilvusException

    assert type(failure("http://a:1", MilvusException(code, message))) is kind


def test_an_address_where_nothing_listens(tmp_path: Path):
    """A server that is away raises a sentence, within the time that the settings allow."""
    with pytest.raises(
        StoreUnavailable, match=r"The Milvus server at http://127\.0\.0\.1:9 cannot be reached"
    ):
        MilvusServer(StoreSettings("milvus", "http://127.0.0.1:9", timeout=2))


def test_nothing_of_a_server_is_kept_on_disk(published: IndexSettings):
    """A process that only answers needs no index folder, and makes none."""
    reader = other_machine(published, "none")
    shutil.rmtree(published.index)
    assert Engine.open(reader).ask("Who opened the bakery?").citations
    assert not reader.index.exists()


def test_commands_have_the_same_words(
    small_index: IndexSettings, milvus_store: StoreSettings, config, munshi
):
    """`index`, `ask`, `chat` and `status` work as in a folder, and give advice if the server is away."""
    path = str(config(replace(small_index, store=milvus_store)))
    indexed = munshi("index", "--config", path)
    assert indexed.returncode == 0, indexed.stderr
    reader = str(config(replace(small_index, index=small_index.index.with_name("none"), store=milvus_store)))
    asked = munshi("ask", "--config", reader, "Who opened the bakery on Mill Street?")
    assert asked.returncode in (0, 1), asked.stderr
    assert "Marta opened the bakery" in asked.stdout
    status = munshi("status", "--config", reader)
    assert f"{milvus_store.collection} at {milvus_store.address}" in status.stdout
    apart = replace(small_index, documents=small_index.index / "none", index=small_index.index / "none too")
    path = str(config(replace(apart, store=milvus_store)))
    chat = munshi("chat", "--config", path, input="Who bakes rye?\n")
    assert chat.returncode == 0
    assert "She bakes rye bread every Friday." in chat.stdout
    assert "The answer is from what was indexed before." in chat.stderr
    away = replace(milvus_store, address="http://127.0.0.1:9", timeout=2)
    refused = munshi("ask", "--config", str(config(replace(small_index, store=away))), "Who?")
    assert refused.returncode == 3
    assert (
        "The Milvus server at http://127.0.0.1:9 cannot be reached. Start it, or put right" in refused.stderr
    )


def test_other_documents_have_an_index_of_their_own(
    small_index: IndexSettings, milvus_store, config, tmp_path
):
    """Promise 8: a Discord server's documents, or those of `--documents`, go to collections of their own."""
    path = config(replace(small_index, store=milvus_store))
    path.write_text(path.read_text() + "[servers.12]\ndocuments = 'theirs'\n")
    settings = load(path)
    assert settings.servers[12].store.collection == f"{milvus_store.collection}_12"
    other = load(path, documents=tmp_path / "other").engine
    assert other.store.collection.startswith(f"{milvus_store.collection}_other_")


def test_an_index_of_other_documents_is_not_replaced_by_accident(published: IndexSettings, tmp_path: Path):
    """A build from a folder that has none of its documents is refused, except by those who ask for it."""
    folder = tmp_path / "others"
    folder.mkdir()
    (folder / "other.txt").write_text("The pool closes at nine.\n")
    others = replace(published, documents=folder, index=tmp_path / "others-index")
    before = Engine.open(published).ask("Who opened the bakery?")
    with pytest.raises(OtherDocuments, match="has none of the documents in the folder"):
        build(others)
    assert Engine.open(published).ask("Who opened the bakery?").text == before.text
    build(replace(others, store=IndexSettings().store))  # an index of its own, which is then to be published
    with pytest.raises(OtherDocuments):
        build(others)
    (folder / "bakery.txt").write_text("Jonas opened the bakery.\n")  # one document of the same name
    assert build(others).written
    (folder / "bakery.txt").rename(folder / "shop.txt")
    (folder / "other.txt").unlink()
    with pytest.raises(OtherDocuments):
        build(others)
    assert build(others, delete_if_empty=True).written
    assert [entry.name for entry in Engine.open(others).documents] == ["shop.txt"]


def test_a_machine_that_only_reads_never_builds(published: IndexSettings, tmp_path: Path):
    """It answers without a documents folder, is never stale, and refuses to build."""
    settings = replace(
        published,
        documents=tmp_path / "none",
        index=tmp_path / "no-index",
        store=replace(published.store, read_only=True),
    )
    engine = Engine.open(settings)
    assert engine.ask("Who opened the bakery?").text
    assert not engine.is_stale()
    assert not pending_changes(settings).any
    for options in ({}, {"full": True}, {"dry_run": True}, {"delete_if_empty": True}):
        with pytest.raises(IndexReadOnly, match="This machine only reads the index"):
            build(settings, **options)
    assert not settings.index.exists()


def test_an_index_folder_is_never_read_only(small_index: IndexSettings):
    """The setting is about a server."""
    settings = replace(small_index, store=replace(small_index.store, read_only=True))
    assert not build(settings).written
