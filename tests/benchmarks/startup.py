"""How long it takes until one can type: python -m tests.benchmarks.startup [RUNS]

The measure is a ratio to importing prompt_toolkit alone, taken in turn with it, so that a busy or
slow machine changes both. On disk lie as many sessions and lines of input as years may bring.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from gemchat.sessions.store import SessionStore
from tests.sessions.scripted import FLASH, say
from tests.terminal import spawn

SESSIONS = 10_000
LINES = 50_000
GOAL = 2.8


def fill(home: Path) -> None:
    """Put years of use into a home."""
    store = SessionStore(home / "sessions")
    recorder = store.create()
    recorder.setup(FLASH)
    say(recorder, "What is a heron?", "A bird.")
    recorder.close()
    [file] = (home / "sessions").glob("*.jsonl")
    data = file.read_bytes()
    for number in range(SESSIONS):
        file.with_name(f"20250101T000000Z-{number:012x}.jsonl").write_bytes(data)
    lines = (f"\n# 2025-01-01 00:00:00\n+line {number}\n" for number in range(LINES))
    (home / "input_history").write_text("".join(lines))


def until_typed(env: dict[str, str]) -> float:
    """Seconds from the start of the program until what is typed stands on the screen."""
    began = time.perf_counter()
    with spawn([], env=env) as terminal:
        terminal.send("heron")
        terminal.wait_for("> heron", timeout=30)
        return time.perf_counter() - began


def importing(module: str, env: dict[str, str]) -> float:
    """Seconds of a Python that imports a module."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {module}"], env=env, check=True)
    return time.perf_counter() - began


def main(runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        fill(home)
        env = os.environ | {"GEMCHAT_HOME": folder, "GEMINI_API_KEY": "none", "TERM": "xterm"}
        env["GOOGLE_GEMINI_BASE_URL"] = "http://127.0.0.1:9"
        env["PYTHONPYCACHEPREFIX"] = str(home / "bytecode")  # as if all had been installed
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        until_typed(env)
        pairs = [(until_typed(env), importing("prompt_toolkit", env)) for _ in range(runs)]
    prompt, alone = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    print(f"usable prompt {prompt:.3f} s, import prompt_toolkit {alone:.3f} s", end=", ")
    print(f"ratio {ratio:.2f}, goal {GOAL}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
