"""How long ten thousand sessions take: to list, to search, and a long one to open and to write.

    python -m tests.benchmarks.sessions [--sessions N] [--messages N] [--keep FOLDER]

Each time stands beside that of plainly reading the same bytes, since disks differ; the first run
after the files are made finds them in memory, as a chat does that was used a minute ago.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from gemchat.client.stepping import step
from gemchat.sessions.disk import Disk
from gemchat.sessions.store import SessionStore
from tests.sessions.scripted import FLASH, Clock, QuickDisk, complete

LONG = 2_500
"""Turns of the long session: five thousand messages."""
ROUNDS = 5
RARE = "quetzalcoatlus"


class Words:
    """Text in which a few words are frequent and most are rare, as in any language."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        letters = "etaoinshrdlucmfw"
        self._words = [
            "".join(self._chance.choices(letters, k=self._chance.randint(2, 10)))
            for _ in range(20_000)
        ]
        self._weights = [1 / rank for rank in range(1, len(self._words) + 1)]

    def text(self) -> str:
        count = int(self._chance.lognormvariate(4, 0.8)) + 1
        return " ".join(self._chance.choices(self._words, self._weights, k=count))


def make(folder: Path, sessions: int, messages: int) -> str:
    """Write the sessions, the last of them long; give its id."""
    store, words = SessionStore(folder, now=Clock(), disk=QuickDisk()), Words(1)
    texts = [words.text() for _ in range(5_000)]
    chance = random.Random(2)
    name = ""
    for number in range(sessions + 1):
        recorder = store.create()
        recorder.setup(FLASH)
        for _ in range(LONG if number == sessions else messages // 2):
            asked, answered = chance.choices(texts, k=2)
            if number == sessions // 2:
                answered += f" {RARE}"
            turn = complete(asked, answered)
            step(recorder.began(turn))
            step(recorder.ended(turn))
        recorder.close()
        name = recorder.id
    return name


def best(work: Callable[[], object]) -> float:
    """Seconds of the quickest of a few rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def measure(folder: Path, long: str) -> None:
    store = SessionStore(folder)
    paths = sorted(folder.glob("*.jsonl"))
    size = sum(path.stat().st_size for path in paths)
    whole = best(lambda: sum(len(path.read_bytes()) for path in paths))
    one = best((folder / f"{long}.jsonl").read_bytes)
    common = Words(1).text().split()[0]
    print(f"{len(paths):,} sessions, {size / 1e6:,.0f} MB; read plainly in {whole * 1e3:,.0f} ms")
    for name, work, plain in (
        ("newest 50", lambda: store.recent(50), whole),
        ("all with titles", lambda: store.recent(len(paths)), whole),
        ("a rare word", lambda: store.search(RARE), whole),
        ("no such word", lambda: store.search("no-such-word"), whole),
        ("a common word, 50 hits", lambda: store.search(common), whole),
        ("by a part of the title", lambda: store.recent(50, "no-such-title"), whole),
        (f"open {2 * LONG:,} messages", lambda: store.read(long), one),
    ):
        seconds = best(work)
        print(f"  {name:<24}{seconds * 1e3:9,.1f} ms   {seconds / plain:6.2f} x a plain read")
    write(folder)
    print(f"  peak memory {peak():,.0f} MB")


def write(folder: Path) -> None:
    """The two records of a turn, with a disk that really syncs."""
    recorder = SessionStore(folder, disk=Disk()).create()
    times = []
    for number in range(200):
        turn = complete(f"question {number}", "answer " * 100)
        start = time.perf_counter()
        step(recorder.began(turn))
        step(recorder.ended(turn))
        times.append(time.perf_counter() - start)
    recorder.close()
    median, slow = statistics.median(times), statistics.quantiles(times, n=100)[-1]
    print(f"  {'a turn, safe on disk':<24}{median * 1e3:9,.2f} ms   p99 {slow * 1e3:.2f} ms")


def peak() -> float:
    """The most memory this program ever had, in MB; 0 where that cannot be asked."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=10_000)
    parser.add_argument("--messages", type=int, default=20)
    parser.add_argument("--keep", type=Path, help="leave the sessions there, or use those there")
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        place = given.keep or Path(folder)
        known = sorted(place.glob("*.jsonl"), key=lambda path: path.stat().st_size)
        measure(place, known[-1].stem if known else make(place, given.sessions, given.messages))


if __name__ == "__main__":
    main()
