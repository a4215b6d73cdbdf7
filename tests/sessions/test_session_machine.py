"""Any sequence of what users, crashes and disks do, against a plain model of a conversation."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from gemchat.chat.history import TurnOutcome
from gemchat.sessions.recorder import Recorder
from gemchat.sessions.session import Session
from gemchat.sessions.store import SessionStore
from tests.sessions.scripted import BadDisk, Clock, arrive, begin, complete, full, say

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)


@dataclass
class Talk:
    """What the session must hold: the turns of the file by parent, and where it stands."""

    turns: list[tuple[int | None, str, str]] = field(default_factory=list)
    head: int | None = None
    title: str = ""

    def add(self, asked: str, answered: str) -> None:
        self.turns.append((self.head, asked, answered))
        self.head = len(self.turns) - 1

    def branch(self) -> list[tuple[str, str]]:
        said, n = [], self.head
        while n is not None:
            n, *turn = self.turns[n]
            said.append((turn[0], turn[1]))
        return said[::-1]


def branch_of(session: Session) -> list[tuple[str, str]]:
    return [
        (
            turn.user["parts"][0]["text"],
            "".join(part["text"] for content in turn.contents for part in content["parts"]),
        )
        for turn in session.turns
    ]


class SessionMachine(RuleBasedStateMachine):
    """One session, its file and its model."""

    recorder: Recorder

    @initialize()
    def start(self) -> None:
        self.home = TemporaryDirectory()
        self.failing: set[str] = set()
        self.disk = BadDisk(lambda _, name: full() if name in self.failing else None)
        self.store = SessionStore(Path(self.home.name) / "sessions", now=Clock(), disk=self.disk)
        self.recorder = self.store.create()
        self.talk = Talk()

    def teardown(self) -> None:
        if hasattr(self, "home"):
            self.recover()
            self.reopen(b"")
            self.recorder.close()
            self.home.cleanup()

    @rule(asked=WORDS, answered=WORDS)
    def turn(self, asked: str, answered: str) -> None:
        say(self.recorder, asked, answered)
        self.talk.add(asked, answered)

    @rule(count=st.integers(1, 3))
    def undo(self, count: int) -> None:
        self.recorder.undo(count)
        for _ in range(count):
            if self.talk.head is not None:
                self.talk.head = self.talk.turns[self.talk.head][0]

    @precondition(lambda self: self.talk.turns)
    @rule(data=st.data())
    def go_to(self, data: st.DataObject) -> None:
        self.talk.head = data.draw(st.integers(0, len(self.talk.turns) - 1))
        self.recorder.head(self.talk.head)

    @rule(title=WORDS)
    def rename(self, title: str) -> None:
        self.recorder.rename(title)
        self.talk.title = " ".join(title.split())

    @rule(calls=st.sets(st.sampled_from(["write", "sync", "truncate", "open", "make_directory"])))
    def break_disk(self, calls: set[str]) -> None:
        self.failing |= calls

    @rule()
    def recover(self) -> None:
        self.failing.clear()

    @precondition(lambda self: not self.failing)
    @rule(asked=WORDS, answered=WORDS)
    def crash_while_answering(self, asked: str, answered: str) -> None:
        turn = complete(asked, "")
        begin(self.recorder, turn)
        arrive(self.recorder, {"text": answered})
        self.recorder._tick()
        self.talk.add(asked, answered)
        self.reopen(b"")
        last = self.store.read(self.recorder.id).recorded[len(self.talk.turns) - 1].turn
        assert (last.outcome, last.reason) == (TurnOutcome.INTERRUPTED, "crash")

    @precondition(lambda self: not self.failing)
    @rule(tail=st.binary(max_size=9))
    def reopen(self, tail: bytes) -> None:
        """Leave, let something happen to the end of the file, and come back."""
        self.recorder.close()
        assert self.recorder.saved
        path = self.store.directory / f"{self.recorder.id}.jsonl"
        if not self.talk.turns:
            assert not path.exists()
            self.recorder = self.store.create()
            self.talk = Talk()
            return
        path.write_bytes(path.read_bytes() + tail.replace(b"\n", b""))
        session, self.recorder = self.store.resume(self.recorder.id)
        self.holds(session)

    @precondition(lambda self: not self.failing and self.talk.turns)
    @rule()
    def fork(self) -> None:
        self.recorder.close()
        said = self.talk.branch()
        self.recorder = self.store.fork(self.store.read(self.recorder.id))
        self.talk = Talk(title=self.talk.title)
        for asked, answered in said:
            self.talk.add(asked, answered)
        self.turn("and", "so on")

    def holds(self, session: Session) -> None:
        """The session is what the model says, and the list shows it so."""
        assert branch_of(session) == self.talk.branch()
        assert len(session.recorded) == len(self.talk.turns)
        assert session.name == self.talk.title
        summary = self.store.find(session.id)
        assert (summary.turns, summary.title) == (len(self.talk.turns), session.title)


SessionMachine.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestSessionMachine = SessionMachine.TestCase
