"""Uploads of managers: files are checked, written and read at once, and the reply says what was read."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from bot.discord.errors import MemberError
from bot.discord.indexes.engines import EnginesByServer
from bot.discord.indexes.maintenance import Maintenance
from bot.discord.indexes.rebuilder import RebuildingAlready, Report
from bot.discord.messages.message import Message
from bot.discord.messages.uploads import (
    kept_message,
    removed_message,
    undone_message,
    unread_message,
    uploaded_message,
)
from bot.discord.sentences import reindexing_failed, say
from bot.discord.settings import DiscordSettings
from bot.discord.state.async_state import AsyncState
from bot.discord.state.uploads import forget_upload, record_upload, uploads
from bot.discord.uploads.disk import UploadFolder
from bot.discord.uploads.names import safe_name
from index.documents.files import is_included, megabytes
from index.errors import IndexBusy, NothingToIndex, UserError

if TYPE_CHECKING:  # loads numeric libraries
    from index import BuildReport
    from index.store.manifest import DocumentEntry

_log = logging.getLogger(__name__)

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")

_WAIT_SECONDS = 1.0  # between two attempts to build an index that is being built
_BUSY_TRIES = 60  # attempts while another program is building it


class UploadRefused(MemberError):
    """A file cannot be added or removed."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody uploads. Its bytes are fetched only after its name and size are checked."""

    name: str
    size: int
    get: Callable[[], Awaitable[bytes]]


