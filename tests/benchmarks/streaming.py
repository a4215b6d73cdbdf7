"""What it costs to draw a reply while it comes, by several ways.

    python -m tests.benchmarks.streaming

Twenty characters come every twenty milliseconds, and a frame is drawn twenty times a second, on a
clock that does not wait. Each way runs in a process of its own, and writes to memory. Of rich's
`Live` with `Markdown`, whose every frame costs more than the one before, only some frames are
drawn, and the rest reckoned from them; streamdown is measured if its command ``sd`` is there.
Ratios say more than seconds; nothing is asserted here.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from rich.console import Console
from rich.live import Live
from rich.markdown import Markdown

from tests.gates.documents import PURE, mixed
from tests.gates.pane import CHUNK, Pane, pieces

DOCUMENTS = {f"{size} KB": size * 1000 for size in (2, 10, 50, 200)}
WIDTH, HEIGHT = 80, 24
FRAME = 50
"""Characters that come between two frames."""
RICH_FRAMES = 40
COLUMNS = "{:<15} {:<10} {:>9} {:>8} {:>10} {:>8} {:>8}"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one way takes for one reply."""

    seconds: float
    characters: int
    megabytes: float


def document(name: str) -> str:
    return mixed(DOCUMENTS[name])[: DOCUMENTS[name]] if name in DOCUMENTS else PURE[name]


def ours(text: str) -> Cost:
    sent = 0

    def write(written: str) -> None:
        nonlocal sent
        sent += len(written)

    before = time.process_time()
    Pane(write, lambda: (WIDTH, HEIGHT)).draw(pieces(text))
    return _cost(time.process_time() - before, sent)


def plain_print(text: str) -> Cost:
    sink = io.StringIO()
    before = time.process_time()
    for chunk in pieces(text, CHUNK):
        print(chunk, end="", file=sink, flush=True)
    return _cost(time.process_time() - before, len(sink.getvalue()))


def rich_live(text: str, frames: int = RICH_FRAMES) -> Cost:
    sink = io.StringIO()
    console = Console(file=sink, force_terminal=True, width=WIDTH, height=HEIGHT)
    ends = range(FRAME, len(text) + FRAME, FRAME)
    each = max(1, len(ends) // frames)
    drawn = ends[::each]
    with Live(console=console, auto_refresh=False) as live:
        live.update(Markdown(text[:FRAME]), refresh=True)
        before, length = time.process_time(), sink.tell()
        for end in drawn:
            live.update(Markdown(text[:end]), refresh=True)
        seconds, length = time.process_time() - before, sink.tell() - length
    reckoned = len(ends) / len(drawn)
    return _cost(seconds * reckoned, int(length * reckoned))


def streamdown(text: str) -> Cost:
    command = shutil.which("sd")
    if command is None:
        raise LookupError("sd is not installed")
    done = subprocess.run([command], input=text.encode(), capture_output=True, check=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(used.ru_utime + used.ru_stime, len(done.stdout.decode()), used.ru_maxrss / 1024)


WAYS: dict[str, Callable[[str], Cost]] = {
    "print": plain_print,
    "ours": ours,
    "rich": rich_live,
    "streamdown": streamdown,
}


def measured(way: str, name: str) -> Cost | None:
    """Measure in a process of its own, whose memory nobody else has filled."""
    command = [sys.executable, "-m", "tests.benchmarks.streaming", "--measure", way, name]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Cost(**json.loads(done.stdout)) if done.stdout.strip() else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--measure", nargs=2, metavar=("WAY", "DOCUMENT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        _measure(*options.measure)
        return
    print(COLUMNS.format("reply", "way", "CPU s", "x print", "sent KB", "x text", "MB"))
    for name in (*DOCUMENTS, *PURE):
        size = len(document(name))
        floor = measured("print", name)
        assert floor is not None
        for way in WAYS:
            if cost := measured(way, name):
                print(_line(name, way, cost, floor, size))


def _measure(way: str, name: str) -> None:
    if way == "streamdown" and not shutil.which("sd"):
        return
    cost = WAYS[way](document(name))
    print(json.dumps({field: getattr(cost, field) for field in Cost.__slots__}))


def _line(name: str, way: str, cost: Cost, floor: Cost, size: int) -> str:
    return COLUMNS.format(
        name,
        way,
        f"{cost.seconds:.3f}",
        f"{cost.seconds / floor.seconds:.0f}",
        f"{cost.characters / 1000:,.0f}",
        f"{cost.characters / size:.1f}",
        f"{cost.megabytes:.0f}",
    )


def _cost(seconds: float, characters: int) -> Cost:
    return Cost(seconds, characters, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()
