"""The demo server: the backend behind a loopback socket, in a thread of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import ExitStack
from typing import Self

from gemchat.demo.http import BadRequestError, Connection, Request, whole
from gemchat.demo.routes import Backend


class DemoServer:
    """A context manager that serves the demo backend on loopback while it is open.

    The server runs its own event loop in a daemon thread, so blocking and asynchronous clients in
    the same process can talk to it.

    Args:
        pace: Seconds between two chunks of a streamed reply; 0 for tests.
        port: The port to listen on; 0 takes a free one.
    """

    def __init__(self, pace: float = 0.02, port: int = 0) -> None:
        self.url = ""
        self._pace = pace
        self._port = port
        self._requests: list[Request] = []
        self._cleanup = ExitStack()

    @property
    def requests(self) -> list[Request]:
        """The requests received so far, oldest first: a copy, safe to use from any thread."""
        return self._requests.copy()

    def __enter__(self) -> Self:
        listener = socket.create_server(("127.0.0.1", self._port))
        # Connections inherit it; asyncio leaves it out for sockets that it has not made itself.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        loop = asyncio.new_event_loop()
        closing = asyncio.Event()

        def run() -> None:
            with asyncio.Runner(loop_factory=lambda: loop) as runner:
                runner.run(self._serve(listener, closing))

        thread = threading.Thread(target=run, name="gemchat-demo", daemon=True)
        thread.start()
        self._cleanup.callback(thread.join)
        self._cleanup.callback(loop.call_soon_threadsafe, closing.set)
        return self

    def __exit__(self, *_exception: object) -> None:
        self._cleanup.close()

    async def _serve(self, listener: socket.socket, closing: asyncio.Event) -> None:
        backend = Backend(self.url)
        conversations: set[asyncio.Task[None]] = set()

        # Not a coroutine: asyncio would start that itself, and report its cancelling as a crash.
        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connection = Connection(reader, writer, self._pace)
            task = asyncio.create_task(self._converse(backend, connection))
            conversations.add(task)
            task.add_done_callback(conversations.discard)

        server = await asyncio.start_server(accept, sock=listener)
        await closing.wait()
        # Not `async with server`: its wait_closed() waits for clients that keep their connection.
        server.close()

    async def _converse(self, backend: Backend, connection: Connection) -> None:
        try:
            while await self._exchange(backend, connection):
                pass
        except (OSError, asyncio.IncompleteReadError):
            pass  # the client has gone; there is nobody to tell
        finally:
            connection.writer.close()

    async def _exchange(self, backend: Backend, connection: Connection) -> bool:
        try:
            request = await connection.receive()
        except (BadRequestError, asyncio.LimitOverrunError) as error:
            await connection.send(whole(400, f"{error}\n".encode(), "text/plain"))
            return False
        if request is None:
            return False
        self._requests.append(request)
        go_on = await connection.send(backend.answer(request))
        return go_on and request.headers.get("connection", "").lower() != "close"
