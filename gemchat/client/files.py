"""The Files API: the operations, each written once, and their two faces."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Generator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeAlias

from gemchat.client.api import Api
from gemchat.client.media_types import media_type
from gemchat.client.opening import BinaryFile, head, opened
from gemchat.client.originals import BlobStore, Original, RecentUploads, sha256_of
from gemchat.client.stepping import iterate, step
from gemchat.client.uploading import Progress, send_file
from gemchat.errors import ApiError, GemchatError, RefusedError, ServerError, UsageError
from gemchat.protocol.call import HttpCall
from gemchat.protocol.files import file_name, file_uris
from gemchat.types import File, FileState, ListFilesConfig, UploadFileConfig

FileSource: TypeAlias = str | os.PathLike[str] | BinaryFile
"""A path, or a file open for reading bytes."""
UploadConfig: TypeAlias = UploadFileConfig | Mapping[str, object] | None
ListConfig: TypeAlias = ListFilesConfig | Mapping[str, object] | None

GONE = (403, 404)
"""What the service answers when a file is not there, or not any more."""

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 10.0
_PROCESSING_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class FileOperations(Api):
    """The Files API over one transport and one backend."""

    originals: BlobStore = field(default_factory=RecentUploads)

    async def upload(
        self, source: FileSource, config: UploadConfig = None, progress: Progress | None = None
    ) -> File:
        """Upload a file; one that is given by its path can be uploaded again later."""
        known = UploadFileConfig.of(config)
        if not isinstance(source, (str, os.PathLike)):
            return await self._send(source, "", known, progress)
        path = Path(source)
        with opened(path) as file:
            size = file.seek(0, os.SEEK_END)
            sha256 = str(await self.transport.offload(partial(sha256_of, file)))
            uploaded = await self._send(file, path.name, known, progress)
        kind, title = uploaded.mime_type or "", uploaded.display_name or ""
        if uploaded.uri:
            original = Original(path.resolve(), size, sha256, kind, title)
            self.originals.keep(uploaded.uri, original)
        return uploaded

    async def get(self, name: str) -> File:
        """Ask about a file."""
        return File.from_wire(await self.ask(self.backend.resource("GET", file_name(name))))

    async def list_files(self, config: ListConfig = None) -> AsyncGenerator[File]:
        """Give all files, page after page."""
        known = ListFilesConfig.of(config)
        api = self.under(known.http_options)
        async for file in api.resources("files", known.page_size, known.page_token):
            yield File.from_wire(file)

    async def delete(self, name: str) -> None:
        """Delete a file."""
        await self.ask(self.backend.resource("DELETE", file_name(name)))

    async def wait_active(self, name: str, timeout: float = _PROCESSING_SECONDS) -> File:
        """Wait until a file can be used."""
        waited, pause = 0.0, _FIRST_PAUSE
        while (file := await self.get(name)).state == FileState.PROCESSING:
            if waited + pause > timeout:
                raise ServerError(f"{name} is still being processed after {waited:.0f} s.")
            await self.transport.sleep(pause)
            waited, pause = waited + pause, min(2 * pause, _LONGEST_PAUSE)
        if file.state == FileState.FAILED:
            why = file.error.message if file.error else None
            raise RefusedError(f"{name} could not be processed: {why or 'no reason given'}.")
        return file

    async def renewed(self, call: HttpCall) -> list[str]:
        """Upload again what a request names and the service has dropped.

        A file gets its old name and with it its old address, so the conversation stays as it is
        and the same request can be sent once more.

        Returns:
            the names of the files, for people; none if there are no such files, or they cannot be
            had again.
        """
        names: list[str] = []
        try:
            for uri in file_uris(call.body):
                original = self.originals.kept(uri)
                if original and not await self._exists(uri):
                    await self._renew(uri, original)
                    names.append(original.path.name)
        except GemchatError:
            return []  # what was refused at first says more
        return names

    async def _renew(self, uri: str, original: Original) -> None:
        if not await self.transport.offload(original.is_unchanged):
            raise UsageError(f"{original.path} has changed since it was uploaded.")
        config = UploadFileConfig(name=file_name(uri), mime_type=original.mime_type or None)
        with opened(original.path) as file:
            uploaded = await self._send(file, original.name, config, None)
        if uploaded.uri != uri:
            raise UsageError("The service keeps the file under another address now.")
        await self.wait_active(uri)

    async def _exists(self, name: str) -> bool:
        try:
            await self.get(name)
        except ApiError as error:
            if error.code in GONE:
                return False
            raise
        return True

    async def _send(
        self, file: BinaryFile, name: str, config: UploadFileConfig, progress: Progress | None
    ) -> File:
        first = head(file)
        kind = config.mime_type or media_type(first, name)
        if not kind:
            raise UsageError(
                f"The type of {name or 'the file'} is not known.", hint="config={'mime_type': ...}"
            )
        about = {"displayName": name, **config.to_wire(), "mimeType": kind}
        if config.name:
            about["name"] = file_name(config.name)
        about = {key: value for key, value in about.items() if value}
        api = self.under(config.http_options)
        return File.from_wire(await send_file(api, file, about, kind, progress or _unseen))


class Files:
    """Files at the service, to be named in messages; it deletes them after two days."""

    def __init__(self, operations: FileOperations) -> None:
        self._operations = operations

    def upload(
        self,
        *,
        file: FileSource,
        config: UploadConfig = None,
        progress: Progress | None = None,
    ) -> File:
        """Upload a file, in chunks of 8 MiB; what fails on the way is taken up again.

        Args:
            file: a path, or a file open for reading bytes.
            config: a `types.UploadFileConfig` or a dict: ``mime_type``, ``display_name``, ``name``.
            progress: called with the bytes that have arrived and the bytes there are.

        Raises:
            UsageError: the file cannot be read, is over 2 GB, or of no known type.
            GemchatError: the upload failed.
        """
        return step(self._operations.upload(file, config, progress))

    def get(self, *, name: str) -> File:
        """Ask about a file, by its name, id or address."""
        return step(self._operations.get(name))

    def list(self, *, config: ListConfig = None) -> Generator[File]:
        """Give all files, over as many pages as there are."""
        return iterate(self._operations.list_files(config))

    def delete(self, *, name: str) -> None:
        """Delete a file, by its name, id or address."""
        step(self._operations.delete(name))

    def wait_active(self, *, name: str, timeout: float = _PROCESSING_SECONDS) -> File:
        """Wait until a file can be used; videos take their time.

        Args:
            name: its name, id or address.
            timeout: how long to wait at most, in seconds.

        Raises:
            RefusedError: it could not be processed.
            ServerError: it is still not ready.
        """
        return step(self._operations.wait_active(name, timeout))


class AsyncFiles:
    """Files at the service, for programs with an event loop."""

    def __init__(self, operations: FileOperations) -> None:
        self._operations = operations

    async def upload(
        self,
        *,
        file: FileSource,
        config: UploadConfig = None,
        progress: Progress | None = None,
    ) -> File:
        """Upload a file; see `Files.upload`."""
        return await self._operations.upload(file, config, progress)

    async def get(self, *, name: str) -> File:
        """Ask about a file, by its name, id or address."""
        return await self._operations.get(name)

    async def list(self, *, config: ListConfig = None) -> AsyncGenerator[File]:
        """Give all files: ``async for file in await client.aio.files.list()``."""
        return self._operations.list_files(config)

    async def delete(self, *, name: str) -> None:
        """Delete a file, by its name, id or address."""
        await self._operations.delete(name)

    async def wait_active(self, *, name: str, timeout: float = _PROCESSING_SECONDS) -> File:
        """Wait until a file can be used; see `Files.wait_active`."""
        return await self._operations.wait_active(name, timeout)


def _unseen(_arrived: int, _size: int) -> None:
    """Nobody wants to know."""
