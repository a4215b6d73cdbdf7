"""A question to the API, and its answer; what every operation is made of."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, replace
from typing import Self, TypeVar
from urllib.parse import urlencode

from gemchat.errors import GemchatError
from gemchat.protocol.backend import Backend
from gemchat.protocol.call import HttpCall, HttpReply, Transport
from gemchat.protocol.pages import NETWORK_LOGIN, error_of_page
from gemchat.protocol.payload import as_object, as_objects, as_text, dump_json, parse_json
from gemchat.protocol.retry import retry_policy
from gemchat.types import HttpOptions
from gemchat.types.base import JsonObject

T = TypeVar("T")

_PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class Api:
    """The API over one transport and one backend."""

    transport: Transport
    backend: Backend

    def under(self, own: HttpOptions | None) -> Self:
        """Give the API as one request wants it, by the options it has of its own."""
        return replace(self, backend=self.backend.under(own)) if own else self

    async def once(self, call: HttpCall) -> HttpReply:
        """Ask, and give an answer that is no error."""
        reply = await self.transport.send(call)
        if reply.ok and reply.body.lstrip().startswith(b"<"):
            error = dump_json(error_of_page(reply.body))
            reply = replace(reply, status=NETWORK_LOGIN, body=error)
        if not reply.ok:
            raise self.backend.failure(reply)
        return reply

    async def asked(self, call: HttpCall, read: Callable[[HttpReply], T]) -> T:
        """Ask, and ask again where that makes sense, until there is an answer `read` can read."""
        retry = retry_policy(call)
        while True:
            try:
                return read(await self.once(call))
            except GemchatError as error:
                delay = retry.delay(error)
                if delay is None:
                    raise
            await self.transport.sleep(delay)

    async def ask(self, call: HttpCall) -> JsonObject:
        """Ask for a JSON object."""
        return await self.asked(call, _json)

    async def listed(
        self, name: str, page: Callable[[str], HttpCall], token: str = ""
    ) -> AsyncGenerator[JsonObject]:
        """Give all that is listed under `name`, page after page.

        Args:
            name: the field that holds the list.
            page: writes the call for the page that a token stands for.
            token: where to begin; empty for the first page.
        """
        while True:
            answer = await self.ask(page(token))
            for item in as_objects(answer.get(name)):
                yield item
            token = as_text(answer.get("nextPageToken"))
            if not token:
                return

    async def resources(
        self, name: str, page_size: int | None, page_token: str | None
    ) -> AsyncGenerator[JsonObject]:
        """Give all resources of a kind, page after page.

        Args:
            name: the kind, as in paths and lists: ``files``, ``cachedContents``.
            page_size: how many to ask for at a time.
            page_token: where to begin.
        """

        def page(token: str) -> HttpCall:
            query = {"pageSize": page_size or _PAGE_SIZE} | ({"pageToken": token} if token else {})
            return self.backend.resource("GET", f"{name}?{urlencode(query)}")

        async for resource in self.listed(name, page, page_token or ""):
            yield resource


def _json(reply: HttpReply) -> JsonObject:
    return as_object(parse_json(reply.body))
