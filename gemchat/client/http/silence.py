"""Silence in the middle of a blocking answer, noticed by a thread that stands by."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Self

import httpx

from gemchat.errors import NetworkError


def silence_of(seconds: float) -> NetworkError:
    """Say that nothing came for so long."""
    return NetworkError(f"The service sent nothing for {seconds:g} s.")


class Listener:
    """Gives what comes over a connection, and hangs up when nothing does.

    httpx fixes how long it waits for bytes when the body begins, when more patience is due than
    later. One thread sleeps until the limit may be reached, and then looks whether it is.

    Args:
        connection: what the bytes come over.
        patience: how many seconds of silence are borne.
    """

    def __init__(self, connection: socket.socket, patience: float) -> None:
        self._connection = connection
        self._patience = patience
        self._silent_since: float | None = None
        self._hung_up = False
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._stand_by, name="listener", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        # the connection is for others then, so the thread must not outlive this
        self._done.set()
        self._thread.join()

    def heard(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Give the chunks as they come.

        Raises:
            NetworkError: nothing came for too long.
        """
        while True:
            with self._listening():
                chunk = next(chunks, None)
            if chunk is None:
                return
            yield chunk

    @contextmanager
    def _listening(self) -> Iterator[None]:
        self._silent_since = time.monotonic()
        try:
            yield
        except httpx.HTTPError:
            if not self._hung_up:
                raise
        finally:
            self._silent_since = None
        if self._hung_up:  # which may look like the end of the body, too
            raise silence_of(self._patience)

    def _stand_by(self) -> None:
        left = self._patience
        while not self._done.wait(left):
            since = self._silent_since
            silent = time.monotonic() - since if since is not None else 0.0
            left = self._patience - silent
            if left <= 0:
                self._hung_up = True
                with suppress(OSError):
                    # not SSLSocket.shutdown: that one forgets the session another thread reads from
                    socket.socket.shutdown(self._connection, socket.SHUT_RDWR)
                return
