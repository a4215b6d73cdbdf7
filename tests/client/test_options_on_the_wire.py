"""http_options over the wire, by both faces, wherever a request can have its own."""

from __future__ import annotations

import io
from typing import Any

import pytest

from gemchat import Client
from gemchat.client.authorised import AuthorisedTransport
from gemchat.client.files import FileOperations
from gemchat.demo import DemoServer
from gemchat.errors import ServerError, UsageError
from gemchat.protocol.vertex import VertexBackend
from gemchat.types import HttpOptions
from tests.chat.played import stage
from tests.client.faces import Face
from tests.fakes import Twin

MODEL = "gemini-flash-latest"
OWN = {"headers": {"x-trace": "7"}}


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        ("models.generate_content", {"model": MODEL, "contents": "hi"}),
        ("models.count_tokens", {"model": MODEL, "contents": "hi"}),
        ("files.list", {}),
        ("caches.create", {"model": MODEL}),
        ("caches.list", {}),
    ],
)
def test_each_request_may_have_its_own(
    face: Face, demo: DemoServer, operation: str, arguments: Any
) -> None:
    config: dict[str, Any] = {"http_options": OWN}
    if operation == "caches.create":
        config["contents"] = "long " * 2000
    face.call(operation, **arguments, config=config)
    assert demo.requests[-1].headers["x-trace"] == "7"
    assert "httpOptions" not in str(demo.requests[-1].body)


def test_an_upload_begins_with_them(face: Face, demo: DemoServer) -> None:
    before = len(demo.requests)
    face.call("files.upload", file=io.BytesIO(b"text"), config={"http_options": OWN})
    begun, sent = demo.requests[before:]
    assert begun.headers["x-trace"] == "7"
    assert "x-trace" not in sent.headers


def test_those_of_the_client_are_for_all(demo: DemoServer) -> None:
    options = {"base_url": demo.url, "api_version": "v1beta", "timeout": 9000, **OWN}
    with Client(api_key="k", http_options=options) as client:
        assert client.models.get(model=MODEL).name
        assert client.chats.create(model=MODEL).send_message("hi").text
    for request in demo.requests[-2:]:
        assert (request.headers["x-trace"], request.headers["x-server-timeout"]) == ("7", "9")


def test_a_client_refuses_what_it_cannot_do() -> None:
    with pytest.raises(UsageError, match="http_options: client_args is not supported"):
        Client(api_key="k", http_options={"client_args": {"verify": False}})


def test_a_chat_tries_as_often_as_it_was_told(twin: Twin) -> None:
    busy = ["error: 503 UNAVAILABLE busy"]
    config = {"http_options": {"retry_options": {"attempts": 2, "initial_delay": 7, "jitter": 0}}}
    played = stage(twin, busy, busy, config=config)
    assert isinstance(played.fail(), ServerError)
    assert played.delays == [7]


def test_other_operations_do_so_too(twin: Twin) -> None:
    transport = twin.transport(*[["error: 503 UNAVAILABLE busy"]] * 2)
    options = {"retry_options": {"attempts": 2, "initial_delay": 7, "jitter": 0}}
    files = FileOperations(transport, stage(twin).conversation.backend)

    async def listed() -> None:
        async for _ in files.list_files({"http_options": options}):
            pass

    with pytest.raises(ServerError):
        twin.run(listed())
    assert transport.sleeps == [7]


class Tokens:
    """Access tokens that last."""

    due = False

    @property
    def headers(self) -> dict[str, str]:
        """Say who is asking."""
        return {"authorization": "Bearer ours"}

    def renew(self, refused: object) -> None:
        """Get none."""


def test_a_callers_own_authorization_goes_before_the_login(twin: Twin) -> None:
    scripted = twin.transport(*[['raw: {"name": "x"}']] * 2)
    transport, backend = AuthorisedTransport(scripted, Tokens()), VertexBackend(project="p")
    files = FileOperations(transport, backend)
    twin.run(files.ask(backend.get_model("m")))
    own = {"headers": {"Authorization": "Bearer mine"}}
    twin.run(files.ask(backend.under(HttpOptions.model_validate(own)).get_model("m")))
    sent = [call.headers["authorization"] for call in scripted.calls]
    assert sent == ["Bearer ours", "Bearer mine"]
