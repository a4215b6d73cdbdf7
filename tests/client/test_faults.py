"""Every fault of the wire, over a real socket: what is raised, kept and asked again."""

from __future__ import annotations

import gc
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from gemchat.chat.conversation import Conversation
from gemchat.chat.events import Retrying
from gemchat.chat.history import Turn, TurnOutcome
from gemchat.client.http import AsyncTransport, BlockingTransport
from gemchat.demo import DemoServer
from gemchat.demo.faults import FAULTS
from gemchat.errors import (
    AccessError,
    BrokenReplyError,
    EmptyReplyError,
    GemchatError,
    IncompleteReplyError,
    NetworkError,
    QuotaError,
    RefusedError,
    ServerError,
)
from gemchat.protocol.call import Patience
from gemchat.protocol.gemini import GeminiBackend
from tests.client.conftest import CANARY
from tests.fakes import Twin

COMPLETE, INTERRUPTED, BLOCKED, FAILED = TurnOutcome

WORDS = "This reply is what could be said before, and in spite of, the fault that you asked for."
GOOD = (
    "lf many-data-lines no-space bom comments array gzip closed-after bare-error-after-stop"
    " no-usage usage-only usage-falls early-stop two-candidates unknown-fields wrong-types"
    " bad-json no-parts no-content null-parts"
)
AGAIN = "500-once 503-once close-once malformed-call-once empty-answer-once 429-header 429-date"
OTHER_WORDS = "split separators bad-utf8 long-line escapes"
ODD = "max-tokens other no-image image-other a-reason-from-the-future"
ODD_AT_ONCE = (
    "max-tokens-empty other-at-once image-other-at-once no-image-at-once"
    " a-reason-from-the-future-at-once"
)
STOPPED = (
    "safety recitation language blocklist prohibited-content spii model-armor image-safety"
    " image-prohibited-content image-recitation"
)
PROMPTS = (
    "blocked-safety blocked-other blocked-blocklist blocked-prohibited-content"
    " blocked-image-safety blocked-jailbreak"
)
REFUSED = "400 400-too-long 404 404-html 405 413 redirect error-escapes"
ACCESS = "400-key 400-region 401 402 403 403-disabled 403-leaked clock-skew"
BUSY = (
    "408 409 500 503 504 502-html error-empty error-text error-list error-string error-cut"
    " error-huge error-first"
)
BROKEN_OFF = (
    "cut-in-chunk cut-between-chunks cut-in-line too-short no-finish reset error-event bare-error"
    " bad-json-often malformed-response gzip-bomb endless-line"
    " too-many-tool-calls leftovers"
)


@dataclass(frozen=True)
class Expected:
    """What a fault comes to."""

    outcome: TurnOutcome
    error: type[GemchatError] | None = None
    attempts: int = 1
    parts: bool = False


CASES = {
    name: expected
    for names, expected in (
        (GOOD, Expected(COMPLETE, parts=True)),
        (OTHER_WORDS, Expected(COMPLETE, parts=True)),
        (AGAIN, Expected(COMPLETE, attempts=2, parts=True)),
        (ODD, Expected(COMPLETE, parts=True)),
        (ODD_AT_ONCE, Expected(COMPLETE)),
        (STOPPED, Expected(BLOCKED, parts=True)),
        (" ".join(f"{name}-at-once" for name in STOPPED.split()), Expected(BLOCKED)),
        (PROMPTS, Expected(BLOCKED)),
        (REFUSED, Expected(FAILED, RefusedError)),
        (ACCESS, Expected(FAILED, AccessError)),
        (BUSY, Expected(FAILED, ServerError, attempts=4)),
        ("499", Expected(FAILED, ServerError, attempts=2)),
        ("429-long 429-daily 429-zero", Expected(FAILED, QuotaError)),
        ("429", Expected(FAILED, QuotaError, attempts=3)),
        ("429-plain", Expected(FAILED, QuotaError, attempts=4)),
        (
            "204 empty-200 empty-stream no-candidates",
            Expected(FAILED, EmptyReplyError, attempts=2),
        ),
        ("html-200", Expected(FAILED, ServerError)),
        ("malformed-call", Expected(FAILED, BrokenReplyError, attempts=2)),
        (
            "malformed-response-at-once too-many-tool-calls-at-once",
            Expected(FAILED, BrokenReplyError, attempts=2),
        ),
        ("close not-http huge-header not-gzip brotli", Expected(FAILED, NetworkError, attempts=2)),
        ("empty-answer", Expected(FAILED, EmptyReplyError, attempts=2, parts=True)),
        ("thoughts-only", Expected(FAILED, EmptyReplyError, parts=True)),
        (BROKEN_OFF, Expected(INTERRUPTED, IncompleteReplyError, parts=True)),
    )
    for name in names.split()
}
SILENT = {
    "silent": Expected(FAILED, NetworkError, attempts=4),
    "stall-at-once": Expected(FAILED, NetworkError, attempts=4),
    "stall": Expected(INTERRUPTED, IncompleteReplyError, parts=True),
    "drip": Expected(INTERRUPTED, IncompleteReplyError, parts=True),
    "pings": Expected(INTERRUPTED, IncompleteReplyError, parts=True),
}
ELSEWHERE = {"gzip-cut", "endless-calls", "signature", "continuation", "unexpected-call"}


class QuickAsync(AsyncTransport):
    """Does not wait between attempts."""

    async def sleep(self, seconds: float) -> None:
        pass


class QuickBlocking(BlockingTransport):
    """Does not wait between attempts."""

    async def sleep(self, seconds: float) -> None:
        pass


