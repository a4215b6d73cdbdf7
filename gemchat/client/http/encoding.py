"""Content codings of answers. None is asked for; what comes all the same is bounded."""

from __future__ import annotations

import zlib
from collections.abc import AsyncGenerator, AsyncIterator

from gemchat.errors import NetworkError

_PIECE = 1024 * 1024
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


async def decoded(chunks: AsyncIterator[bytes], coding: str) -> AsyncGenerator[bytes]:
    """Undo the coding of a body, in pieces of at most a megabyte.

    Args:
        chunks: the body as it comes.
        coding: the value of its ``content-encoding`` header.

    Raises:
        NetworkError: if it is coded in another way, or not as it says.
    """
    match coding.strip().lower():
        case "" | "identity":
            async for chunk in chunks:
                yield chunk
        case "gzip" | "x-gzip" | "deflate":
            async for piece in _inflated(chunks):
                yield piece
        case other:
            raise NetworkError(f"The answer is coded as {other}.", fresh_connection=True)


async def _inflated(chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
    inflater = zlib.decompressobj(_GZIP_OR_ZLIB)
    async for chunk in chunks:
        data = chunk
        while data:
            try:
                piece = inflater.decompress(data, _PIECE)
            except zlib.error as error:
                raise NetworkError(
                    "The answer is not compressed as it says.", fresh_connection=True
                ) from error
            yield piece
            data = inflater.unconsumed_tail