class Uploads:
    """The files that managers uploaded. For each server, one file at a time is added or removed."""

    def __init__(
        self,
        settings: DiscordSettings,
        state: AsyncState,
        engines: EnginesByServer,
        maintenance: Maintenance,
        folders: Mapping[int, UploadFolder],
    ) -> None:
        """`folders` are by server; others may not upload. After a kill, a replaced file is restored."""
        self._formats = tuple(f".{suffix.lower().lstrip('.')}" for suffix in settings.upload_formats)
        self._bytes = settings.upload_bytes
        self._state = state
        self._engines = engines
        self._maintenance = maintenance
        self._folders = folders
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        for server, folder in folders.items():
            try:
                folder.recover()
            except FileNotFoundError:  # no file was uploaded yet
                pass
            except OSError as error:
                _log.warning("server %d: the folder for uploads: %s", server, error)

    async def names(self, server: int, typed: str) -> list[str]:
        """Return the names of the files that were uploaded to a server and contain the typed text."""
        if server not in self._folders:
            return []
        names = await self._state.call(uploads, server)
        return [name for name in names if typed.casefold() in name.casefold()]

    async def add(
        self, server: int, person: int, upload: Upload, report: Report, *, replace: bool = False
    ) -> Message:
        """Add a file to the documents of a server, read it, and return the message on what was read.

        A file that cannot be read is not kept. With `replace` it may replace an uploaded file of the same
        name, which is restored if the new one cannot be read. Raises UploadRefused, also if the documents are
        gone.
        """
        folder = self._folder(server)
        name = self._checked(server, folder, upload)
        async with self._locks[server]:
            known = await self._state.call(uploads, server)
            existing = await self._on_disk(server, folder.find, name)
            if existing is not None and existing not in known:
                raise UploadRefused(say("upload_name_taken"))
            if existing is not None and not replace:
                raise UploadRefused(say("upload_exists"))
            name = existing or name
            data = await upload.get()
            if not 0 < len(data) <= self._limit(server):
                raise UploadRefused(self._too_large(server, len(data)) if data else say("upload_empty"))
            await self._require_documents(server)
            await self._state.call(record_upload, server, name, person)
            try:
                await self._on_disk(server, folder.put, name, data)
            except UploadRefused:
                if existing is None:
                    await self._state.call(forget_upload, server, name)
                raise
            _log.info("server %d: %s was uploaded by %d", server, name, person)
            return await self._read(server, folder, name, report, replaced=existing is not None)

    async def remove(self, server: int, name: str, report: Report) -> Message:
        """Delete a file that was uploaded to a server, or the record of one that is already gone.

        Raises UploadRefused, also if the documents are gone, and sqlite3.Error if the state file cannot be
        written: the file is then deleted but its record stays, so that it can be removed again.
        """
        folder = self._folder(server)
        async with self._locks[server]:
            if name not in await self._state.call(uploads, server):
                raise UploadRefused(say("no_such_upload"))
            is_only = await self._is_only(server, f"{folder.below}/{name}")
            if not (is_only and await self._on_disk(server, folder.exists)):
                await self._require_documents(server)
            await self._on_disk(server, folder.remove, name)
            unwritten: sqlite3.Error | None = None
            try:
                await self._state.call(forget_upload, server, name)
            except sqlite3.Error as error:  # raised below, after the index is built without the file
                unwritten = error
            _log.info("server %d: %s was removed", server, name)
            message = await self._read_without(server, name, report, delete_if_empty=is_only)
            if unwritten is not None:
                raise unwritten
            return message

    async def _read_without(
        self, server: int, name: str, report: Report, *, delete_if_empty: bool
    ) -> Message:
        """Build the index without a file that was deleted, and return the message that it is gone."""
        try:
            await self._build(server, report, delete_if_empty=delete_if_empty)
        except UserError as error:
            if not (delete_if_empty and isinstance(error, NothingToIndex)):
                return removed_message(name, self._failed(server, error))
        return removed_message(name)

    def _folder(self, server: int) -> UploadFolder:
        if server not in self._folders or self._engines.settings(server).store.is_read_only:
            raise UploadRefused(say("uploads_off"))
        return self._folders[server]

    def _checked(self, server: int, folder: UploadFolder, upload: Upload) -> str:
        """Return the name that a file will have. Raises UploadRefused if its name or size is not allowed."""
        name = safe_name(upload.name)
        if not name:
            raise UploadRefused(say("upload_name_bad"))
        files = self._engines.settings(server).files
        if not name.endswith(self._formats) or not is_included(f"{folder.below}/{name}", files):
            taken = [each for each in self._formats if is_included(f"{folder.below}/file{each}", files)]
            single = [pattern for pattern in files.include if "/" not in pattern]  # members see no paths
            raise UploadRefused(say("upload_format", formats=", ".join(taken or single)))
        if upload.size > self._limit(server):
            raise UploadRefused(self._too_large(server, upload.size))
        return name

    def _limit(self, server: int) -> int:
        return min(self._bytes, self._engines.settings(server).files.max_bytes)

    def _too_large(self, server: int, size: int) -> str:
        return say("upload_too_large", size=megabytes(size), limit=megabytes(self._limit(server)))

    async def _read(
        self, server: int, folder: UploadFolder, name: str, report: Report, *, replaced: bool
    ) -> Message:
        """Build the index with a file that was put. The put is undone unless the file can be read."""
        document, reason, read = f"{folder.below}/{name}", "", False
        try:
            built = await self._build(server, report)
            reason = dict(built.skipped).get(document, "")
            read = not reason
            entry = await self._entry(server, document) if read else None
        except NothingToIndex:  # the file is the only document, and cannot be read
            entry = None
        except UserError as error:
            return await self._unread(server, folder, name, error, read=read, replaced=replaced)
        except BaseException:  # it is unknown whether the file can be read
            await self._undo(server, folder, name, replaced=replaced)
            raise
        if entry is not None:
            await self._on_disk(server, folder.keep)
            return uploaded_message(entry, name, replaced=replaced)
        await self._undo(server, folder, name, replaced=replaced)
        _log.info("server %d: %s was not kept: %s", server, name, reason)
        is_only = not replaced and await self._is_only(server, document)  # if another program read it
        with contextlib.suppress(UserError):  # a later build will find that the file is gone
            await self._build(server, report, delete_if_empty=is_only)
        return unread_message(name, reason, replaced=replaced)

    async def _unread(
        self,
        server: int,
        folder: UploadFolder,
        name: str,
        error: UserError,
        *,
        read: bool,
        replaced: bool,
    ) -> Message:
        """Keep or undo a file whose index could not be built or opened, and return the message on that.

        If it was not `read`, it is undone if it replaced another file, or if another program is building the
        index. Otherwise it is kept.
        """
        why = self._failed(server, error)
        if read or not (replaced or isinstance(error, IndexBusy)):
            await self._on_disk(server, folder.keep)
            return kept_message(name, why)
        await self._undo(server, folder, name, replaced=replaced)
        return undone_message(name, why, replaced=replaced)

    async def _undo(self, server: int, folder: UploadFolder, name: str, *, replaced: bool) -> None:
        """Undo the put of a file, and delete its record if it did not replace another file."""
        await self._on_disk(server, folder.undo, name)
        if not replaced:
            await self._state.call(forget_upload, server, name)

    async def _build(self, server: int, report: Report, *, delete_if_empty: bool = False) -> BuildReport:
        """Build the index of a server, as soon as no other build of it is running. Raises as `index.build`.

        While another program is building it, `_BUSY_TRIES` attempts are made; then IndexBusy is raised.
        """
        settings, tries = self._engines.settings(server), 0
        while True:
            try:
                return await self._maintenance.rebuild(settings, report, delete_if_empty=delete_if_empty)
            except RebuildingAlready:
                pass
            except IndexBusy:
                tries += 1
                if tries >= _BUSY_TRIES:
                    raise
            await asyncio.sleep(_WAIT_SECONDS)

    async def _require_documents(self, server: int) -> None:
        """Raise UploadRefused if the documents are gone, or if that cannot be found out."""
        try:
            await self._maintenance.pending(self._engines.settings(server))
        except UserError as error:
            _log.warning("server %d: no upload is changed: %s", server, error)
            raise UploadRefused(reindexing_failed(error)) from error

    async def _is_only(self, server: int, document: str) -> bool:
        """Whether a document is the only one in the index of a server."""
        if await self._engines.needs_building(self._engines.settings(server)):
            return False
        try:
            known = (await self._engines.engine(server)).documents
        except UserError:
            return False
        return [entry.name for entry in known] == [document]

    async def _entry(self, server: int, document: str) -> DocumentEntry | None:
        """Return the entry of a document in the newest index; None if there is none."""
        engine = await self._engines.engine(server)
        return next((entry for entry in engine.documents if entry.name == document), None)

    def _failed(self, server: int, error: UserError) -> str:
        """Log why an index could not be rebuilt, and return the sentence for managers."""
        _log.warning("server %d: the index could not be rebuilt: %s", server, error)
        return reindexing_failed(error)

    async def _on_disk(
        self,
        server: int,
        method: Callable[_Parameters, _Result],
        *arguments: _Parameters.args,
        **named: _Parameters.kwargs,
    ) -> _Result:
        """Run a method of UploadFolder in a thread. Raises UploadRefused if it raises OSError."""
        threads = self._maintenance.threads(self._engines.settings(server))
        try:
            return await threads.run(method, *arguments, **named)
        except OSError as error:
            _log.warning("an upload: %s", error)
            raise UploadRefused(say("uploads_unwritable")) from error
