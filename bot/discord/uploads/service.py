"""What managers upload is checked, written whole, and read at once; they are told what was read of it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from bot.discord.engines import EnginesByServer
from bot.discord.errors import MemberError
from bot.discord.limits import CHOICE_CHARACTERS, CHOICES, length
from bot.discord.maintenance import Maintenance
from bot.discord.messages.message import Message
from bot.discord.messages.uploads import (
    kept_sentence,
    removed_message,
    unread_message,
    uploaded_message,
)
from bot.discord.rebuilder import RebuildingAlready, Report
from bot.discord.sentences import reindexing_failed, say
from bot.discord.settings import DiscordSettings
from bot.discord.state.async_state import AsyncState
from bot.discord.state.uploads import forget_upload, record_upload, uploads
from bot.discord.uploads.disk import UploadFolder
from bot.discord.uploads.names import safe_name
from index.documents.files import is_included, megabytes
from index.errors import NothingToIndex, UserError

if TYPE_CHECKING:  # loads numeric libraries
    from index import BuildReport
    from index.store.manifest import DocumentEntry

_log = logging.getLogger(__name__)

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")

_WAIT_SECONDS = 1.0  # between two tries to build what is being built


class UploadRefused(MemberError):
    """A file cannot be taken in, or taken back."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody uploads: its bytes are got only once its name and size are found to be right."""

    name: str
    size: int
    get: Callable[[], Awaitable[bytes]]


class Uploads:
    """The files that managers uploaded. Of each server one is taken in, or back, at a time."""

    def __init__(
        self,
        settings: DiscordSettings,
        state: AsyncState,
        engines: EnginesByServer,
        maintenance: Maintenance,
        folders: Mapping[int, UploadFolder],
    ) -> None:
        """`folders` by server; others may not upload. What was killed while it replaced a file is undone."""
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
            except FileNotFoundError:  # nothing was uploaded yet
                pass
            except OSError as error:
                _log.warning("server %d: the folder for uploads: %s", server, error)

    async def names(self, server: int, typed: str) -> list[str]:
        """The files that were uploaded to a server and fit what is typed, as many as can be offered."""
        if server not in self._folders:
            return []
        names = await self._state.call(uploads, server)
        fitting = (name for name in names if typed.casefold() in name.casefold())
        return [name for name in fitting if length(name) <= CHOICE_CHARACTERS][:CHOICES]

    async def take_in(
        self, server: int, person: int, upload: Upload, report: Report, *, replace: bool = False
    ) -> Message:
        """Put a file into a server's documents, read it, and tell what was read of it.

        A file that cannot be read is not kept. With `replace` it may take the place of an uploaded file of
        that name, which comes back where the new one cannot be read. Raises UploadRefused.
        """
        folder = self._folder(server)
        name = self._checked(server, folder, upload)
        async with self._locks[server]:
            known = await self._state.call(uploads, server)
            existing = await self._on_disk(folder.find, name)
            if existing is not None and existing not in known:
                raise UploadRefused(say("upload_name_taken"))
            if existing is not None and not replace:
                raise UploadRefused(say("upload_exists"))
            name = existing or name
            data = await upload.get()
            if not 0 < len(data) <= self._limit(server):
                raise UploadRefused(self._too_large(server, len(data)) if data else say("upload_empty"))
            await self._state.call(record_upload, server, name, person)
            try:
                await self._on_disk(folder.put, name, data)
            except UploadRefused:
                if existing is None:
                    await self._state.call(forget_upload, server, name)
                raise
            _log.info("server %d: %s was uploaded by %d", server, name, person)
            return await self._read(server, folder, name, report, replaced=existing is not None)

    async def take_back(self, server: int, name: str, report: Report) -> Message:
        """Delete a file that was uploaded to a server. Raises UploadRefused."""
        folder = self._folder(server)
        async with self._locks[server]:
            if name not in await self._state.call(uploads, server):
                raise UploadRefused(say("no_such_upload"))
            await self._on_disk(folder.remove, name)
            await self._state.call(forget_upload, server, name)
            _log.info("server %d: %s was taken back", server, name)
            try:
                await self._build(server, report)
            except NothingToIndex:  # it was the last document
                return removed_message(name)
            except UserError as error:
                return Message((*removed_message(name).blocks, self._failed(server, error)))
            return removed_message(name)

    def _folder(self, server: int) -> UploadFolder:
        if server not in self._folders:
            raise UploadRefused(say("uploads_off"))
        return self._folders[server]

    def _checked(self, server: int, folder: UploadFolder, upload: Upload) -> str:
        """The name that a file will have. Raises UploadRefused where its name or size does not do."""
        name = safe_name(upload.name)
        if not name:
            raise UploadRefused(say("upload_name_bad"))
        files = self._engines.settings(server).files
        if not name.endswith(self._formats) or not is_included(f"{folder.below}/{name}", files):
            taken = [each for each in self._formats if is_included(f"{folder.below}/file{each}", files)]
            single = [pattern for pattern in files.include if "/" not in pattern]  # nobody is shown a path
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
        """Build the index with a file that was put, which is taken back unless it is found to be readable."""
        document, reason = f"{folder.below}/{name}", ""
        try:
            built = await self._build(server, report)
            entry = await self._entry(server, document)
            reason = dict(built.skipped).get(document, "")
        except NothingToIndex:  # it is the only document, and cannot be read
            entry = None
        except UserError as error:
            await self._on_disk(folder.keep)
            return Message((kept_sentence(name), self._failed(server, error)))
        except BaseException:  # nobody knows whether it can be read
            await self._undo(server, folder, name, replaced=replaced)
            raise
        if entry is not None:
            await self._on_disk(folder.keep)
            return uploaded_message(entry, name, replaced=replaced)
        await self._undo(server, folder, name, replaced=replaced)
        _log.info("server %d: %s was not kept: %s", server, name, reason)
        with contextlib.suppress(UserError):  # a later build finds that it is gone
            await self._build(server, report)
        return unread_message(name, reason, replaced=replaced)

    async def _undo(self, server: int, folder: UploadFolder, name: str, *, replaced: bool) -> None:
        """Take back a file that was put, and the record of it where it did not replace another."""
        await self._on_disk(folder.undo, name)
        if not replaced:
            await self._state.call(forget_upload, server, name)

    async def _build(self, server: int, report: Report) -> BuildReport:
        """Build a server's index, once no other build of it is running. Raises as `index.build`."""
        settings = self._engines.settings(server)
        while True:
            try:
                return await self._maintenance.rebuild(settings, report, delete_if_empty=True)
            except RebuildingAlready:
                await asyncio.sleep(_WAIT_SECONDS)

    async def _entry(self, server: int, document: str) -> DocumentEntry | None:
        """What the newest index says of a document; None: it does not know it."""
        engine = await self._engines.engine(server)
        return next((entry for entry in engine.documents if entry.name == document), None)

    def _failed(self, server: int, error: UserError) -> str:
        _log.warning("server %d: the index could not be rebuilt: %s", server, error)
        return reindexing_failed(error)

    @staticmethod
    async def _on_disk(
        method: Callable[_Parameters, _Result], *arguments: _Parameters.args, **named: _Parameters.kwargs
    ) -> _Result:
        """Run a method of UploadFolder in a thread. Raises UploadRefused where the disk does not allow it."""
        try:
            return await asyncio.to_thread(method, *arguments, **named)
        except OSError as error:
            _log.warning("an upload: %s", error)
            raise UploadRefused(say("uploads_unwritable")) from error
