"""The table of faults, and what most of them have in common."""

from __future__ import annotations

from collections.abc import Callable

from gemchat.demo.http import Json
from gemchat.demo.prompt import Prompt
from gemchat.demo.wire import Outcome, Play, Reply, chunks, event, said

# A fault is played like a scene. Those that break framing answer in bytes, for unary requests as
# well; the others reply in whichever form was asked for.
FAULTS: dict[str, Play] = {}

TEXT = "This reply is what could be said before, and in spite of, the fault that you asked for."
HEALTHY = said(TEXT)


def fault(name: str) -> Callable[[Play], Play]:
    """Register a fault under its name."""

    def register(play: Play) -> Play:
        if name in FAULTS:
            raise ValueError(f"two faults are called {name!r}")
        FAULTS[name] = play
        return play

    return register


def always(name: str, outcome: Outcome) -> None:
    """Register a fault that is the same for every prompt."""
    fault(name)(lambda _prompt: outcome)


def once(name: str, outcome: Outcome) -> None:
    """Register a fault that is gone when the same contents are sent again."""
    fault(name)(lambda prompt: outcome if prompt.attempt % 2 else HEALTHY)


def payloads(prompt: Prompt, reply: Reply = HEALTHY) -> list[Json]:
    """List the payloads of a healthy stream, for a fault to spoil."""
    return list(chunks(prompt, reply))


def events(prompt: Prompt, reply: Reply = HEALTHY) -> list[bytes]:
    """List the events of a healthy stream, for a fault to spoil."""
    return [event(payload) for payload in chunks(prompt, reply)]
