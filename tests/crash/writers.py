"""Programs that write sessions, to be killed or to compete; what is safe they say on stdout.

    python -m tests.crash.writers killed DIRECTORY      for each line of stdin: fork a writer, and
                                                        kill it after as many seconds as it says
    python -m tests.crash.writers competing DIRECTORY SESSION TURNS

Each line of stdout is written at once: ``ID TEXT`` for a text that is safe, ``dead`` for a writer.
"""

from __future__ import annotations

import base64
import os
import random
import signal
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from gemchat.chat.history import Turn
from gemchat.sessions.lock import SessionHeldError
from gemchat.sessions.recorder import Recorder
from gemchat.sessions.store import SessionStore
from tests.sessions.scripted import arrive, begin, complete, end, say

TURNS = 40
"""After so many turns a session has seen enough deaths, and the next writer begins another."""


def main() -> None:
    match sys.argv[1:]:
        case ["killed", directory]:
            warm_up()
            for line in sys.stdin:
                kill_one(Path(directory), float(line))
        case ["competing", directory, session, turns]:
            compete(Path(directory), session, int(turns))
        case _:
            sys.exit(__doc__)


def warm_up() -> None:
    """Do once what every writer would spend its short life on: building the readers."""
    with TemporaryDirectory() as directory:
        store = SessionStore(Path(directory))
        recorder = store.create()
        say(recorder, "a", "b")
        recorder.close()
        store.resume(recorder.id)[1].close()


def kill_one(directory: Path, seconds: float) -> None:
    """Fork a writer: a fresh program would spend its short life importing."""
    writer = os.fork()
    if not writer:
        write(directory)
    time.sleep(seconds)
    os.kill(writer, signal.SIGKILL)
    _, status = os.waitpid(writer, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL, "the writer died by itself"
    tell("dead")


def write(directory: Path) -> None:
    """Go on with the newest session until the end comes."""
    chance = random.Random()
    store = SessionStore(directory)
    newest = store.newest()
    if newest is None or newest.turns >= TURNS:
        recorder = store.create()
    else:
        recorder = store.resume(newest.id)[1]
    while True:
        record(recorder, chance)


def record(recorder: Recorder, chance: random.Random) -> None:
    name = f"{chance.getrandbits(64):x}"
    turn = complete(f"question {name}", f"answer {name}")
    turn.contents[0]["parts"] += padding(chance)
    begin(recorder, turn)
    report(recorder, f"question {name}")
    arrive(recorder, {"text": f"answer {name[:3]}"})
    recorder._tick()
    end(recorder, turn)
    report(recorder, f"answer {name}")


def padding(chance: random.Random) -> list[dict[str, object]]:
    """Parts of some size, so that there is something to be torn; now and then a file's."""
    size = int(20_000 ** chance.random())
    if chance.random() < 0.1:
        data = base64.b64encode(chance.randbytes(60_000)).decode()
        return [{"inlineData": {"mimeType": "image/png", "data": data}}]
    return [{"text": "x" * size, "thought": True}]


def report(recorder: Recorder, text: str) -> None:
    if recorder.saved:
        tell(f"{recorder.id} {text}")


def compete(directory: Path, session: str, turns: int) -> None:
    """Say a number of turns in one session, whenever it is free."""
    store, name = SessionStore(directory), os.getpid()
    for number in range(turns):
        recorder = when_free(store, session)
        turn: Turn = complete(f"question {name}.{number}", f"answer {name}.{number}")
        begin(recorder, turn)
        end(recorder, turn)
        assert recorder.saved
        recorder.close()
        tell(f"{session} answer {name}.{number}")


def when_free(store: SessionStore, session: str) -> Recorder:
    while True:
        try:
            return store.resume(session)[1]
        except SessionHeldError:
            time.sleep(0.001)


def tell(line: str) -> None:
    os.write(sys.stdout.fileno(), f"{line}\n".encode())  # one call, so never half of it


if __name__ == "__main__":
    main()
