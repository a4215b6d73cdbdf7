"""Cached contents: the operations, each written once, and their two faces."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Generator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from gemchat.client.api import Api
from gemchat.client.operations import wire_contents
from gemchat.client.stepping import iterate, step
from gemchat.errors import UsageError
from gemchat.protocol.arguments import given_text
from gemchat.types import (
    CachedContent,
    CreateCachedContentConfig,
    ListCachedContentsConfig,
    UpdateCachedContentConfig,
)

CreateConfig: TypeAlias = CreateCachedContentConfig | Mapping[str, object] | None
UpdateConfig: TypeAlias = UpdateCachedContentConfig | Mapping[str, object]
ListConfig: TypeAlias = ListCachedContentsConfig | Mapping[str, object] | None

# Vertex AI gives names that begin with the project and the location.
_NAME = re.compile(r"(?:(?:projects/[^/]+/locations/[^/]+/)?cachedContents/)?([A-Za-z0-9_-]+)")


@dataclass(frozen=True, slots=True)
class CacheOperations(Api):
    """Cached contents over one transport and one backend."""

    async def create(self, model: str, config: CreateConfig = None) -> CachedContent:
        """Keep the beginning of a prompt."""
        known = CreateCachedContentConfig.of(config)
        body = {**known.to_wire(), "model": self.backend.model_name(model)}
        if known.contents is not None:
            body["contents"] = wire_contents(known.contents)
        if key := body.pop("kmsKeyName", None):
            body["encryptionSpec"] = {"kmsKeyName": key}
        api = self.under(known.http_options)
        call = api.backend.resource("POST", "cachedContents", body)
        return CachedContent.from_wire(await api.ask(call))

    async def get(self, name: str) -> CachedContent:
        """Ask about a cache."""
        return CachedContent.from_wire(await self.ask(self.backend.resource("GET", _path(name))))

    async def list_caches(self, config: ListConfig = None) -> AsyncGenerator[CachedContent]:
        """Give all caches, page after page."""
        known = ListCachedContentsConfig.of(config)
        api = self.under(known.http_options)
        async for cache in api.resources("cachedContents", known.page_size, known.page_token):
            yield CachedContent.from_wire(cache)

    async def update(self, name: str, config: UpdateConfig) -> CachedContent:
        """Let a cache live for another while."""
        known = UpdateCachedContentConfig.of(config)
        api = self.under(known.http_options)
        call = api.backend.resource("PATCH", _path(name), known.to_wire())
        return CachedContent.from_wire(await api.ask(call))

    async def delete(self, name: str) -> None:
        """Delete a cache."""
        await self.ask(self.backend.resource("DELETE", _path(name)))


class Caches:
    """Beginnings of prompts that the service keeps; ``config.cached_content`` names one."""

    def __init__(self, operations: CacheOperations) -> None:
        self._operations = operations

    def create(self, *, model: str, config: CreateConfig = None) -> CachedContent:
        """Keep the beginning of a prompt, to be paid for by the hour and less by the request.

        Args:
            model: the only model that can use it.
            config: a `types.CreateCachedContentConfig` or a dict: ``contents``,
                ``system_instruction``, ``tools``, ``tool_config``, ``display_name``; how long it
                lives is its ``ttl`` or ``expire_time``, an hour if neither is said.

        Raises:
            RefusedError: it is too small to be kept, or the model has no caches.
        """
        return step(self._operations.create(model, config))

    def get(self, *, name: str) -> CachedContent:
        """Ask about a cache, by its name or id."""
        return step(self._operations.get(name))

    def list(self, *, config: ListConfig = None) -> Generator[CachedContent]:
        """Give all caches, over as many pages as there are."""
        return iterate(self._operations.list_caches(config))

    def update(self, *, name: str, config: UpdateConfig) -> CachedContent:
        """Let a cache live for another while.

        Args:
            name: its name or id.
            config: a `types.UpdateCachedContentConfig` or a dict: ``ttl`` or ``expire_time``.
        """
        return step(self._operations.update(name, config))

    def delete(self, *, name: str) -> None:
        """Delete a cache, by its name or id."""
        step(self._operations.delete(name))


class AsyncCaches:
    """Beginnings of prompts that the service keeps, for programs with an event loop."""

    def __init__(self, operations: CacheOperations) -> None:
        self._operations = operations

    async def create(self, *, model: str, config: CreateConfig = None) -> CachedContent:
        """Keep the beginning of a prompt; see `Caches.create`."""
        return await self._operations.create(model, config)

    async def get(self, *, name: str) -> CachedContent:
        """Ask about a cache, by its name or id."""
        return await self._operations.get(name)

    async def list(self, *, config: ListConfig = None) -> AsyncGenerator[CachedContent]:
        """Give all caches: ``async for cache in await client.aio.caches.list()``."""
        return self._operations.list_caches(config)

    async def update(self, *, name: str, config: UpdateConfig) -> CachedContent:
        """Let a cache live for another while; see `Caches.update`."""
        return await self._operations.update(name, config)

    async def delete(self, *, name: str) -> None:
        """Delete a cache, by its name or id."""
        await self._operations.delete(name)


def _path(name: str) -> str:
    match = _NAME.fullmatch(given_text(name, "the name of a cache"))
    if match is None:
        raise UsageError(f"{name!r} is no name of a cache.")
    return f"cachedContents/{match[1]}"