@asynccontextmanager
async def transport_of(twin: Twin, url: str) -> AsyncGenerator[AsyncTransport | BlockingTransport]:
    if twin.suspends:
        asynchronous = QuickAsync(url)
        yield asynchronous
        await asynchronous.aclose()
    else:
        blocking = QuickBlocking(url)
        yield blocking
        blocking.close()


@dataclass
class Played:
    turn: Turn
    error: GemchatError | None
    retries: int
    following: list[Any]


def play(twin: Twin, url: str, text: str, patience: Patience | None = None) -> Played:
    """Ask for a fault, and see what the next request would carry."""

    async def played() -> Played:
        async with transport_of(twin, url) as transport:
            backend = GeminiBackend(CANARY, "GEMINI_API_KEY", url, patience=patience or Patience())
            conversation = Conversation(transport, backend, "gemini-flash-latest")
            error, retries = None, 0
            try:
                async with aclosing(conversation.events(user(text))) as events:
                    async for event in events:
                        retries += isinstance(event, Retrying)
            except GemchatError as raised:
                error = raised
            [turn] = conversation.history.turns
            return Played(turn, error, retries, conversation.history.request(user("next")))

    return twin.run(played())


def user(text: str) -> dict[str, Any]:
    return {"role": "user", "parts": [{"text": text}]}


def check(played: Played, text: str, expected: Expected) -> None:
    turn = played.turn
    assert type(played.error) is (expected.error or type(None)), played.error
    assert turn.outcome is expected.outcome
    assert turn.attempts == played.retries + 1 == expected.attempts
    assert bool(turn.contents) is expected.parts
    carried = expected.parts and expected.outcome in (COMPLETE, INTERRUPTED)
    assert played.following == ([user(text), *turn.contents] if carried else []) + [user("next")]
    if played.error:
        assert (
            CANARY not in f"{played.error!r}{played.error}{played.error.hint}{vars(played.error)}"
        )
        assert len(played.error.message) < 1000


def test_every_fault_has_a_row() -> None:
    assert set(CASES) | set(SILENT) | ELSEWHERE == set(FAULTS)


@pytest.mark.parametrize("name", CASES)
def test_faults(twin: Twin, demo: DemoServer, name: str) -> None:
    text = f"demo:{name} {twin.suspends}"
    check(play(twin, demo.url, text), text, CASES[name])


@pytest.mark.parametrize("name", SILENT)
def test_silence(twin: Twin, demo: DemoServer, name: str) -> None:
    text = f"demo:{name}"
    begins = SILENT[name].parts  # what begins must have the time for it, on a busy machine too
    patience = Patience(first_event=1 if begins else 0.15, event=0.3)
    check(play(twin, demo.url, text, patience), text, SILENT[name])


@pytest.mark.parametrize("name", GOOD.split())
def test_what_is_odd_but_whole_reads_as_if_nothing_was_wrong(
    twin: Twin, demo: DemoServer, name: str
) -> None:
    [content] = play(twin, demo.url, f"demo:{name}").turn.contents
    text = "".join(part.get("text", "") for part in content["parts"])
    assert text == WORDS or (name.endswith(("parts", "content")) and WORDS.startswith(text))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("split", "Grüße, 世界 👩‍👩‍👧‍👦!"),
        ("separators", "one\u2028two\u2029three\u0085four five"),
        ("bad-utf8", "before\ufffd\ufffdafter"),
    ],
)
def test_characters_arrive_whole(twin: Twin, demo: DemoServer, name: str, text: str) -> None:
    [content] = play(twin, demo.url, f"demo:{name}").turn.contents
    assert content["parts"][0]["text"] == text


def test_a_compressed_body_that_is_cut_is_seen(twin: Twin, demo: DemoServer) -> None:
    played = play(twin, demo.url, "demo:gzip-cut")
    assert played.error
    assert played.error.exit_status in (5, 7)
    assert played.turn.outcome in (INTERRUPTED, FAILED)


def test_a_call_that_was_not_asked_for_is_answered_for_the_user(
    twin: Twin, demo: DemoServer
) -> None:
    played = play(twin, demo.url, "demo:unexpected-call")
    assert type(played.error) is IncompleteReplyError
    assert played.turn.outcome is INTERRUPTED
    [answer, asked] = played.following[-1]["parts"]
    assert answer["functionResponse"]["response"] == {"error": "cancelled by the user"}
    assert asked == {"text": "next"}


def test_an_answer_that_is_cut_goes_on(twin: Twin, demo: DemoServer) -> None:
    turn = play(twin, demo.url, "demo:continuation").turn
    assert (turn.outcome, turn.finish, turn.attempts) == (COMPLETE, "STOP", 2)
    [content] = turn.contents
    assert content["parts"][0]["text"].startswith("The first half, and then: ")
    assert content["parts"][-1]["thoughtSignature"]


@pytest.mark.parametrize(
    ("name", "words"),
    [("html-200", 'says "Welcome to Free WiFi"'), ("clock-skew", "Your clock is 60 min off.")],
)
def test_what_a_person_can_do_about_it_is_said(
    twin: Twin, demo: DemoServer, name: str, words: str
) -> None:
    error = play(twin, demo.url, f"demo:{name}").error
    assert error
    assert words in f"{error.message} {error.hint}"


def test_a_redirect_is_not_followed(twin: Twin, demo: DemoServer) -> None:
    before = len(demo.requests)
    played = play(twin, demo.url, "demo:redirect")
    assert len(demo.requests) == before + 1
    assert played.error
    assert played.error.message == "A redirect to 127.0.0.1 was refused."
    assert "base_url" in played.error.hint


def test_nothing_is_left_open(twin: Twin, demo: DemoServer) -> None:
    play(twin, demo.url, "demo:reset")
    gc.collect()  # what was left open would warn, and warnings are errors
