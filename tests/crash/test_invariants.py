"""What holds of every session file, whatever became of the turns in it."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemchat.chat.conversation import Conversation
from gemchat.chat.events import PartGrew, PartStarted, TurnEvent, TurnStarted
from gemchat.errors import GemchatError
from gemchat.protocol.gemini import GeminiBackend
from gemchat.sessions.log import SessionLog
from gemchat.sessions.reading import read_session
from gemchat.sessions.recorder import TICK_SECONDS, Recorder
from tests.fakes import ScriptedTransport
from tests.sessions.scripted import Alarms, Clock, QuickDisk, question

LINES = [
    "text: one ",
    "text: two ",
    "think: hm ",
    "sign: c2ln",
    'call: look {"at": "it"}',
    "usage: 1 2",
    "finish: STOP",
    "finish: MAX_TOKENS",
    "finish: SAFETY",
    "finish: OTHER",
    "cut",
    "error: 503 UNAVAILABLE later",
    "error: 400 INVALID_ARGUMENT no",
]
TROUBLE = ("cut", "error")


def up_to_the_trouble(lines: list[str]) -> list[str]:
    """Nothing follows on a broken connection or an error."""
    first = next((at for at, line in enumerate(lines) if line.startswith(TROUBLE)), len(lines))
    return lines[: first + 1] or ["cut"]


SCRIPTS = st.lists(st.sampled_from(LINES), max_size=5).map(up_to_the_trouble)


@dataclass
class Chat:
    """A recorded conversation over a scripted network, and what was seen of it."""

    folder: Path
    scripts: Sequence[Sequence[str]]
    seen: str = ""
    alarms: Alarms = field(default_factory=Alarms)

    def __post_init__(self) -> None:
        self.path = self.folder / "x.jsonl"
        log = SessionLog(self.path, QuickDisk(), started="T")
        self.recorder = Recorder(log, Clock(), alarm=self.alarms)
        again = [*self.scripts, *[["error: 400 INVALID_ARGUMENT no"]] * 9]
        self.transport = ScriptedTransport(*again)
        backend = GeminiBackend(key="key")
        self.conversation = Conversation(self.transport, backend, "flash", journal=self.recorder)

    def ask(self, text: str, stop_after: int = 99) -> None:
        """Send a message, and look at so many events of the reply."""
        with suppress(GemchatError):
            asyncio.run(self._ask(text, stop_after))

    async def _ask(self, text: str, stop_after: int) -> None:
        self.seen = ""
        async with aclosing(self.conversation.events(question(text))) as events:
            async for event in events:
                self._look(event, text)
                stop_after -= 1
                if not stop_after:
                    return

    def _look(self, event: TurnEvent, text: str) -> None:
        """What is seen is on disk as soon as the alarm goes off, and the question before all."""
        if isinstance(event, TurnStarted):
            assert self.records("user")[-1]["content"] == question(text)
        self.seen += text_in(event)
        self.alarms.go_off()
        kept = [record for record in self.records("tick", "end") if record["n"] == self.turn]
        assert self.seen in "".join(map(text_of, kept))

    @property
    def turn(self) -> int:
        """The number of the last turn."""
        return int(self.records("user")[-1]["n"])

    def records(self, *kinds: str) -> list[dict[str, Any]]:
        if not self.path.exists():
            return []
        found = [json.loads(line) for line in self.path.read_bytes().splitlines()]
        return [record for record in found if record["k"] in kinds]


def text_in(event: TurnEvent) -> str:
    match event:
        case PartStarted(part=part):
            return part.text or ""
        case PartGrew(text=text):
            return text
        case _:
            return ""


def text_of(record: dict[str, Any]) -> str:
    contents = record.get("contents", [record])
    return "".join(part.get("text", "") for each in contents for part in each["parts"])


def assert_invariants(chat: Chat) -> None:
    asked = Counter(record["n"] for record in chat.records("user"))
    ends = Counter(record["n"] for record in chat.records("end"))
    assert set(asked.values()) <= {1}
    assert ends == asked, "exactly one end for each question, and none without"
    open_turn = None
    for record in chat.records("user", "tick", "step", "end"):
        assert record["n"] == (record["n"] if record["k"] == "user" else open_turn)
        open_turn = None if record["k"] == "end" else record["n"]
    for record in chat.records("end"):
        assert record["state"] != "complete" or record["finish"]


def received(script: Sequence[str]) -> str:
    """The text that a script sends before it breaks, if it is the last attempt."""
    return "".join(
        line.partition(": ")[2] for line in script if line.startswith(("text:", "think:"))
    )


def test_two_seconds_are_promised() -> None:
    assert TICK_SECONDS < 2


@pytest.mark.parametrize(
    ("script", "state", "finish"),
    [
        (["text: a", "finish: STOP"], "complete", "STOP"),
        (["text: a", "finish: MAX_TOKENS"], "complete", "MAX_TOKENS"),
        (["text: a", "finish: SAFETY"], "blocked", "SAFETY"),
        (["text: a", "cut"], "interrupted", None),
        (["text: a"], "interrupted", None),
        (["error: 400 INVALID_ARGUMENT no"], "failed", None),
    ],
)
def test_every_turn_ends_in_one_of_four_ways(
    script: list[str], state: str, finish: str | None, tmp_path: Path
) -> None:
    chat = Chat(tmp_path, [script])
    chat.ask("q")
    [end] = chat.records("end")
    assert (end["state"], end["finish"]) == (state, finish)
    assert_invariants(chat)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(SCRIPTS, st.integers(1, 9)), min_size=1, max_size=3))
def test_the_invariants_hold_whatever_comes(
    tmp_path_factory: pytest.TempPathFactory, turns: list[tuple[list[str], int]]
) -> None:
    chat = Chat(tmp_path_factory.mktemp("chat"), [script for script, _ in turns])
    for number, (_, stop_after) in enumerate(turns):
        chat.ask(f"question {number}", stop_after)
    chat.recorder.close()
    assert_invariants(chat)
    assert_every_prefix_is_a_session(chat.path)


@settings(max_examples=40, deadline=None)
@given(SCRIPTS.map(lambda lines: [line for line in lines if "call" not in line]))
def test_an_end_holds_all_that_was_received_in_its_order(
    tmp_path_factory: pytest.TempPathFactory, script: list[str]
) -> None:
    script = [line for line in script if not line.startswith(TROUBLE)]
    chat = Chat(tmp_path_factory.mktemp("chat"), [[*script, "text: last"]])
    chat.ask("q")
    [end] = chat.records("end")
    assert text_of(end) == received([*script, "text: last"])
    assert chat.seen == text_of(end)


def assert_every_prefix_is_a_session(path: Path) -> None:
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    for count in range(len(lines) + 1):
        path.write_bytes(b"".join(lines[:count]))
        session = read_session(path)
        assert session.problems == ()
        questions = sum(line.startswith(b'{"k":"user"') for line in lines[:count])
        assert len(session.recorded) == questions
    path.write_bytes(whole)
